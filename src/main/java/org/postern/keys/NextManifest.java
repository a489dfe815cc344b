package org.postern.keys;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.manifest.DestroyedEpoch;
import org.postern.manifest.EpochCard;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.manifest.ServedFile;
import org.postern.manifest.SignedManifest;

/// Composes the text of the next manifest. Nothing is signed here.
public final class NextManifest {
    /// Who may open contact details together.
    ///
    /// @param threshold k, or 0 without seats
    /// @param seats     n recipients, seat 1 first
    public record Seats(int threshold, List<HybridRecipient> seats) {
        /// No key holders: nothing can be locked.
        public static final Seats NONE = new Seats(0, List.of());
    }

    /// How long after the end of its intake an epoch is kept, if nobody says otherwise.
    public static final int KEEP_DAYS = 30;

    private NextManifest() {}

    /// The day from which an epoch is destroyed, if nobody says otherwise.
    ///
    /// @param until when its intake ends
    /// @return `KEEP_DAYS` after that day
    public static LocalDate destroyOn(Instant until) {
        return LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(KEEP_DAYS);
    }

    /// Composes a manifest that opens a new epoch; the first one if there is none before it.
    ///
    /// @param root      the newest root
    /// @param previous  the manifest before this one
    /// @param hash      SHA-256 of that manifest's note; `Hash.NONE` if there is none
    /// @param epoch     the card of the responder who drew the epoch
    /// @param roster    that epoch's desks
    /// @param seats     the key holders
    /// @param files     what is served, in any order
    /// @param until     when intake ends, in whole seconds
    /// @param destroyOn the day from which the new epoch is destroyed
    /// @param recovery  SHA-256 of the new epoch's recovery file, `Hash.NONE` without one
    /// @param destroyed epochs whose seeds no longer exist, and the day on which that was done
    /// @return the manifest
    /// @throws IllegalArgumentException if roster and card are of different epochs
    public static Manifest opening(
            Root root,
            Optional<Manifest> previous,
            Hash hash,
            EpochCard epoch,
            Roster roster,
            Seats seats,
            List<ServedFile> files,
            Instant until,
            LocalDate destroyOn,
            Hash recovery,
            Map<Integer, LocalDate> destroyed) {
        if (roster.epoch() != epoch.epoch()) {
            throw new IllegalArgumentException("roster and epoch card are of different epochs");
        }
        var epochs = new ArrayList<LivingEpoch>();
        var gone = new ArrayList<DestroyedEpoch>();
        previous.ifPresent(before -> {
            gone.addAll(before.destroyed());
            for (var living : before.epochs()) {
                var day = Optional.ofNullable(destroyed.get(living.epoch()));
                day.ifPresentOrElse(
                        when -> gone.add(new DestroyedEpoch(living.epoch(), when, living.rosterRoot())),
                        () -> epochs.add(living));
            }
        });
        gone.sort(Comparator.comparingInt(DestroyedEpoch::epoch));
        epochs.add(new LivingEpoch(
                epoch.epoch(),
                until,
                destroyOn,
                roster.root(),
                LivingEpoch.hashOf(epoch.recipient()),
                EpochFiles.hashOf(List.of(epoch.file())),
                recovery));
        return new Manifest(
                root.origin(),
                previous.map(Manifest::version).orElse(0) + 1,
                root.version(),
                epoch.recipient(),
                epochs,
                gone.subList(Math.max(0, gone.size() - Manifest.EPOCHS_MAX), gone.size()),
                previous.map(Manifest::stopped).orElse(List.of()).stream()
                        .filter(desk -> !destroyed.containsKey(desk.epoch()))
                        .toList(),
                previous.map(Manifest::people).orElse(Hash.NONE),
                seats.threshold(),
                seats.seats(),
                byPath(files),
                hash);
    }

    /// Composes a manifest of the same epoch, with other files or another end of intake, or under a newer
    /// root.
    ///
    /// @param root     the newest root
    /// @param previous the manifest before this one
    /// @param hash     SHA-256 of that manifest's note
    /// @param files    what is served, in any order
    /// @param until    when intake ends, in whole seconds
    /// @return the manifest
    public static Manifest renewing(Root root, Manifest previous, Hash hash, List<ServedFile> files, Instant until) {
        var epochs = new ArrayList<>(previous.epochs());
        epochs.addLast(epochs.removeLast().withUntil(until));
        return new Manifest(
                root.origin(),
                previous.version() + 1,
                root.version(),
                previous.intakeRecipient(),
                epochs,
                previous.destroyed(),
                previous.stopped(),
                previous.people(),
                previous.seatThreshold(),
                previous.seats(),
                byPath(files),
                hash);
    }

    /// The same, from a manifest that is published.
    ///
    /// @param standing what is published
    /// @param files    what is served, in any order
    /// @param until    when intake ends, in whole seconds
    /// @return the manifest
    public static Manifest renewing(SignedManifest standing, List<ServedFile> files, Instant until) {
        return renewing(standing.root(), standing.manifest(), standing.noteHash(), files, until);
    }

    private static List<ServedFile> byPath(List<ServedFile> files) {
        return files.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList();
    }
}

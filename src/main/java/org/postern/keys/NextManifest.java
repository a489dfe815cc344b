package org.postern.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.age.HybridRecipient;
import org.postern.manifest.EpochCard;
import org.postern.manifest.EpochRoot;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.manifest.ServedFile;
import org.postern.manifest.VerifiedManifest;

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

    private NextManifest() {}

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
    /// @param destroyed epochs whose seeds no longer exist
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
            Set<Integer> destroyed) {
        if (roster.epoch() != epoch.epoch()) {
            throw new IllegalArgumentException("roster and epoch card are of different epochs");
        }
        var epochs = new ArrayList<EpochRoot>();
        previous.ifPresent(before -> epochs.addAll(before.epochs()));
        epochs.removeIf(before -> destroyed.contains(before.epoch()));
        epochs.add(new EpochRoot(epoch.epoch(), roster.root()));
        return new Manifest(
                root.origin(),
                previous.map(Manifest::version).orElse(0) + 1,
                root.version(),
                epoch.epoch(),
                epoch.recipient(),
                until,
                epoch.file(),
                epochs,
                seats.threshold(),
                seats.seats(),
                byPath(files),
                hash);
    }

    /// Composes a manifest of the same epoch, with other files or another end of intake, or under a newer root.
    ///
    /// @param root     the newest root
    /// @param previous the manifest before this one
    /// @param hash     SHA-256 of that manifest's note
    /// @param files    what is served, in any order
    /// @param until    when intake ends, in whole seconds
    /// @return the manifest
    public static Manifest renewing(Root root, Manifest previous, Hash hash, List<ServedFile> files, Instant until) {
        return new Manifest(
                root.origin(),
                previous.version() + 1,
                root.version(),
                previous.intakeEpoch(),
                previous.intakeRecipient(),
                until,
                previous.epochFile(),
                previous.epochs(),
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
    public static Manifest renewing(VerifiedManifest standing, List<ServedFile> files, Instant until) {
        return renewing(standing.root(), standing.manifest(), standing.noteHash(), files, until);
    }

    private static List<ServedFile> byPath(List<ServedFile> files) {
        return files.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList();
    }
}

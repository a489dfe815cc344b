package org.postern.ceremony;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.postern.manifest.DestroyedEpoch;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Reason;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.manifest.StoppedDesk;

/// The text of the next manifest, worked out and never chosen: every admin's program comes to the same bytes,
/// and refuses to sign any others.
public final class NextManifest {
    private static final Duration DAY = Duration.ofDays(1);

    private NextManifest() {}

    /// What changes without a new epoch.
    ///
    /// @param until     another end of intake
    /// @param files     other served files
    /// @param people    another ledger's hash
    /// @param stopped   desks that stop
    /// @param destroyed epochs that are destroyed, with the day
    public record Change(
            Optional<Instant> until,
            Optional<List<ServedFile>> files,
            Optional<Hash> people,
            List<StoppedDesk> stopped,
            SortedMap<Integer, LocalDate> destroyed) {}

    /// The manifest that opens a new epoch. Older epochs take no more than a day's late requests from the
    /// time of the lineup on; after a removal not even these, because whoever left might sit on the old keys.
    ///
    /// @param now    what stands
    /// @param lineup what the admins agreed on
    /// @param drawn  what a console drew for it
    /// @return the manifest
    /// @throws ManifestException if the result breaks a bound, or a supplement does not follow the epoch's
    ///                           files
    public static Manifest opening(InForce now, Lineup lineup, Drawn drawn) {
        var epochs = new ArrayList<LivingEpoch>();
        older(now, lineup).forEach(epoch -> epochs.add(supplemented(epoch, drawn)));
        epochs.add(new LivingEpoch(
                lineup.epoch(),
                lineup.until(),
                lineup.destroyOn(),
                lineup.roster(),
                LivingEpoch.hashOf(drawn.recipient()),
                Hash.of(drawn.first().hash().raw()),
                drawn.recovery().map(Hash::of).orElse(Hash.NONE)));
        return new Manifest(
                now.root().origin(),
                now.nextVersion(),
                now.root().version(),
                drawn.recipient(),
                epochs,
                destroyed(now, lineup.destroyed()),
                stopped(now, lineup.stopped(), lineup.destroyed()),
                lineup.people(),
                lineup.seatThreshold(),
                lineup.seats(),
                lineup.files(),
                now.hash());
    }

    /// The epochs that live on beside the new one, with the ends of their intake.
    static List<LivingEpoch> older(InForce now, Lineup lineup) {
        var closes = lineup.because() == Because.REMOVAL ? lineup.opens().minus(DAY) : lineup.opens();
        return now.epochs().stream()
                .filter(epoch -> !lineup.destroyed().containsKey(epoch.epoch()))
                .map(epoch -> epoch.until().isAfter(closes) ? epoch.withUntil(closes) : epoch)
                .toList();
    }

    private static LivingEpoch supplemented(LivingEpoch epoch, Drawn drawn) {
        var supplement = drawn.supplements().stream()
                .filter(one -> one.epoch() == epoch.epoch())
                .findFirst();
        if (supplement.isEmpty()) {
            return epoch;
        }
        if (!supplement.get().before().equals(epoch.files())) {
            throw new ManifestException(
                    Reason.WRONG_EPOCH_FILE, "expected the drawing to add to the files that the manifest names");
        }
        return epoch.withFiles(supplement.get().after());
    }

    /// The manifest of a change without a new epoch.
    ///
    /// @param now    what stands; there is a manifest
    /// @param root   the newest root, or the one that is proposed with this
    /// @param change what changes
    /// @return the manifest
    /// @throws ManifestException if the result breaks a bound
    public static Manifest changing(InForce now, Root root, Change change) {
        var before = now.manifest()
                .orElseThrow(() -> new CeremonyException("There is no manifest yet: open the first epoch first."));
        var epochs = new ArrayList<LivingEpoch>();
        for (var epoch : before.epochs()) {
            if (!change.destroyed().containsKey(epoch.epoch())) {
                var isIntake = epoch.epoch() == before.intakeEpoch();
                epochs.add(isIntake ? epoch.withUntil(change.until().orElse(epoch.until())) : epoch);
            }
        }
        return new Manifest(
                before.origin(),
                now.nextVersion(),
                root.version(),
                before.intakeRecipient(),
                epochs,
                destroyed(now, change.destroyed()),
                stopped(now, change.stopped(), change.destroyed()),
                change.people().orElse(before.people()),
                before.seatThreshold(),
                before.seats(),
                change.files().orElse(before.files()).stream()
                        .sorted(Comparator.comparing(ServedFile::path))
                        .toList(),
                now.hash());
    }

    private static List<DestroyedEpoch> destroyed(InForce now, SortedMap<Integer, LocalDate> fresh) {
        var all = Stream.concat(
                        now.manifest().map(Manifest::destroyed).orElse(List.of()).stream(),
                        now.epochs().stream()
                                .filter(epoch -> fresh.containsKey(epoch.epoch()))
                                .map(epoch -> new DestroyedEpoch(
                                        epoch.epoch(), fresh.get(epoch.epoch()), epoch.rosterRoot())))
                .sorted(Comparator.comparingInt(DestroyedEpoch::epoch))
                .toList();
        return all.subList(Math.max(0, all.size() - Manifest.EPOCHS_MAX), all.size());
    }

    private static List<StoppedDesk> stopped(
            InForce now, List<StoppedDesk> fresh, SortedMap<Integer, LocalDate> destroyed) {
        return Stream.concat(now.manifest().map(Manifest::stopped).orElse(List.of()).stream(), fresh.stream())
                .filter(desk -> !destroyed.containsKey(desk.epoch()))
                .distinct()
                .sorted()
                .toList();
    }
}

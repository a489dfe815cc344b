package org.postern.manifest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a manifest may change of the epochs that the one before it named (PROTOCOL 4.7). An epoch is opened once,
/// lives as it was opened, and leaves only by being destroyed, not before its day.
final class Succession {
    private final Manifest next;
    private final Manifest earlier;
    private final Instant now;

    private Succession(Manifest next, Manifest earlier, Instant now) {
        this.next = next;
        this.earlier = earlier;
        this.now = now;
    }

    /// Requires the first manifest to begin with one epoch and no past.
    static void requireFirst(Manifest first) {
        if (first.epochs().size() != 1) {
            throw new ManifestException(Reason.WRONG_EPOCH, "expected the first manifest to open one epoch");
        }
        if (!first.destroyed().isEmpty()) {
            throw new ManifestException(Reason.WRONG_HISTORY, "expected the first manifest to destroy nothing");
        }
    }

    /// Requires that a manifest's epochs follow from those of the one before it.
    ///
    /// @param supplemented epochs for which sealed files come along; only theirs may change their `files`
    static void require(Manifest next, Manifest earlier, Set<Integer> supplemented, Instant now) {
        var succession = new Succession(next, earlier, now);
        succession.requireNewEpoch();
        for (var epoch : earlier.epochs()) {
            next.living(epoch.epoch())
                    .ifPresentOrElse(
                            after -> succession.requireSame(epoch, after, supplemented.contains(epoch.epoch())),
                            () -> succession.requireDestroyed(epoch));
        }
        succession.requireHistory();
    }

    private void requireNewEpoch() {
        var fresh = next.epochs().stream()
                .filter(epoch -> earlier.living(epoch.epoch()).isEmpty())
                .map(LivingEpoch::epoch)
                .toList();
        if (!fresh.isEmpty() && !fresh.equals(List.of(next.intakeEpoch()))) {
            throw new ManifestException(Reason.WRONG_EPOCH, "expected no new epoch but the intake epoch");
        }
        if (next.intakeEpoch() < earlier.intakeEpoch()) {
            throw new ManifestException(Reason.WRONG_EPOCH, "expected a new epoch to have the highest number so far");
        }
        // The page pins only the newest manifest's recipient, so the same number must stay the same key.
        if (fresh.isEmpty() && next.intakeEpoch() != earlier.intakeEpoch()) {
            throw new ManifestException(Reason.WRONG_EPOCH, "expected intake not to move to an older epoch");
        }
    }

    private void requireSame(LivingEpoch before, LivingEpoch after, boolean mayGetFiles) {
        var isIntake = before.epoch() == next.intakeEpoch();
        if (!isIntake && after.until().isAfter(before.until())) {
            throw new ManifestException(Reason.WRONG_EPOCH, "expected an old epoch's intake not to open again");
        }
        if (!before.rosterRoot().equals(after.rosterRoot())) {
            throw new ManifestException(Reason.WRONG_ROSTER, "expected old epochs to keep their rosters");
        }
        if (!before.recovery().equals(after.recovery())) {
            throw new ManifestException(Reason.WRONG_RECOVERY, "expected old epochs to keep their recovery files");
        }
        if (!mayGetFiles && !before.files().equals(after.files())) {
            throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected files to come with what changes them");
        }
        if (!after.withUntil(before.until()).withFiles(before.files()).equals(before)) {
            throw new ManifestException(
                    Reason.WRONG_EPOCH, "expected a living epoch to keep its recipient and the day of its end");
        }
    }

    private void requireDestroyed(LivingEpoch epoch) {
        var gone = destroyed(next, epoch.epoch())
                .orElseThrow(() -> new ManifestException(
                        Reason.WRONG_EPOCH, "expected an epoch to leave only by being destroyed"));
        if (!gone.rosterRoot().equals(epoch.rosterRoot())) {
            throw new ManifestException(Reason.WRONG_ROSTER, "expected a destroyed epoch to keep its roster");
        }
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!epoch.isDue(now)
                || gone.day().isBefore(epoch.destroyOn())
                || gone.day().isAfter(today)) {
            throw new ManifestException(
                    Reason.TOO_EARLY, "expected an epoch to be destroyed on " + epoch.destroyOn() + " or later");
        }
    }

    private void requireHistory() {
        var kept = new HashSet<>(next.destroyed());
        var isFull = next.destroyed().size() == Manifest.EPOCHS_MAX;
        for (var gone : earlier.destroyed()) {
            var isPushedOut =
                    isFull && gone.epoch() < next.destroyed().getFirst().epoch();
            if (!kept.contains(gone) && !isPushedOut) {
                throw new ManifestException(Reason.WRONG_HISTORY, "expected destroyed epochs to stay on the list");
            }
        }
        for (var gone : next.destroyed()) {
            if (earlier.living(gone.epoch()).isEmpty()
                    && destroyed(earlier, gone.epoch()).isEmpty()) {
                throw new ManifestException(Reason.WRONG_HISTORY, "expected nothing destroyed that never lived");
            }
        }
        for (var desk : earlier.stopped()) {
            if (next.living(desk.epoch()).isPresent() && !next.stopped().contains(desk)) {
                throw new ManifestException(Reason.WRONG_HISTORY, "expected stopped desks to stay stopped");
            }
        }
    }

    private static Optional<DestroyedEpoch> destroyed(Manifest manifest, int epoch) {
        return manifest.destroyed().stream()
                .filter(gone -> gone.epoch() == epoch)
                .findFirst();
    }
}

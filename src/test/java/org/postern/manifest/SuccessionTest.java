package org.postern.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridRecipient;

/// Walks through years of manifests that follow each other, by a printed seed, and spoils each step in every way that
/// applies.
final class SuccessionTest {
    private static final long SEED = Long.getLong("seed", 20261122);
    private static final int WALKS = 20;
    private static final int STEPS = 60;

    private final Random random = new Random(SEED);
    private final List<HybridRecipient> recipients = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private Manifest earlier;
    private int refusals;

    /// A manifest while it is being changed.
    private static final class Draft {
        private int version;
        private Hash previous;
        private HybridRecipient intake;
        private final List<LivingEpoch> epochs;
        private final List<DestroyedEpoch> destroyed;
        private final TreeSet<StoppedDesk> stopped;
        private final Set<Integer> supplemented = new HashSet<>();

        private Draft(Manifest from) {
            version = from.version();
            previous = from.previous();
            intake = from.intakeRecipient();
            epochs = new ArrayList<>(from.epochs());
            destroyed = new ArrayList<>(from.destroyed());
            stopped = new TreeSet<>(from.stopped());
        }

        private static Draft after(Manifest earlier) {
            var draft = new Draft(earlier);
            draft.version++;
            draft.previous = hash(earlier);
            return draft;
        }

        private Draft copy() {
            var copy = new Draft(manifest());
            copy.supplemented.addAll(supplemented);
            return copy;
        }

        private Manifest manifest() {
            return new Manifest(
                    Ceremony.ORIGIN,
                    version,
                    1,
                    intake,
                    epochs,
                    destroyed,
                    List.copyOf(stopped),
                    Hash.NONE,
                    0,
                    List.of(),
                    List.of(),
                    previous);
        }

        private void replace(int at, LivingEpoch epoch) {
            epochs.set(at, epoch);
        }
    }

    private static Hash hash(Manifest manifest) {
        return Hash.of(manifest.text().getBytes(StandardCharsets.US_ASCII));
    }

    private Hash anyHash() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return Hash.ofRaw(bytes);
    }

    private HybridRecipient recipient(int epoch) {
        return recipients.get(epoch % recipients.size());
    }

    private LivingEpoch opened(int epoch) {
        var until = now.plus(Duration.ofDays(1 + random.nextInt(7)));
        var destroyOn = LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(1 + random.nextInt(30));
        return new LivingEpoch(
                epoch, until, destroyOn, anyHash(), LivingEpoch.hashOf(recipient(epoch)), anyHash(), anyHash());
    }

    private void require(Draft next) {
        Published.requireFollows(
                next.manifest(), Optional.of(earlier), hash(earlier), next.supplemented, InstantSource.fixed(now));
    }

    private void refused(Reason reason, Draft legal, Consumer<Draft> spoil) {
        var spoilt = legal.copy();
        spoil.accept(spoilt);
        assertEquals(
                reason,
                assertThrows(ManifestException.class, () -> require(spoilt)).reason());
        refusals++;
    }

    /// One legal step: destroys what is due, and perhaps opens, renews, closes, supplements, stops.
    private Draft step() {
        var next = Draft.after(earlier);
        if (random.nextBoolean()) {
            openNext(next);
        } else if (random.nextBoolean()) {
            var last = next.epochs.getLast();
            var until = now.plusSeconds(random.nextInt(7 * 86_400));
            if (LocalDate.ofInstant(until, ZoneOffset.UTC).isBefore(last.destroyOn())) {
                next.replace(next.epochs.size() - 1, last.withUntil(until));
            }
        }
        destroyDue(next);
        var at = random.nextInt(next.epochs.size());
        var any = next.epochs.get(at);
        if (random.nextInt(4) == 0 && earlier.living(any.epoch()).isPresent()) {
            next.replace(at, any.withFiles(anyHash()));
            next.supplemented.add(any.epoch());
        }
        if (random.nextInt(4) == 0 && next.stopped.size() < Manifest.STOPPED_MAX) {
            next.stopped.add(new StoppedDesk(any.epoch(), anyHash().raw()));
        }
        return next;
    }

    private void openNext(Draft next) {
        var before = next.epochs.getLast();
        // A removal leaves no grace.
        next.replace(next.epochs.size() - 1, before.withUntil(earliest(before.until(), now.minus(EpochState.GRACE))));
        var epoch = before.epoch() + 1 + random.nextInt(2);
        next.epochs.add(opened(epoch));
        next.intake = recipient(epoch);
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void destroyDue(Draft next) {
        for (var epoch : List.copyOf(next.epochs.subList(0, next.epochs.size() - 1))) {
            if (epoch.isDue(now) && (random.nextBoolean() || next.epochs.size() > 60)) {
                next.epochs.remove(epoch);
                next.destroyed.add(new DestroyedEpoch(
                        epoch.epoch(), LocalDate.ofInstant(now, ZoneOffset.UTC), epoch.rosterRoot()));
                next.stopped.removeIf(desk -> desk.epoch() == epoch.epoch());
            }
        }
        next.destroyed.sort((one, other) -> Integer.compare(one.epoch(), other.epoch()));
        while (next.destroyed.size() > Manifest.EPOCHS_MAX) {
            next.destroyed.removeFirst();
        }
    }

    @Test
    void takesEveryLegalStepAndRefusesEverySpoiltOne() {
        System.out.println("seed " + SEED);
        var ceremony = new Ceremony(SEED);
        for (var i = 0; i < 4; i++) {
            recipients.add(ceremony.recipient());
        }
        for (var walk = 0; walk < WALKS; walk++) {
            earlier = new Manifest(
                    Ceremony.ORIGIN,
                    1,
                    1,
                    recipient(1),
                    List.of(opened(1)),
                    List.of(),
                    List.of(),
                    Hash.NONE,
                    0,
                    List.of(),
                    List.of(),
                    Hash.NONE);
            for (var step = 0; step < STEPS; step++) {
                now = now.plusSeconds(random.nextInt(10 * 86_400));
                var next = step();
                require(next);
                spoilWhole(next);
                spoilLiving(next);
                spoilHistory(next);
                earlier = next.manifest();
                assertEquals(earlier, Manifest.parse(earlier.text()));
            }
        }
        assertTrue(refusals > 10_000, "only " + refusals + " spoilt steps");
    }

    private void spoilWhole(Draft next) {
        refused(Reason.VERSION_TAKEN, next, draft -> draft.version--);
        if (earlier.version() > 1) {
            refused(Reason.OLDER_THAN_SEEN, next, draft -> draft.version = 1);
        }
        refused(Reason.WRONG_PREVIOUS, next, draft -> draft.previous = anyHash());
        refused(Reason.WRONG_EPOCH, next, draft -> {
            var epoch = draft.epochs.getLast().epoch();
            draft.epochs.add(opened(epoch + 1));
            draft.epochs.add(opened(epoch + 2));
            draft.intake = recipient(epoch + 2);
        });
        var isBackPossible = next.epochs.size() > 1
                && next.destroyed.stream()
                        .allMatch(gone -> gone.epoch()
                                < next.epochs.get(next.epochs.size() - 2).epoch());
        if (isBackPossible && earlier.living(next.epochs.getLast().epoch()).isPresent()) {
            refused(Reason.WRONG_EPOCH, next, draft -> {
                var gone = draft.epochs.removeLast().epoch();
                draft.stopped.removeIf(desk -> desk.epoch() == gone);
                draft.intake = recipient(draft.epochs.getLast().epoch());
            });
        }
    }

    private void spoilLiving(Draft next) {
        for (var i = 0; i < next.epochs.size(); i++) {
            var at = i;
            var epoch = next.epochs.get(i);
            if (earlier.living(epoch.epoch()).isEmpty()) {
                continue;
            }
            var isIntake = i == next.epochs.size() - 1;
            refused(Reason.WRONG_ROSTER, next, draft -> draft.replace(at, with(epoch, anyHash(), epoch.recovery())));
            refused(
                    Reason.WRONG_RECOVERY,
                    next,
                    draft -> draft.replace(at, with(epoch, epoch.rosterRoot(), anyHash())));
            if (!next.supplemented.contains(epoch.epoch())) {
                refused(Reason.WRONG_EPOCH_FILE, next, draft -> draft.replace(at, epoch.withFiles(anyHash())));
            }
            refused(Reason.WRONG_EPOCH, next, draft -> draft.replace(at, living(epoch, 1, epoch.recipient())));
            if (!isIntake) {
                refused(Reason.WRONG_EPOCH, next, draft -> draft.replace(at, living(epoch, 0, anyHash())));
                spoilOld(next, at, epoch);
            }
        }
    }

    private void spoilOld(Draft next, int at, LivingEpoch epoch) {
        var later = earlier.living(epoch.epoch()).orElseThrow().until().plusSeconds(1);
        if (LocalDate.ofInstant(later, ZoneOffset.UTC).isBefore(epoch.destroyOn())) {
            refused(Reason.WRONG_EPOCH, next, draft -> draft.replace(at, epoch.withUntil(later)));
        }
        refused(Reason.WRONG_EPOCH, next, draft -> remove(draft, epoch));
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (epoch.isDue(now)) {
            refused(Reason.TOO_EARLY, next, draft -> destroy(draft, epoch, today.plusDays(1), epoch.rosterRoot()));
            refused(
                    Reason.TOO_EARLY,
                    next,
                    draft -> destroy(draft, epoch, epoch.destroyOn().minusDays(1), epoch.rosterRoot()));
        } else {
            refused(Reason.TOO_EARLY, next, draft -> destroy(draft, epoch, epoch.destroyOn(), epoch.rosterRoot()));
        }
        refused(Reason.WRONG_ROSTER, next, draft -> destroy(draft, epoch, today, anyHash()));
    }

    private void spoilHistory(Draft next) {
        for (var gone : next.destroyed) {
            if (earlier.destroyed().contains(gone) && next.destroyed.size() < Manifest.EPOCHS_MAX) {
                refused(Reason.WRONG_HISTORY, next, draft -> draft.destroyed.remove(gone));
            }
        }
        for (var desk : earlier.stopped()) {
            if (next.stopped.contains(desk)) {
                refused(Reason.WRONG_HISTORY, next, draft -> draft.stopped.remove(desk));
            }
        }
        var known = new HashSet<Integer>();
        next.epochs.forEach(epoch -> known.add(epoch.epoch()));
        next.destroyed.forEach(epoch -> known.add(epoch.epoch()));
        for (var epoch = 1; epoch < next.epochs.getLast().epoch(); epoch++) {
            var number = epoch;
            if (!known.contains(epoch) && next.destroyed.size() < Manifest.EPOCHS_MAX) {
                refused(
                        Reason.WRONG_HISTORY,
                        next,
                        draft -> add(draft, new DestroyedEpoch(number, LocalDate.EPOCH, anyHash())));
                return;
            }
        }
    }

    private static void remove(Draft draft, LivingEpoch epoch) {
        draft.epochs.removeIf(living -> living.epoch() == epoch.epoch());
        draft.stopped.removeIf(desk -> desk.epoch() == epoch.epoch());
    }

    private static void destroy(Draft draft, LivingEpoch epoch, LocalDate day, Hash rosterRoot) {
        remove(draft, epoch);
        add(draft, new DestroyedEpoch(epoch.epoch(), day, rosterRoot));
        if (draft.destroyed.size() > Manifest.EPOCHS_MAX) {
            draft.destroyed.removeFirst();
        }
    }

    private static void add(Draft draft, DestroyedEpoch gone) {
        draft.destroyed.add(gone);
        draft.destroyed.sort((one, other) -> Integer.compare(one.epoch(), other.epoch()));
    }

    private static LivingEpoch with(LivingEpoch epoch, Hash rosterRoot, Hash recovery) {
        return new LivingEpoch(
                epoch.epoch(),
                epoch.until(),
                epoch.destroyOn(),
                rosterRoot,
                epoch.recipient(),
                epoch.files(),
                recovery);
    }

    private static LivingEpoch living(LivingEpoch epoch, int daysMore, Hash recipient) {
        return new LivingEpoch(
                epoch.epoch(),
                epoch.until(),
                epoch.destroyOn().plusDays(daysMore),
                epoch.rosterRoot(),
                recipient,
                epoch.files(),
                epoch.recovery());
    }

    @Test
    void theFirstManifestHasOneEpochAndNoPast() {
        var c = new Ceremony(SEED);
        var first = new Draft(c.manifest());
        Published.requireFollows(first.manifest(), Optional.empty(), Hash.NONE, Set.of(1), InstantSource.fixed(now));
        recipients.add(c.recipient());
        var two = first.copy();
        two.epochs.add(opened(2));
        two.intake = recipient(2);
        firstRefused(Reason.WRONG_EPOCH, two);
        var past = first.copy();
        past.epochs.set(0, opened(3));
        past.intake = recipient(3);
        past.destroyed.add(new DestroyedEpoch(1, LocalDate.EPOCH, Hash.NONE));
        firstRefused(Reason.WRONG_HISTORY, past);
    }

    private void firstRefused(Reason reason, Draft draft) {
        assertEquals(
                reason,
                assertThrows(
                                ManifestException.class,
                                () -> Published.requireFollows(
                                        draft.manifest(),
                                        Optional.empty(),
                                        Hash.NONE,
                                        Set.of(),
                                        InstantSource.fixed(now)))
                        .reason());
    }

    @Test
    void theNewest64DestroyedEpochsPushOlderOnesOut() {
        recipients.add(new Ceremony(SEED).recipient());
        var full = new Draft(new Manifest(
                Ceremony.ORIGIN,
                1,
                1,
                recipient(66),
                List.of(opened(65), opened(66)),
                List.of(),
                List.of(),
                Hash.NONE,
                0,
                List.of(),
                List.of(),
                Hash.NONE));
        for (var epoch = 1; epoch <= Manifest.EPOCHS_MAX; epoch++) {
            full.destroyed.add(new DestroyedEpoch(epoch, LocalDate.parse("2026-10-02"), anyHash()));
        }
        earlier = full.manifest();
        now = now.plus(Duration.ofDays(60));
        var next = Draft.after(earlier);
        var due = next.epochs.getFirst();
        destroy(next, due, due.destroyOn(), due.rosterRoot());
        require(next);
        assertEquals(2, next.manifest().destroyed().getFirst().epoch());
        refused(Reason.WRONG_HISTORY, next, draft -> draft.destroyed.remove(30));
    }
}

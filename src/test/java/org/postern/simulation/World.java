package org.postern.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.ceremony.Because;
import org.postern.ceremony.Opening;
import org.postern.ceremony.People;
import org.postern.ceremony.Person;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.verify.PublicLog;

/// A service in memory: admins, responders, requests, a server. Everything that signs, seals, opens and
/// checks is the real thing; only paper, wires and hours are missing.
final class World {
    private static final Instant BEGIN = Instant.parse("2026-11-23T09:00:00Z");
    private static final int FOUNDERS = 4;
    private static final int SEATS = 3;
    private static final int SEATS_MAX = 5;
    private static final int THRESHOLD = 2;
    private static final int TEAM_MAX = 9;
    private static final Duration RENEW_AHEAD = Duration.ofHours(30);
    private static final Duration MOVE_AHEAD = Duration.ofDays(7);
    private static final int[] KEEP_DAYS = {2, 10, 30};

    final Set<Rule> broken;
    final SeededRandomness randomness;
    final Admins admins;
    final Server server;
    final List<Responder> team = new ArrayList<>();
    final List<Gone> gone = new ArrayList<>();
    final List<Case> cases = new ArrayList<>();
    final List<Asked> asked = new ArrayList<>();

    private final int keepDays;
    private final int quorum;
    private Instant now = BEGIN;
    private People draft = People.NONE;
    private int named;

    /// Somebody who may read nothing from now on, or a laptop that is in wrong hands.
    ///
    /// @param who   with everything that was ever in the vault
    /// @param since the first manifest version that was to shut them out
    record Gone(Responder who, int since) {}

    /// A live case: the newest sealed form of what somebody asked.
    ///
    /// @param epoch   what it is sealed to now
    /// @param request sealed
    /// @param words   what is inside
    @SuppressWarnings("ArrayRecordComponent")
    record Case(int epoch, byte[] request, byte[] words) {}

    /// A request or its moved copy, which the server keeps for ever.
    ///
    /// @param version the manifest that it was sealed under
    /// @param request sealed
    @SuppressWarnings("ArrayRecordComponent")
    record Asked(int version, byte[] request) {}

    World(long seed, Set<Rule> broken) {
        this.broken = broken;
        randomness = new SeededRandomness(seed);
        keepDays = KEEP_DAYS[randomness.below(KEEP_DAYS.length)];
        var witnesses = randomness.below(4) == 0 ? 0 : 3;
        quorum = witnesses == 0 ? 0 : 2;
        admins = new Admins(randomness);
        var log = new PublicLog(Root.logName(Admins.ORIGIN), witnesses, randomness);
        server = new Server(log, admins.root(log, quorum), witnesses, clock());
        for (var i = 0; i < FOUNDERS; i++) {
            enrol(i < SEATS);
        }
        open(Because.FOUNDING, Crash.NEVER);
    }

    InstantSource clock() {
        return () -> now;
    }

    int quorum() {
        return quorum;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /// Power goes after so many steps of a ceremony; what is not on a disk by then is lost, and everything
    /// is repeated.
    static final class Crash {
        static final Crash NEVER = new Crash(Integer.MAX_VALUE);

        private int left;

        Crash(int after) {
            left = after;
        }

        boolean comes() {
            return left-- == 0;
        }
    }

    void play(Step step) {
        switch (step.what()) {
            case JOIN -> join(step.number());
            case REMOVE -> remove(team.get(step.number() % team.size()));
            case ROTATE -> open(Because.SCHEDULED, new Crash(step.number() % 8));
            case RENEW -> renew();
            case ASK -> ask();
            case CLOSE -> closeOldest();
            case LOSE -> lose(team.get(step.number() % team.size()));
            case RESTORE -> {
                team.get(step.number() % team.size()).restoreFromBackup();
                open(Because.SCHEDULED, Crash.NEVER);
            }
            case LOSE_ALL -> loseAll();
            case WAIT -> pass(Duration.ofHours(step.number()));
            case ROLL_BACK, REPLAY, FORK, SWAP_KEY, SKIP_LOG, SWAP_PAGE, SWAP_TILE ->
                throw new IllegalArgumentException("the hostile server does that");
        }
    }

    private Responder enrol(boolean isKeyHolder) {
        var person = new Responder("person " + ++named, isKeyHolder, randomness);
        team.add(person);
        draft = draft.with(Person.of(
                person.card(), person.called(), false, today().plusYears(1), today(), List.of("admin-1", "admin-2")));
        return person;
    }

    private void join(int number) {
        if (team.size() < TEAM_MAX) {
            enrol(number % 2 == 0 && seats() < SEATS_MAX);
            if (number % 3 == 0) {
                open(Because.JOIN, Crash.NEVER);
            }
        }
    }

    private long seats() {
        return team.stream().filter(Responder::isKeyHolder).count();
    }

    private void remove(Responder person) {
        if (team.size() > 2 && (!person.isKeyHolder() || seats() > THRESHOLD)) {
            shutOut(person);
            open(broken.contains(Rule.STOP_DESKS) ? Because.SCHEDULED : Because.REMOVAL, Crash.NEVER);
        }
    }

    private void shutOut(Responder person) {
        team.remove(person);
        person.remember();
        gone.add(new Gone(person, version() + 1));
        var entry = draft.of(person.key()).orElseThrow();
        if (broken.contains(Rule.STOP_DESKS)) {
            // Somebody lets the vetting run out instead: the next epoch comes without this person, and that is all.
            draft = draft.with(entry.renewed(today().minusDays(1), entry.vouchedBy()));
        } else if (!broken.contains(Rule.LEAVE_OUT_THE_REMOVED)) {
            draft = draft.with(entry.removed(today(), "left the team"));
        }
    }

    private void lose(Responder person) {
        shutOut(person);
        enrol(person.isKeyHolder());
        open(Because.REMOVAL, Crash.NEVER);
    }

    /// Only the seats' own keys are left. One person gathers k shares of every living epoch, and lets the
    /// others in. An epoch can be restored by the seats of its own time only: where too few of them are
    /// left, and a case needs it, nobody can lose everything here without losing that case.
    private void loseAll() {
        var old = List.copyOf(team);
        var restored = server.manifest().epochs().stream()
                .flatMap(epoch -> Recoveries.restore(server, epoch, old).stream())
                .toList();
        var numbers = restored.stream().map(EpochSeed::epoch).toList();
        if (!cases.stream().allMatch(one -> numbers.contains(one.epoch()))) {
            return;
        }
        old.forEach(this::shutOut);
        var fresh = old.stream().map(person -> enrol(person.isKeyHolder())).toList();
        restored.forEach(seed -> fresh.getFirst().ring().keep(seed));
        open(Because.RECOVERY, Crash.NEVER);
    }

    private void renew() {
        var intake = server.manifest().epochs().getLast();
        var last = intake.destroyOn().atStartOfDay(ZoneOffset.UTC).toInstant().minusSeconds(1);
        var until = now.plus(Opening.INTAKE);
        new Rotation(this).renew(until.isAfter(last) ? last : until);
    }

    private void open(Because because, Crash crash) {
        var due = due();
        var opening =
                Opening.usual(because, clock()).withSeatThreshold(THRESHOLD).withDestroyed(due);
        var until = LocalDate.ofInstant(opening.until(), ZoneOffset.UTC);
        opening = opening.withDestroyOn(until.plusDays(keepDays));
        if (because == Because.FOUNDING) {
            opening = opening.withFiles(List.of(new ServedFile("/", Hash.of(Server.PAGE))));
        }
        for (var person : team) {
            var missing = broken.contains(Rule.SUPPLEMENT_JOINERS) ? List.<Integer>of() : missing(person);
            person.deposit(missing, server.inForce().nextEpoch(), admins.recipients(), randomness, clock())
                    .ifPresent(deposit -> server.deposit(person.key(), deposit));
        }
        draft = new Rotation(this).open(opening, draft, crash);
        team.forEach(this::pickUp);
    }

    private Set<Integer> due() {
        return server.inForce().epochs().stream()
                .filter(epoch -> epoch.isDue(now))
                .map(LivingEpoch::epoch)
                .filter(epoch -> epoch + 1 < server.inForce().nextEpoch())
                .collect(Collectors.toSet());
    }

    /// Living epochs that this person can't read, and somebody else can.
    private List<Integer> missing(Responder person) {
        return server.inForce().epochs().stream()
                .map(LivingEpoch::epoch)
                .filter(epoch -> person.ring().epochSeed(epoch).isEmpty())
                .filter(epoch -> !due().contains(epoch))
                .filter(epoch -> team.stream()
                        .anyMatch(other -> other.ring().epochSeed(epoch).isPresent()))
                .toList();
    }

    /// What a console does by itself: takes the epochs that are there for it, and wipes those that are no
    /// more.
    private void pickUp(Responder person) {
        for (var epoch : server.manifest().epochs()) {
            if (person.ring().epochSeed(epoch.epoch()).isEmpty()) {
                opened(person, epoch).ifPresent(seed -> person.ring().keep(seed));
            }
        }
        person.remember();
        if (!broken.contains(Rule.DESTROY_KEYS)) {
            server.manifest().destroyed().forEach(epoch -> person.ring().destroy(epoch.epoch()));
        }
    }

    private Optional<EpochSeed> opened(Responder person, LivingEpoch epoch) {
        var row = server.files(epoch.epoch());
        var preKey = person.ring().preKey(epoch.epoch());
        if (preKey.isEmpty() || !row.hash().equals(epoch.files())) {
            return Optional.empty();
        }
        return row.files().stream()
                .flatMap(file -> EpochSeed.open(file, preKey.get(), epoch.epoch(), epoch.recipient()).stream())
                .findFirst();
    }

    private void ask() {
        var manifest = server.manifest();
        var words = randomness.bytes(32);
        var request = AgeFile.seal(words, List.of(manifest.intakeRecipient()), randomness);
        cases.add(new Case(manifest.intakeEpoch(), request, words));
        asked.add(new Asked(version(), request));
    }

    private void closeOldest() {
        if (!cases.isEmpty()) {
            cases.removeFirst();
        }
    }

    /// What consoles and admins do every day.
    void keepHouse() {
        moveCases();
        // A deposit holds only so many epochs; somebody who joins many gets the rest with the next change.
        var somebodyWaits =
                current().stream().anyMatch(person -> !missing(person).isEmpty());
        if (somebodyWaits || !due().isEmpty() || server.manifest().intakeUntil().isBefore(now.plus(RENEW_AHEAD))) {
            open(Because.SCHEDULED, Crash.NEVER);
            moveCases();
        }
    }

    /// Sealed anew under the intake epoch, by whoever can read the old one.
    private void moveCases() {
        if (broken.contains(Rule.MOVE_CASES)) {
            return;
        }
        cases.replaceAll(one -> {
            var epoch = server.manifest().living(one.epoch()).orElseThrow();
            var isLate = epoch.isDue(now.plus(MOVE_AHEAD))
                    && epoch.epoch() != server.manifest().intakeEpoch();
            var seed = team.stream()
                    .flatMap(person -> person.ring().epochSeed(one.epoch()).stream())
                    .findFirst();
            return isLate && seed.isPresent() ? moved(one, seed.get()) : one;
        });
    }

    private Case moved(Case one, EpochSeed seed) {
        try (seed;
                var identity = seed.identity()) {
            var words = AgeFile.open(one.request(), identity);
            var request = AgeFile.seal(words, List.of(server.manifest().intakeRecipient()), randomness);
            asked.add(new Asked(version(), request));
            return new Case(server.manifest().intakeEpoch(), request, one.words());
        } catch (AgeException e) {
            throw new Broken("a case can't be moved");
        }
    }

    /// Who reads the intake epoch.
    List<Responder> current() {
        var intake = server.manifest().intakeEpoch();
        return team.stream()
                .filter(person -> draft.of(person.key()).orElseThrow().reads().containsKey(intake))
                .toList();
    }

    int version() {
        return server.inForce().nextVersion() - 1;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}

package org.postern.triage;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.crypto.Randomness;
import org.postern.envelope.LogEntry;
import org.postern.manifest.Hash;

/// The team's log as one console sees it: every entry checked against the chain, every opened event against its
/// signature, its roster and the head that its author had seen (DESIGN.md 6).
///
/// A fork or a rollback shows as soon as two views meet in one log. From then on every use throws
/// [LogAlarmException]: the first thing to do is to talk, not to click. Safe for several threads.
public final class TriageLog {
    private final LogPort port;
    private final LogRing ring;
    private final Randomness randomness;
    private final InstantSource clock;
    private final Seen before;

    private final List<Seen> heads = new ArrayList<>(List.of(Seen.NOTHING));
    private final Set<Hash> hashes = new HashSet<>();
    private final List<Placed<LogEntry>> unread = new ArrayList<>();
    private final List<Placed<EntrySeal.Outer>> otherCases = new ArrayList<>();
    private final Map<CaseTag, CaseKey> cases = new HashMap<>();
    private final Map<CaseTag, List<Logged>> events = new HashMap<>();
    private Optional<Alarm> alarm = Optional.empty();

    /// Something that waits for a key, with its place in the log.
    private record Placed<T>(long position, T sealed) {}

    /// Starts to read from the beginning; nothing is asked of the server yet.
    ///
    /// @param port the server
    /// @param ring keys and rosters by epoch
    /// @param randomness for nonces
    /// @param clock for the day of an event
    /// @param before what this console had seen when it last stopped, [Seen#NOTHING] at the first start
    public TriageLog(LogPort port, LogRing ring, Randomness randomness, InstantSource clock, Seen before) {
        this.port = port;
        this.ring = ring;
        this.randomness = randomness;
        this.clock = clock;
        this.before = before;
    }

    /// Makes the events of a case readable, those already fetched, too.
    ///
    /// @param key of the case; it must stay open as long as the log is used
    public synchronized void know(CaseKey key) {
        refuseAfterAlarm();
        if (cases.putIfAbsent(key.tag(), key) == null) {
            openOtherCases();
        }
    }

    /// Forgets a case, because its requester erased everything.
    ///
    /// @param tag which case
    public synchronized void forget(CaseTag tag) {
        cases.remove(tag);
        events.remove(tag);
    }

    /// Forgets what was read of an epoch, because it was destroyed. Its entries stay in the chain.
    ///
    /// @param epoch which
    public synchronized void forgetEpoch(int epoch) {
        events.values()
                .forEach(ofCase -> ofCase.removeIf(logged -> logged.event().epoch() == epoch));
        otherCases.removeIf(placed -> placed.sealed.epoch() == epoch);
        unread.removeIf(placed -> placed.sealed.epoch() == epoch);
    }

    /// Fetches and checks what is new.
    ///
    /// @return how far the log is read now: keep it for the next start
    /// @throws LogAlarmException when the server shows another log than before, or than it shows a colleague
    public synchronized Seen read() {
        refuseAfterAlarm();
        boolean more = true;
        while (more) {
            long from = Math.max(0, tip().position() - 1);
            var batch = port.read(from, LogPort.READ_MAX);
            boolean tipIsThere = tip().position() == 0
                    || (!batch.isEmpty() && batch.getFirst().position() == tip().position());
            check(tipIsThere, Alarm.ROLLED_BACK);
            long known = tip().position();
            batch.forEach(this::take);
            more = tip().position() > known;
        }
        check(tip().position() >= before.position(), Alarm.ROLLED_BACK);
        openUnread();
        openOtherCases();
        return tip();
    }

    /// Writes an event: reads on first, so that the author has seen what there is, and reads on afterwards, to
    /// see that it stands where the server says.
    ///
    /// @param event what happened
    /// @param caseKey whose case
    /// @param author who writes; the ring must hold the log key of the author's epoch
    /// @return the event in its place
    /// @throws LogAlarmException as in [#read()]
    public synchronized Logged append(TriageEvent event, CaseKey caseKey, Author author) {
        know(caseKey);
        var seen = read();
        var logKey = ring.logKey(author.epoch())
                .orElseThrow(() -> new IllegalArgumentException("no log key for the author's epoch"));
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var signed = new SignedEvent(author.epoch(), caseKey.tag(), seen, author.desk(), day, event);
        var entry = EntrySeal.seal(signed.sign(author), caseKey, logKey, randomness);
        var taken = port.append(entry);
        check(taken.position() > seen.position(), Alarm.ROLLED_BACK);
        read();
        boolean stands = taken.position() < heads.size()
                && heads.get((int) taken.position()).equals(taken)
                && hashes.contains(Hash.ofRaw(entry.hash()));
        check(stands, Alarm.LOST);
        return new Logged(taken.position(), signed);
    }

    /// How far the log is read.
    public synchronized Seen seen() {
        return tip();
    }

    /// The readable events of one case, in log order.
    ///
    /// @param tag which case
    public synchronized List<Logged> events(CaseTag tag) {
        refuseAfterAlarm();
        return List.copyOf(events.getOrDefault(tag, List.of()));
    }

    /// The alarm that this log has raised, if any.
    public synchronized Optional<Alarm> alarm() {
        return alarm;
    }

    private void take(LogPort.Stored stored) {
        boolean again = stored.position() == tip().position() && stored.position() > 0;
        var from = again ? heads.get((int) stored.position() - 1) : tip();
        check(stored.position() == from.position() + 1, Alarm.BROKEN);
        boolean isItself = stored.entry()
                .map(entry -> Hash.ofRaw(entry.hash()).equals(stored.hash()))
                .orElse(true);
        check(isItself, Alarm.BROKEN);
        var next = from.next(stored.hash());
        if (again) {
            check(next.equals(tip()), Alarm.FORKED);
            return;
        }
        check(next.position() != before.position() || next.equals(before), Alarm.FORKED);
        check(hashes.add(stored.hash()), Alarm.BROKEN);
        heads.add(next);
        stored.entry().ifPresent(entry -> unread.add(new Placed<>(stored.position(), entry)));
    }

    private void openUnread() {
        unread.removeIf(placed -> {
            var key = ring.logKey(placed.sealed.epoch());
            key.flatMap(known -> EntrySeal.open(placed.sealed, known))
                    .ifPresent(outer -> otherCases.add(new Placed<>(placed.position, outer)));
            return key.isPresent();
        });
    }

    private void openOtherCases() {
        otherCases.removeIf(placed -> {
            var key = Optional.ofNullable(cases.get(placed.sealed.caseTag()));
            var roster = ring.roster(placed.sealed.epoch());
            if (key.isEmpty() || roster.isEmpty()) {
                return false;
            }
            EntrySeal.open(placed.sealed, key.get())
                    .filter(event -> roster.get().leafOf(event.desk().bytes()).isPresent())
                    .ifPresent(event -> add(new Logged(placed.position, event)));
            return true;
        });
    }

    private void add(Logged logged) {
        var seen = logged.event().seen();
        check(seen.position() < logged.position(), Alarm.ROLLED_BACK);
        check(heads.get((int) seen.position()).equals(seen), Alarm.FORKED);
        var ofCase = events.computeIfAbsent(logged.event().caseTag(), tag -> new ArrayList<>());
        ofCase.add(logged);
        ofCase.sort(Comparator.comparingLong(Logged::position));
    }

    private Seen tip() {
        return heads.getLast();
    }

    private void check(boolean holds, Alarm otherwise) {
        if (!holds) {
            alarm = Optional.of(otherwise);
            throw new LogAlarmException(otherwise);
        }
    }

    private void refuseAfterAlarm() {
        alarm.ifPresent(raised -> {
            throw new LogAlarmException(raised);
        });
    }
}

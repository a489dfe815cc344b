package org.postern.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SecretBytes;
import org.postern.envelope.LogEntry;
import org.postern.manifest.Hash;

final class TriageLogTest {
    @Test
    void colleaguesReadTheSameEventsInTheSameOrder() {
        var team = new Team(31);
        var one = team.console();
        var two = team.console();
        for (int i = 0; i < 20; i++) {
            (i % 3 == 0 ? two : one).append(team.replied(i), team.caseKey, team.desks.get(i % 5));
        }
        one.read();
        two.read();
        assertEquals(one.seen(), two.seen());
        assertEquals(20, one.events(team.caseKey.tag()).size());
        assertEquals(one.events(team.caseKey.tag()), two.events(team.caseKey.tag()));
        for (int i = 0; i < 20; i++) {
            var logged = one.events(team.caseKey.tag()).get(i);
            assertEquals(i + 1, logged.position());
            assertEquals(team.desks.get(i % 5).desk(), logged.event().desk());
        }
    }

    @Test
    void entriesAre512Or2048BytesAndHideTheCase() {
        var team = new Team(32);
        team.console().append(team.replied(1), team.caseKey, team.desks.getFirst());
        var asked = new TriageEvent.Asked(
                team.id(),
                team.id(),
                Hash.NONE,
                Purpose.MEET_AS_ASKED,
                team.identity().recipient());
        team.console().append(asked, team.caseKey, team.desks.getFirst());
        assertEquals(512, team.server.entries.get(0).bytes().length);
        assertEquals(2_048, team.server.entries.get(1).bytes().length);
        var outsider = team.log(team.server, Seen.NOTHING);
        outsider.read();
        assertEquals(List.of(), outsider.events(team.caseKey.tag()));
        outsider.know(team.caseKey);
        assertEquals(2, outsider.events(team.caseKey.tag()).size());
        outsider.forget(team.caseKey.tag());
        assertEquals(List.of(), outsider.events(team.caseKey.tag()));
    }

    @Test
    void aDeskOutsideTheRosterSaysNothing() {
        var team = new Team(33);
        team.console().append(team.replied(1), team.caseKey, team.stranger);
        var log = team.console();
        log.read();
        assertEquals(List.of(), log.events(team.caseKey.tag()));
    }

    @Test
    void everyFlippedBitIsFoundByTheChainOrTheSeals() {
        var team = new Team(34);
        team.console().append(team.replied(1), team.caseKey, team.desks.getFirst());
        var entry = team.server.entries.getFirst();
        for (int i = 0; i < 300; i++) {
            int bit = team.randomness.below(512 * 8);
            byte[] changed = entry.bytes().clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            if (bit / 8 >= 4) {
                var opened = EntrySeal.open(
                        LogEntry.parse(changed), team.logKey(Team.EPOCH).orElseThrow());
                assertTrue(opened.isEmpty(), "bit " + bit);
            }
        }
    }

    @Test
    void refusesEventsThatAreNotSignedByTheirDesk() {
        var team = new Team(35);
        var event = new SignedEvent(
                Team.EPOCH,
                team.caseKey.tag(),
                Seen.NOTHING,
                team.desks.getFirst().desk(),
                LocalDate.of(2026, 11, 22),
                team.replied(1));
        byte[] bytes = event.sign(team.desks.getFirst());
        assertEquals(event, SignedEvent.read(bytes).orElseThrow());
        assertTrue(SignedEvent.read(event.sign(team.desks.get(1))).isEmpty());
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertTrue(SignedEvent.read(changed).isEmpty(), "byte " + at);
            assertTrue(SignedEvent.read(Arrays.copyOf(bytes, at)).isEmpty(), "length " + at);
        }
    }

    @Test
    void alarmsWhenTheServerRollsBack() {
        var team = new Team(36);
        var log = team.console();
        for (int i = 0; i < 5; i++) {
            log.append(team.replied(i), team.caseKey, team.desks.getFirst());
        }
        team.server.entries.removeLast();
        assertEquals(Alarm.ROLLED_BACK, alarm(log));
        assertThrows(LogAlarmException.class, () -> log.events(team.caseKey.tag()));
    }

    @Test
    void alarmsAfterARestartWhenTheLogIsShorterOrAnother() {
        var team = new Team(37);
        var log = team.console();
        for (int i = 0; i < 5; i++) {
            log.append(team.replied(i), team.caseKey, team.desks.getFirst());
        }
        var seen = log.seen();
        assertEquals(seen, team.log(team.server, seen).read());
        var shorter = team.server.copy();
        shorter.entries.removeLast();
        assertEquals(Alarm.ROLLED_BACK, alarm(team.log(shorter, seen)));
        var other = team.server.copy();
        Collections.swap(other.entries, 1, 2);
        assertEquals(Alarm.FORKED, alarm(team.log(other, seen)));
    }

    @Test
    void alarmsWhenTwoViewsMeet() {
        var team = new Team(38);
        team.console().append(team.replied(0), team.caseKey, team.desks.getFirst());
        var otherServer = team.server.copy();
        var mine = team.console();
        var theirs = team.log(otherServer, Seen.NOTHING);
        mine.append(team.replied(1), team.caseKey, team.desks.get(0));
        theirs.append(team.replied(2), team.caseKey, team.desks.get(1));
        theirs.append(team.replied(3), team.caseKey, team.desks.get(1));
        // The server carries one entry over from the other view: its author had seen another head.
        team.server.entries.add(otherServer.entries.getLast());
        assertEquals(Alarm.FORKED, alarm(mine));
    }

    @Test
    void alarmsWhenAnAcknowledgedEntryIsGone() {
        var team = new Team(39);
        var lying = new Team.Server();
        var log = team.log(
                new LogPort() {
                    @Override
                    public Seen append(LogEntry entry) {
                        return lying.copy().append(entry);
                    }

                    @Override
                    public List<Stored> read(long after, int max) {
                        return lying.read(after, max);
                    }
                },
                Seen.NOTHING);
        var alarm = assertThrows(
                LogAlarmException.class, () -> log.append(team.replied(1), team.caseKey, team.desks.getFirst()));
        assertEquals(Alarm.LOST, alarm.alarm());
    }

    @Test
    void alarmsWhenAnEntryComesTwiceOrIsNotItself() {
        var team = new Team(40);
        var log = team.console();
        log.append(team.replied(1), team.caseKey, team.desks.getFirst());
        team.server.entries.add(team.server.entries.getFirst());
        assertEquals(Alarm.BROKEN, alarm(log));
    }

    @Test
    void everySimulatedLieOfTheServerIsNoticed() {
        var random = new Random(41);
        System.out.println("seed 41");
        for (int round = 0; round < 60; round++) {
            var team = new Team(1_000 + round);
            var writers = List.of(team.console(), team.console(), team.console());
            int honest = 3 + random.nextInt(8);
            for (int i = 0; i < honest; i++) {
                writers.get(random.nextInt(3)).append(team.replied(i), team.caseKey, team.desks.get(random.nextInt(5)));
            }
            writers.forEach(TriageLog::read);
            var seen = writers.getFirst().seen();
            var lie = team.server.copy();
            int at = random.nextInt(honest - 1);
            switch (random.nextInt(4)) {
                case 0 -> lie.entries.remove(at);
                case 1 -> Collections.swap(lie.entries, at, at + 1);
                case 2 -> {
                    team.console().append(team.replied(63), team.caseKey, team.desks.getFirst());
                    lie.entries.set(at, team.server.entries.getLast());
                }
                default -> lie.entries.add(at, lie.entries.getLast());
            }
            var restarted = team.log(lie, seen);
            restarted.know(team.caseKey);
            assertThrows(LogAlarmException.class, restarted::read, "round " + round);
            // A newcomer, who has seen nothing, finds it by what the authors had seen, unless only the end is missing.
            var newcomer = team.log(lie, Seen.NOTHING);
            newcomer.know(team.caseKey);
            boolean noticed;
            try {
                newcomer.read();
                noticed = false;
            } catch (LogAlarmException e) {
                noticed = true;
            }
            assertTrue(noticed || at >= honest - 2, "round " + round + " at " + at + " of " + honest);
        }
    }

    @Test
    void deletedBodiesKeepTheChain() {
        var team = new Team(42);
        for (int i = 0; i < 4; i++) {
            team.console().append(team.replied(i), team.caseKey, team.desks.getFirst());
        }
        LogPort bodiless = new LogPort() {
            @Override
            public Seen append(LogEntry entry) {
                return team.server.append(entry);
            }

            @Override
            public List<Stored> read(long after, int max) {
                return team.server.read(after, max).stream()
                        .map(stored -> stored.position() < 3
                                ? new Stored(stored.position(), stored.hash(), Optional.empty())
                                : stored)
                        .toList();
            }
        };
        var log = team.log(bodiless, Seen.NOTHING);
        log.know(team.caseKey);
        assertEquals(4, log.read().position());
        assertEquals(2, log.events(team.caseKey.tag()).size());
    }

    @Test
    void anotherCaseKeyReadsNothing() {
        var team = new Team(43);
        team.console().append(team.replied(1), team.caseKey, team.desks.getFirst());
        try (var key = SecretBytes.random(team.randomness, 32);
                var other = new CaseKey(key)) {
            var outer = EntrySeal.open(
                            team.server.entries.getFirst(),
                            team.logKey(Team.EPOCH).orElseThrow())
                    .orElseThrow();
            assertTrue(EntrySeal.open(outer, other).isEmpty());
            assertFalse(EntrySeal.open(outer, team.caseKey).isEmpty());
        }
    }

    private static Alarm alarm(TriageLog log) {
        return assertThrows(LogAlarmException.class, log::read).alarm();
    }
}

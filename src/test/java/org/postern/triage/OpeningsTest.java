package org.postern.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Ed25519;
import org.postern.manifest.Hash;
import org.postern.triage.TriageEvent.LastOpening;
import org.postern.triage.TriageEvent.Moved;

/// The history of openings outlives the epochs in which they happened. Seed 57.
final class OpeningsTest {
    private static final Hash LAYER = Hash.of(new byte[] {7});
    private static final UUID REQUEST = new UUID(5, 6);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final LastOpening CALLED = new LastOpening(Purpose.CALL_BACK_AS_ASKED, DAY);
    private static final LastOpening MET = new LastOpening(Purpose.MEET_AS_ASKED, DAY.plusDays(9));

    private final Team team = new Team(57);
    private final List<Logged> events = new ArrayList<>();

    @Test
    void countsWhatTheLogStillSays() {
        assertEquals(Openings.NONE, openings());
        opened(3, CALLED);
        opened(3, MET);
        assertEquals(new Openings(2, Optional.of(MET)), openings());
    }

    @Test
    void aSnapshotIsNotCountedTwiceWhileTheOldEpochCanBeRead() {
        opened(3, CALLED);
        moved(4, openings().snapshot(3));
        assertEquals(new Openings(1, Optional.of(CALLED)), openings());
        opened(4, MET);
        assertEquals(new Openings(2, Optional.of(MET)), openings());
    }

    @Test
    void theHistoryStaysWhenTheOldEpochIsDestroyed() {
        opened(3, CALLED);
        moved(4, openings().snapshot(3));
        opened(4, MET);
        var before = openings();
        events.removeIf(logged -> logged.event().epoch() == 3);
        assertEquals(before, openings());
        moved(6, openings().snapshot(4));
        events.removeIf(logged -> logged.event().epoch() == 4);
        assertEquals(before, openings(), "and again, one epoch later");
    }

    @Test
    void twoConsolesThatMoveTheSameCaseDoNotDoubleIt() {
        opened(3, CALLED);
        var snapshot = openings().snapshot(3);
        moved(4, snapshot);
        moved(4, snapshot);
        events.removeIf(logged -> logged.event().epoch() == 3);
        assertEquals(new Openings(1, Optional.of(CALLED)), openings());
    }

    @Test
    void oneDeskThatSaysLessMakesNothingForgotten() {
        opened(3, CALLED);
        moved(4, new Moved(0, Optional.empty(), 3));
        moved(4, openings().snapshot(3));
        moved(4, new Moved(0, Optional.empty(), 3));
        events.removeIf(logged -> logged.event().epoch() == 3);
        assertEquals(new Openings(1, Optional.of(CALLED)), openings());
    }

    @Test
    void aSnapshotOfItsOwnOrALaterEpochSaysNothing() {
        moved(4, new Moved(9, Optional.of(MET), 4));
        moved(4, new Moved(9, Optional.of(MET), 5));
        assertEquals(Openings.NONE, openings());
    }

    @Test
    void snapshotsAndDestructionsTravelThroughTheLog() {
        var log = team.console();
        for (var moved : List.of(
                new Moved(0, Optional.empty(), 1),
                new Moved(1, Optional.of(CALLED), 2),
                new Moved(255, Optional.of(MET), 2))) {
            assertEquals(
                    moved,
                    log.append(moved, team.caseKey, team.desks.getFirst())
                            .event()
                            .event());
        }
        var read = team.console();
        read.read();
        assertEquals(
                List.of(1, 2, 2),
                read.events(team.caseKey.tag()).stream()
                        .map(logged -> ((Moved) logged.event().event()).from())
                        .toList());
        assertEquals(512, team.server.entries.getFirst().bytes().length);
        try (var teamCase = CaseKey.ofTeam(team.logKey(Team.EPOCH).orElseThrow())) {
            log.append(new TriageEvent.Destroyed(2), teamCase, team.desks.get(1));
            read.know(teamCase);
            read.read();
            var told = read.events(teamCase.tag()).getFirst().event();
            assertEquals(new TriageEvent.Destroyed(2), told.event());
            assertEquals(team.desks.get(1).desk(), told.desk());
        }
    }

    @Test
    void numbersThatDoNotGoTogetherAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Moved(1, Optional.empty(), 1));
        assertThrows(IllegalArgumentException.class, () -> new Moved(0, Optional.of(CALLED), 1));
        assertThrows(IllegalArgumentException.class, () -> new Moved(256, Optional.of(CALLED), 1));
        assertThrows(IllegalArgumentException.class, () -> new Moved(0, Optional.empty(), 0));
        assertThrows(IllegalArgumentException.class, () -> new TriageEvent.Destroyed(0));
        // The same, signed by a desk: offset 98 is the first field after head, desk and day (PROTOCOL.md 6).
        byte[] good = signed(new Moved(0, Optional.empty(), 2));
        assertTrue(SignedEvent.read(good).isPresent());
        for (int at : new int[] {0, 1, 5}) {
            byte[] bad = good.clone();
            bad[98 + at] = 1;
            assertTrue(SignedEvent.read(signedAgain(bad, 98 + 10)).isEmpty(), "field byte " + at);
        }
        assertTrue(SignedEvent.read(signedAgain(good.clone(), 98 + 10)).isPresent());
    }

    private byte[] signed(TriageEvent event) {
        var author = team.desks.getFirst();
        return new SignedEvent(Team.EPOCH, team.caseKey.tag(), Seen.NOTHING, author.desk(), DAY, event).sign(author);
    }

    private byte[] signedAgain(byte[] event, int length) {
        byte[] signature = team.desks.getFirst().sign(Arrays.copyOf(event, length));
        System.arraycopy(signature, 0, event, length, Ed25519.SIGNATURE_BYTES);
        return event;
    }

    /// An ask with two approvals that its asker opened.
    private void opened(int epoch, LastOpening opening) {
        var ask = team.id();
        try (var identity = team.identity()) {
            add(
                    epoch,
                    0,
                    opening.day(),
                    new TriageEvent.Asked(ask, REQUEST, LAYER, opening.purpose(), identity.recipient()));
        }
        add(epoch, 1, opening.day(), new TriageEvent.Approved(ask, LAYER, 1, new byte[9]));
        add(epoch, 2, opening.day(), new TriageEvent.Approved(ask, LAYER, 2, new byte[9]));
        add(epoch, 0, opening.day(), new TriageEvent.Opened(ask, REQUEST, LAYER, opening.purpose()));
    }

    private void moved(int epoch, Moved moved) {
        add(epoch, 1, DAY, moved);
    }

    private void add(int epoch, int desk, LocalDate day, TriageEvent event) {
        var author = team.desks.get(desk);
        var signed = new SignedEvent(epoch, team.caseKey.tag(), Seen.NOTHING, author.desk(), day, event);
        events.add(new Logged(events.size() + 1L, signed));
    }

    private Openings openings() {
        var standing = new ContactGate.Standing(REQUEST, LAYER, 2, 3, true);
        return Openings.fold(events, ContactGate.fold(events, List.of(standing), DAY.plusDays(10)));
    }
}

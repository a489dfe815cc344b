package org.postern.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EpochStateTest {
    private static final byte[] DESK = {
        1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8
    };
    private static final Instant OLD_UNTIL = Instant.parse("2026-11-23T00:00:00Z");

    private final Ceremony c = new Ceremony(12);
    private final Manifest manifest = manifest(List.of());

    /// Epoch 1 was destroyed, 2 ended on the 23rd, 3 is the intake epoch until the 30th.
    private Manifest manifest(List<StoppedDesk> stopped) {
        var now = c.epoch();
        var old = new LivingEpoch(
                2, OLD_UNTIL, LocalDate.parse("2026-12-23"), now.rosterRoot(), Hash.NONE, Hash.NONE, Hash.NONE);
        var intake = new LivingEpoch(
                3, Ceremony.UNTIL, Ceremony.DESTROY_ON, now.rosterRoot(), now.recipient(), now.files(), now.recovery());
        return new Manifest(
                Ceremony.ORIGIN,
                9,
                1,
                c.intake,
                List.of(old, intake),
                List.of(new DestroyedEpoch(1, LocalDate.parse("2026-11-20"), Hash.NONE)),
                stopped,
                Hash.NONE,
                0,
                List.of(),
                List.of(),
                Hash.NONE);
    }

    private EpochState at(int epoch, Instant now) {
        return EpochState.of(manifest, epoch, InstantSource.fixed(now));
    }

    @Test
    void opensClosesAndRetiresByTheClock() {
        var until = Ceremony.UNTIL;
        assertEquals(EpochState.OPEN, at(3, until.minusSeconds(1)));
        assertEquals(EpochState.CLOSED, at(3, until));
        assertEquals(EpochState.CLOSED, at(3, until.plus(EpochState.GRACE).minusSeconds(1)));
        assertEquals(EpochState.RETIRED, at(3, until.plus(EpochState.GRACE)));
        assertEquals(EpochState.PENDING, at(4, until));
        assertEquals(EpochState.DESTROYED, at(1, until));
    }

    @Test
    void anOldEpochIsClosedForTheGraceOfOneDayAndThenRetired() {
        assertEquals(EpochState.CLOSED, at(2, OLD_UNTIL.minusSeconds(1)));
        assertEquals(EpochState.CLOSED, at(2, OLD_UNTIL.plusSeconds(86_399)));
        assertEquals(EpochState.RETIRED, at(2, OLD_UNTIL.plusSeconds(86_400)));
        assertTrue(EpochState.OPEN.takesRequests() && EpochState.CLOSED.takesRequests());
        assertFalse(EpochState.PENDING.takesRequests()
                || EpochState.RETIRED.takesRequests()
                || EpochState.DESTROYED.takesRequests());
    }

    @Test
    void desksOfTheIntakeEpochCallEvenWhenIntakeIsOver() {
        assertTrue(manifest.takesCalls(3, DESK, Ceremony.UNTIL.plusSeconds(86_400 * 30)));
        assertTrue(manifest.takesCalls(2, DESK, OLD_UNTIL.plusSeconds(86_399)));
        assertFalse(manifest.takesCalls(2, DESK, OLD_UNTIL.plusSeconds(86_400)));
        assertFalse(manifest.takesCalls(1, DESK, OLD_UNTIL));
        assertFalse(manifest.takesCalls(4, DESK, OLD_UNTIL));
    }

    @Test
    void aStoppedDeskCallsNoMore() {
        var stopped = manifest(List.of(new StoppedDesk(3, DESK)));
        assertFalse(stopped.takesCalls(3, DESK, Ceremony.NOW));
        assertTrue(stopped.takesCalls(3, new byte[32], Ceremony.NOW));
        assertTrue(stopped.takesCalls(2, DESK, OLD_UNTIL), "another epoch's desk is another desk");
    }

    @Test
    void aDestroyedEpochsRosterStillProvesOldAnswers() {
        assertEquals(Hash.NONE, manifest.rosterRoot(1).orElseThrow());
        assertTrue(manifest.living(1).isEmpty());
        assertTrue(manifest.rosterRoot(4).isEmpty());
    }
}

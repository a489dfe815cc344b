package org.postern.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random joins, leaves, rotations, losses, crashes and lies (issue 3), and what has to hold all the same.
final class SimulationTest {
    private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 200);

    @Test
    void everyInvariantHoldsInRandomSchedules() {
        var one = System.getProperty("simulation.schedule", "");
        if (!one.isEmpty()) {
            Simulation.play(Schedule.parse(one), Set.of());
            return;
        }
        var seed = Long.getLong("simulation.seed", System.nanoTime());
        var broken = SimulationSoak.run(SCHEDULES, seed);
        assertEquals(List.of(), broken.stream().map(Broken::getMessage).toList());
    }

    /// Each rule, with a schedule that needs it: it plays with the rule and breaks without.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LEAVE_OUT_THE_REMOVED | 1: remove 1, ask 0                        | was removed and has a desk",
                "STOP_DESKS            | 1: remove 1                               | has a desk that is taken",
                "SUPPLEMENT_JOINERS    | 2: ask 0, join 0, rotate 7                | can't open a live case",
                "MOVE_CASES            | 1: ask 0, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99 | can't",
                "DESTROY_KEYS          | 1: wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99, wait 99 | still has keys of epoch",
                "LOGGED                | 1: skip-log 0                             | nobody notices: skip-log",
                "LAST_LEAF             | 1: rotate 7, replay 0                     | nobody notices: replay",
                "SERVED_FILES          | 1: swap-page 0                            | nobody notices: swap-page",
            })
    void noticesThatARuleIsMissing(Rule rule, String schedule, String words) {
        var played = Schedule.parse(schedule);
        Simulation.play(played, Set.of());
        var broken = assertThrows(Broken.class, () -> Simulation.play(played, EnumSet.of(rule)));
        assertTrue(broken.getMessage().contains(words), broken.getMessage());
    }

    @Test
    void findsWhoWasRemovedAndCanOpenALaterRequest() {
        var world = new World(1, EnumSet.of(Rule.LEAVE_OUT_THE_REMOVED));
        world.play(Step.parse("ask 0"));
        world.play(Step.parse("remove 1"));
        var invariants = new Invariants(world);
        var broken = assertThrows(Broken.class, () -> invariants.checkEverythingKept(false));
        assertTrue(broken.getMessage().contains("can open the keys of a later epoch"), broken.getMessage());
    }

    @Test
    void playsTheSameScheduleAgainFromItsLine() {
        var schedule = Schedule.random(7);
        assertEquals(schedule, Schedule.parse(schedule.toString()));
        assertEquals(schedule, Schedule.parse("7"));
    }
}

package org.postern.simulation;

import java.util.Set;

/// Plays a schedule in a world of its own and checks the invariants after each step.
final class Simulation {
    private Simulation() {}

    /// Plays.
    ///
    /// @param schedule what happens
    /// @param broken   rules to leave out; empty but in tests of the simulation itself
    /// @throws Broken with the schedule, if an invariant does not hold
    static void play(Schedule schedule, Set<Rule> broken) {
        var at = 0;
        try {
            var world = new World(schedule.seed(), broken);
            var invariants = new Invariants(world);
            var hostile = new HostileServer(world);
            for (var step : schedule.steps()) {
                at++;
                if (step.what().isLie()) {
                    hostile.play(step);
                } else {
                    world.play(step);
                    world.keepHouse();
                }
                invariants.check();
            }
            hostile.monitor();
            invariants.checkEverythingKept(schedule.seed() % 8 == 0);
        } catch (RuntimeException | AssertionError e) {
            throw new Broken(schedule, at, e);
        }
    }
}

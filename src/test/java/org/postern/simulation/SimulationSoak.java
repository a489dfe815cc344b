package org.postern.simulation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/// Plays many random schedules, one after the other on every core. Ends with 1 if an invariant broke.
public final class SimulationSoak {
    private SimulationSoak() {}

    /// Plays.
    ///
    /// @param args `--schedules N`, and perhaps `--seed S` of the first or `--schedule LINE` to play one again
    public static void main(String[] args) {
        var options = List.of(args);
        if (options.contains("--schedule")) {
            Simulation.play(Schedule.parse(options.get(options.indexOf("--schedule") + 1)), Set.of());
            System.out.println("the schedule holds");
            return;
        }
        var count = options.contains("--schedules")
                ? Integer.parseInt(options.get(options.indexOf("--schedules") + 1))
                : 100;
        var seed = options.contains("--seed")
                ? Long.parseLong(options.get(options.indexOf("--seed") + 1))
                : System.nanoTime();
        System.exit(run(count, seed).isEmpty() ? 0 : 1);
    }

    /// Plays the schedules of `count` seeds from `seed` on.
    ///
    /// @return what broke, with the schedules that show it
    static List<Broken> run(int count, long seed) {
        System.out.println("playing " + count + " schedules from seed " + seed);
        var began = System.nanoTime();
        var broken = new ConcurrentLinkedQueue<Broken>();
        LongStream.range(seed, seed + count).parallel().forEach(one -> {
            try {
                Simulation.play(Schedule.random(one), Set.of());
            } catch (Broken found) {
                System.out.println(found.getMessage());
                broken.add(found);
            }
        });
        var seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%d schedules from seed %d in %.1f s, %.1f a second: %d broken%n",
                count, seed, seconds, count / seconds, broken.size());
        return List.copyOf(broken);
    }
}

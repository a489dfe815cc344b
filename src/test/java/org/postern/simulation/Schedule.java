package org.postern.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What happens to a service, in order: a seed for everything random in it, and the steps. Written as one
/// line, `seed: step, step, …`, so that a failing one can be kept and played again.
///
/// @param seed  draws the keys
/// @param steps in order
record Schedule(long seed, List<Step> steps) {
    private static final int STEPS_MIN = 8;
    private static final int STEPS_MAX = 20;
    private static final int NUMBERS = 100;

    Schedule {
        steps = List.copyOf(steps);
    }

    /// Draws one.
    ///
    /// @param seed the same seed gives the same schedule
    static Schedule random(long seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var steps = new ArrayList<Step>();
        for (var left = random.nextInt(STEPS_MIN, STEPS_MAX + 1); left > 0; left--) {
            steps.add(new Step(draw(random), random.nextInt(NUMBERS)));
        }
        return new Schedule(seed, steps);
    }

    private static Step.What draw(RandomGenerator random) {
        var all = Step.What.values();
        var at = random.nextInt(Arrays.stream(all).mapToInt(Step.What::weight).sum());
        for (var what : all) {
            at -= what.weight();
            if (at < 0) {
                return what;
            }
        }
        throw new AssertionError("weights do not add up");
    }

    /// Reads a line.
    ///
    /// @param line what [#toString] gave; or a seed alone
    static Schedule parse(String line) {
        var colon = line.indexOf(':');
        if (colon < 0) {
            return random(Long.parseLong(line.strip()));
        }
        var steps = Arrays.stream(line.substring(colon + 1).split(",", -1))
                .map(String::strip)
                .filter(step -> !step.isEmpty())
                .map(Step::parse)
                .toList();
        return new Schedule(Long.parseLong(line.substring(0, colon).strip()), steps);
    }

    @Override
    public String toString() {
        return seed + ": "
                + String.join(", ", steps.stream().map(Step::toString).toList());
    }
}

package org.postern.age;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// Times two ways of doing the same by turns, in one thread, so that a neighbour on the machine slows both alike; what
/// is compared is the thread's own processor time.
final class PairedTimes {
    private static final int ROUNDS = 41;

    private PairedTimes() {}

    /// One side of a comparison.
    @FunctionalInterface
    interface Work {
        /// Does it once.
        ///
        /// @return anything that depends on the work, so that none of it can be left out
        Object run() throws Exception;
    }

    /// The medians over all rounds.
    ///
    /// @param oursMicros processor time of ours, for one run
    /// @param bareMicros the same of the bare side
    /// @param ratio median of ours / bare, taken round by round
    record Medians(double oursMicros, double bareMicros, double ratio) {}

    /// Measures.
    ///
    /// @param warmUpRuns runs of each side before the first round
    /// @param runsARound runs of each side in a round
    static Medians of(int warmUpRuns, int runsARound, Work ours, Work bare) throws Exception {
        time(warmUpRuns, ours);
        time(warmUpRuns, bare);
        var oursMicros = new double[ROUNDS];
        var bareMicros = new double[ROUNDS];
        var ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            oursMicros[round] = time(runsARound, ours);
            bareMicros[round] = time(runsARound, bare);
            ratios[round] = oursMicros[round] / bareMicros[round];
        }
        return new Medians(median(oursMicros), median(bareMicros), median(ratios));
    }

    private static double time(int runs, Work work) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long sink = 0;
        long before = threads.getCurrentThreadCpuTime();
        for (int run = 0; run < runs; run++) {
            sink += System.identityHashCode(work.run());
        }
        long after = threads.getCurrentThreadCpuTime();
        if (sink == Long.MIN_VALUE) {
            throw new AssertionError("the results are used");
        }
        return (after - before) / 1e3 / Math.max(1, runs);
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

package org.postern.demo;

import java.util.List;

/// Walks the canary's path with new marks each time; ends with 1 when any mark is found where it must not be.
public final class CanarySoak {
    private CanarySoak() {}

    /// Runs.
    ///
    /// @param args `--rounds N`
    public static void main(String[] args) throws Exception {
        var options = List.of(args);
        int rounds = options.contains("--rounds") ? Integer.parseInt(options.get(options.indexOf("--rounds") + 1)) : 1;
        long seed = System.nanoTime();
        System.out.println("marks with seed " + seed);
        if (Canary.walk(seed, true).nothing()) {
            System.out.println("the search did not find a deliberate leak: LEAK TEST BROKEN");
            System.exit(1);
        }
        for (int round = 1; round <= rounds; round++) {
            var found = Canary.walk(seed + round, false);
            System.out.println("round " + round + ": " + (found.nothing() ? "no trace" : "FOUND " + found));
            if (!found.nothing()) {
                System.exit(1);
            }
        }
        System.out.println("canary: " + rounds + " rounds, no trace in the data folder, the WAL, the logs or the heap");
    }
}

package org.postern.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CanaryTest {
    private static final long SEED = System.nanoTime();

    @Test
    void nothingThatCameFromAClientIsInTheDataTheLogsOrTheHeap() throws Exception {
        System.out.println("canary seed " + SEED);
        var found = Canary.walk(SEED, false);
        assertEquals(new Canary.Found(List.of(), List.of(), List.of()), found);
    }

    @Test
    void aDeliberateLeakIsFoundInTheDataTheLogsAndTheHeap() throws Exception {
        System.out.println("canary seed " + (SEED + 1));
        var found = Canary.walk(SEED + 1, true);
        assertFalse(found.data().isEmpty(), "the data folder");
        assertFalse(found.log().isEmpty(), "the log");
        assertFalse(found.heap().isEmpty(), "the heap");
    }
}

package org.postern.store;

import java.time.Duration;

/// How requests and replies are gathered before they are written together.
///
/// @param interval between two ticks; 5 s in production
/// @param queueMax how many may wait; the next is refused at once
/// @param flushAt how many waiting make the tick come early
/// @param batchMax how many one transaction takes
public record TickSettings(Duration interval, int queueMax, int flushAt, int batchMax) {
    /// Checks the bounds.
    public TickSettings {
        if (interval.isNegative()) throw new IllegalArgumentException("a tick's interval is zero or more");
        if (queueMax < 1 || flushAt < 1 || batchMax < 1)
            throw new IllegalArgumentException("a tick's queue and batches are one or more");
    }

    /// What production uses, with another interval.
    public static TickSettings every(Duration interval) {
        return new TickSettings(interval, 4_096, 2_000, 256);
    }
}

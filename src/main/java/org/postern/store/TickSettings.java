package org.postern.store;

import java.time.Duration;

/// How requests and replies are gathered before they are written together.
///
/// @param interval between two ticks; 5 s in production
/// @param queueMax how many may wait; the next is refused at once
/// @param flushAt how many waiting make the tick come early
/// @param batchMax how many one transaction takes
public record TickSettings(Duration interval, int queueMax, int flushAt, int batchMax) {
    private static final int FULL = 2_000;
    private static final int FULL_TICK_MILLIS = 5_000;
    private static final int WORTHWHILE = 32;

    /// Checks the bounds.
    public TickSettings {
        if (interval.isNegative()) throw new IllegalArgumentException("a tick's interval is zero or more");
        if (queueMax < 1 || flushAt < 1 || batchMax < 1)
            throw new IllegalArgumentException("a tick's queue and batches are one or more");
    }

    /// What production uses, with another interval: a tick of 5 s is full at 2 000 and flushed early, a shorter
    /// one at its share of that. A short tick is chosen for speed, so it does not wait for its time when a
    /// worthwhile batch is there.
    ///
    /// @param interval zero or more
    public static TickSettings every(Duration interval) {
        var share = interval.toMillis() * FULL / FULL_TICK_MILLIS;
        return new TickSettings(interval, 4_096, Math.clamp(share, WORTHWHILE, FULL), 256);
    }
}

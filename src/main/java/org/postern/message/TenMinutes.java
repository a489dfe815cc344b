package org.postern.message;

import java.time.Instant;

/// Times inside a seal are whole 600 s since 1970, so that they name no moment (DESIGN.md 4).
final class TenMinutes {
    private static final long SECONDS = 600;

    private TenMinutes() {}

    static long number(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS);
    }

    static Instant instant(long number) {
        return Instant.ofEpochSecond(number * SECONDS);
    }
}

package org.postern.triage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How long opened contact details may be looked at: fifteen minutes, in memory, once (DESIGN.md 4).
public final class OpenWindow {
    /// Length of the window.
    public static final Duration LENGTH = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final Instant until;

    /// Opens a window now.
    ///
    /// @param clock also asked later, whether the window is still open
    public OpenWindow(InstantSource clock) {
        this.clock = clock;
        this.until = clock.instant().plus(LENGTH);
    }

    /// Whether the details may still be shown.
    public boolean isOpen() {
        return clock.instant().isBefore(until);
    }

    /// When it closes.
    public Instant until() {
        return until;
    }
}

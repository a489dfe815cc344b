package org.postern.keys;

import java.time.Duration;
import picocli.CommandLine.Option;

/// How long a command waits for a console that draws.
final class WaitOption {
    private static final int MINUTES = 30;

    @Option(
            names = "--wait",
            paramLabel = "MINUTES",
            description = "With --at: how long to wait for a console to draw; 30 without this option.")
    private int minutes = MINUTES;

    Duration patience() {
        return Duration.ofMinutes(minutes);
    }
}

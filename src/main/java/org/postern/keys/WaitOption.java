package org.postern.keys;

import java.time.Duration;
import picocli.CommandLine.Option;

/// How long a command waits for a console that draws.
final class WaitOption {
    private static final int MINUTES = 30;
    private static final int MINUTES_MAX = 7 * 24 * 60;

    @Option(
            names = "--wait",
            paramLabel = "MINUTES",
            description = "With --at: how long to wait for a console to draw; 30 without this option.")
    private int minutes = MINUTES;

    Duration patience() {
        if (minutes < 0 || minutes > MINUTES_MAX) {
            throw new CeremonyStep.WrongUse("--wait takes 0 to " + MINUTES_MAX + " minutes, which is a week.");
        }
        return Duration.ofMinutes(minutes);
    }
}

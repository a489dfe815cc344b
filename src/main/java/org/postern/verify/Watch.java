package org.postern.verify;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/// Looks again and again until something is wrong, with one line for each good round.
final class Watch {
    /// A lost connection is not yet an alarm: so many rounds in a row are.
    static final int UNREACHED_ROUNDS_MAX = 3;

    private final Supplier<Verification> round;
    private final Duration pause;
    private final Sleep sleep;
    private final InstantSource clock;
    private final PrintWriter out;

    /// How to wait; tests don't.
    interface Sleep {
        void sleep(Duration pause) throws InterruptedException;
    }

    /// Prepares.
    ///
    /// @param round one look at the service
    /// @param pause between two looks
    /// @param sleep how to wait
    /// @param clock for the lines
    /// @param out   where the lines go
    Watch(Supplier<Verification> round, Duration pause, Sleep sleep, InstantSource clock, PrintWriter out) {
        this.round = round;
        this.pause = pause;
        this.sleep = sleep;
        this.clock = clock;
        this.out = out;
    }

    /// Watches.
    ///
    /// @return the round that was not good
    /// @throws InterruptedException if somebody ends the watch
    Verification untilSomethingIsWrong() throws InterruptedException {
        for (var unreached = 0; ; sleep.sleep(pause)) {
            var looked = round.get();
            var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            if (looked.isGood()) {
                unreached = 0;
                out.println(now + "  all is well: " + looked.summary());
            } else if (looked.isOnlyUnreached() && ++unreached < UNREACHED_ROUNDS_MAX) {
                out.println(now + "  not reached; asking again, " + unreached + " of " + UNREACHED_ROUNDS_MAX);
            } else {
                return looked;
            }
            out.flush();
        }
    }
}

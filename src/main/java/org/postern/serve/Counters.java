package org.postern.serve;

import java.util.concurrent.atomic.LongAdder;

/// What the operator may see: how many answers of each kind since the start, rounded down to tens, held in memory only.
/// Nothing is counted per person, per request or per hour.
final class Counters {
    private static final int ROUND_TO = 10;

    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder notNow = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /// Counts an answer.
    ///
    /// @param status the status of an answer
    void count(int status) {
        if (status < 400) {
            accepted.increment();
        } else if (status < 500) {
            refused.increment();
        } else if (status == 503) {
            notNow.increment();
        } else {
            failed.increment();
        }
    }

    /// {@return four lines of text}
    String text() {
        return "answered " + rounded(accepted) + "\nrefused " + rounded(refused) + "\nnot-now " + rounded(notNow)
                + "\nfailed " + rounded(failed) + "\n";
    }

    private static long rounded(LongAdder counter) {
        return counter.sum() / ROUND_TO * ROUND_TO;
    }
}

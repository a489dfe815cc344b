package org.postern.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.postern.api.ProblemException;
import org.postern.note.NoteException;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.tlog.Cosignature;
import org.postern.tlog.LogException;
import org.postern.tlog.MerkleTree;

/// All witnesses, asked at the same time. One that is down, slow or wrong costs its own cosignature and nothing else.
final class Witnesses {
    private final List<Witness> all;
    private final Duration within;

    /// Gathers them.
    ///
    /// @param all may be empty
    /// @param within how long all of them together may take
    Witnesses(List<Witness> all, Duration within) {
        this.all = List.copyOf(all);
        this.within = within;
    }

    /// A checkpoint with what came back.
    ///
    /// @param checkpoint with every cosignature that holds
    /// @param answered how many witnesses gave one now
    record Cosigned(SignedNote checkpoint, int answered) {}

    /// {@return how many there are}
    int count() {
        return all.size();
    }

    /// Asks all of them.
    ///
    /// @param tree everything that the log holds
    /// @param checkpoint of that tree, signed by the log, perhaps with earlier cosignatures
    /// @param known the witnesses' keys that the newest root names; lines of others are dropped
    /// @return the checkpoint with the cosignatures that hold
    Cosigned ask(MerkleTree tree, SignedNote checkpoint, List<VerifierKey> known) {
        var cosigned = checkpoint;
        var answered = 0;
        for (var lines : answers(tree, checkpoint)) {
            var before = cosigned;
            for (var line : lines) {
                cosigned = added(cosigned, line, known);
            }
            if (cosigned != before) {
                answered++;
            }
        }
        return new Cosigned(cosigned, answered);
    }

    private List<List<SignatureLine>> answers(MerkleTree tree, SignedNote checkpoint) {
        var lines = new ArrayList<List<SignatureLine>>();
        // Closing waits for threads that were cancelled already: they are interrupted, and java.net.http obeys.
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = all.stream()
                    .<Callable<List<SignatureLine>>>map(witness -> () -> witness.cosign(tree, checkpoint))
                    .toList();
            for (var answer : threads.invokeAll(asked, within.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    lines.add(answer.get());
                } catch (ExecutionException failure) {
                    warnOfContradiction(failure.getCause());
                } catch (CancellationException tooLate) {
                    // The counters say how many answered.
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return lines;
    }

    private static void warnOfContradiction(Throwable failure) {
        if (!(failure instanceof ProblemException problem)) {
            return;
        }
        switch (problem.problem()) {
            case TAKEN ->
                Quiet.LOG.warning("a witness has seen a longer log than the one in this database; was an old backup"
                        + " restored? Nothing new can be shown until the newest one is back");
            case NOT_VERIFIED ->
                Quiet.LOG.warning("a witness has seen another log under this name; do not publish before it is known"
                        + " who has signed it");
            default -> {
                // Down, slow, or not told about this log: the counters say how many answered.
            }
        }
    }

    private static SignedNote added(SignedNote checkpoint, SignatureLine line, List<VerifierKey> known) {
        for (var witness : known) {
            if (line.isBy(witness)) {
                try {
                    var longer = checkpoint.with(line);
                    Cosignature.of(longer, List.of(witness));
                    return longer;
                } catch (LogException | NoteException wrong) {
                    return checkpoint;
                }
            }
        }
        return checkpoint;
    }
}

package org.postern.witness;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.note.NoteException;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.tlog.AddCheckpoint;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogException;

/// One log that is watched: its keys, and the newest of its checkpoints that was cosigned.
final class WatchedLog {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int UNPROCESSABLE = 422;

    private final String origin;
    private final String name;
    private final List<VerifierKey> keys;
    private final Memory memory;
    private final CosignatureSigner signer;
    private final InstantSource clock;
    private volatile Optional<SignedNote> seen;

    /// Recalls what was seen of a log.
    ///
    /// @param origin the log's name
    /// @param name   its name in the folder
    /// @param keys   each of them may sign for this log; at least one
    /// @param memory keeps what was seen
    /// @param signer the witness
    /// @param clock  gives the cosignatures' times
    /// @throws WitnessException if what was kept can't be read, or no known key of the log signed it
    WatchedLog(
            String origin,
            String name,
            List<VerifierKey> keys,
            Memory memory,
            CosignatureSigner signer,
            InstantSource clock) {
        this.origin = origin;
        this.name = name;
        this.keys = keys;
        this.memory = memory;
        this.signer = signer;
        this.clock = clock;
        seen = memory.kept(name).map(this::recalled);
    }

    private SignedNote recalled(byte[] kept) {
        try {
            var note = SignedNote.parse(kept);
            if (Checkpoint.claimedBy(note).origin().equals(origin)) {
                return note;
            }
        } catch (NoteException | LogException damaged) {
            // Told below: a witness that forgot must not start as if it had seen nothing.
        }
        throw new WitnessException("what was kept of a log is damaged; restore the file " + name + ".checkpoint");
    }

    /// Checks a submission, keeps its checkpoint, and cosigns: in this order, so that a crash never leaves a
    /// cosignature in the world that the witness has forgotten.
    ///
    /// @param submission whose checkpoint names this log
    /// @return the cosignature, or why not
    /// @throws WitnessException if the checkpoint can't be kept; then nothing was cosigned
    Answer add(AddCheckpoint submission) {
        var checkpoint = Checkpoint.claimedBy(submission.checkpoint());
        try {
            if (submission.checkpoint().signedBy(keys).isEmpty()) {
                return new Answer.Refused(FORBIDDEN);
            }
        } catch (NoteException badSignature) {
            return new Answer.Refused(FORBIDDEN);
        }
        if (submission.oldSize() > checkpoint.size()) {
            return new Answer.Refused(BAD_REQUEST);
        }
        return cosign(submission, checkpoint);
    }

    /// Comparing with what was seen and replacing it is one step: otherwise a slow submission could roll back what a
    /// fast one has brought (C2SP tlog-witness, the race of 6 steps).
    private synchronized Answer cosign(AddCheckpoint submission, Checkpoint checkpoint) {
        var before = seen.map(Checkpoint::claimedBy).orElse(Checkpoint.empty(origin));
        if (submission.oldSize() != before.size()) {
            return new Answer.Conflict(before.size());
        }
        try {
            checkpoint.mustExtend(before, submission.proof());
        } catch (LogException inconsistent) {
            return new Answer.Refused(UNPROCESSABLE);
        }
        var line = signer.cosign(checkpoint, clock.instant());
        var cosigned = onlyKnownLines(submission.checkpoint()).with(line);
        memory.keep(name, cosigned.bytes());
        seen = Optional.of(cosigned);
        return new Answer.Cosigned(line);
    }

    /// The note without lines of strangers: what anybody could add is not kept.
    private SignedNote onlyKnownLines(SignedNote note) {
        Predicate<SignatureLine> isKnown = line -> keys.stream().anyMatch(line::isBy);
        var kept = new StringBuilder(note.text()).append('\n');
        note.signatures().stream()
                .filter(isKnown)
                .forEach(line -> kept.append(line.text()).append('\n'));
        return SignedNote.parse(kept.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// The newest checkpoint that was cosigned (C2SP tlog-witness, "Monitor Retrieval Mechanism").
    ///
    /// @return the note, or 404 if there is none yet
    Answer newest() {
        return seen.<Answer>map(note -> new Answer.Seen(note.bytes())).orElse(new Answer.Refused(404));
    }
}

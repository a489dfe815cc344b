package org.postern.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.postern.crypto.Ed25519;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// A verified statement: at this time, this witness had seen this checkpoint and no other history of that log (C2SP
/// tlog-cosignature, Ed25519). Made only by [#of].
public final class Cosignature {
    private static final int TIMESTAMP_BYTES = Long.BYTES;
    private static final int BYTES = TIMESTAMP_BYTES + Ed25519.SIGNATURE_BYTES;

    private final VerifierKey witness;
    private final Instant time;

    private Cosignature(VerifierKey witness, Instant time) {
        this.witness = witness;
        this.time = time;
    }

    /// Finds the cosignatures of known witnesses on a checkpoint. Lines of unknown keys are ignored.
    ///
    /// @param note      a signed checkpoint
    /// @param witnesses the keys to trust, all of type 0x04
    /// @return in the note's order; a witness that signed several times stands there several times; may be empty
    /// @throws LogException             BAD_SIGNATURE if a line names a known witness and does not verify;
    ///     MALFORMED if the note holds no checkpoint
    /// @throws IllegalArgumentException if a key is not a witness's
    public static List<Cosignature> of(SignedNote note, Collection<VerifierKey> witnesses) {
        if (witnesses.stream().anyMatch(key -> key.type() != VerifierKey.Type.COSIGNATURE)) {
            throw new IllegalArgumentException("expected keys of witnesses");
        }
        // Only a checkpoint can be cosigned.
        var checkpoint = Checkpoint.claimedBy(note);
        var found = new ArrayList<Cosignature>();
        for (var line : note.signatures()) {
            for (var witness : witnesses) {
                if (line.isBy(witness)) {
                    found.add(verify(checkpoint, line, witness));
                }
            }
        }
        return found;
    }

    /// Checks one line.
    ///
    /// @param checkpoint what was cosigned
    /// @param line       a signature line that names the witness
    /// @param witness    the key to trust
    /// @return the statement
    /// @throws LogException BAD_SIGNATURE
    static Cosignature verify(Checkpoint checkpoint, SignatureLine line, VerifierKey witness) {
        var timed = ByteBuffer.wrap(line.signature());
        if (timed.remaining() == BYTES) {
            var seconds = timed.getLong();
            var signature = new byte[Ed25519.SIGNATURE_BYTES];
            timed.get(signature);
            // The time must not exceed 2^63 - 1.
            if (seconds >= 0 && Ed25519.verify(witness.publicKey(), message(checkpoint, seconds), signature)) {
                // Instant ends long before: with the year 1 000 000 000.
                var time = Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond()));
                return new Cosignature(witness, time);
            }
        }
        throw new LogException(
                LogException.Reason.BAD_SIGNATURE, "expected the cosignature of a known witness to verify");
    }

    /// What a witness signs: two lines, then the text of the checkpoint.
    static byte[] message(Checkpoint checkpoint, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + checkpoint.text()).getBytes(StandardCharsets.UTF_8);
    }

    /// Writes time and signature as a signature line of a note holds them.
    static byte[] encode(long seconds, byte[] signature) {
        return ByteBuffer.allocate(BYTES).putLong(seconds).put(signature).array();
    }

    /// Who says so.
    ///
    /// @return the witness's key, type 0x04
    public VerifierKey witness() {
        return witness;
    }

    /// When the witness said so, by its own clock.
    ///
    /// @return in whole seconds
    public Instant time() {
        return time;
    }
}

package org.postern.tlog;

import java.util.ArrayList;
import java.util.List;
import org.postern.note.SignedNote;

/// What a log sends to a witness (C2SP tlog-witness, `add-checkpoint`): a line `old N`, a consistency proof from
/// size N, an empty line, the signed checkpoint.
///
/// @param oldSize    size of the checkpoint that the witness cosigned last, 0 for none
/// @param proof      consistency proof from that size, at most 63 hashes
/// @param checkpoint the new signed checkpoint, not verified
public record AddCheckpoint(long oldSize, List<TreeHash> proof, SignedNote checkpoint) {
    /// Longest body that a witness reads, in bytes: a note of 64 KiB and 63 hashes.
    public static final int BYTES_MAX = 72_704;

    private static final String OLD = "old ";

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException if a size or count is out of bounds
    public AddCheckpoint {
        proof = List.copyOf(proof);
        if (oldSize < 0 || proof.size() > Preamble.HASHES_MAX) {
            throw new IllegalArgumentException("old size or proof is out of bounds");
        }
    }

    /// Reads a body.
    ///
    /// @param body at most [#BYTES_MAX] bytes
    /// @return the submission, nothing of it verified
    /// @throws LogException MALFORMED
    public static AddCheckpoint parse(byte[] body) {
        if (body.length > BYTES_MAX) {
            throw LogException.malformed("expected a shorter body");
        }
        var preamble = Preamble.parse(body);
        Checkpoint.claimedBy(preamble.checkpoint());
        var old = preamble.lines().getFirst();
        if (!old.startsWith(OLD)) {
            throw LogException.malformed("expected an old size");
        }
        var oldSize = Text.decimal(old.substring(OLD.length()));
        return new AddCheckpoint(oldSize, preamble.hashes(1), preamble.checkpoint());
    }

    /// Writes the body.
    ///
    /// @return exactly what `parse` reads
    public byte[] bytes() {
        var lines = new ArrayList<String>();
        lines.add(OLD + oldSize);
        proof.forEach(hash -> lines.add(hash.base64()));
        return new Preamble(lines, checkpoint).bytes();
    }
}

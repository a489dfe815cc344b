package org.postern.tlog;

import java.util.List;
import org.postern.note.SignedNote;

/// A checkpoint that is believed. Made only by [LogPolicy#check].
public final class WitnessedCheckpoint {
    private final SignedNote note;
    private final Checkpoint checkpoint;
    private final List<Cosignature> cosignatures;

    WitnessedCheckpoint(SignedNote note, Checkpoint checkpoint, List<Cosignature> cosignatures) {
        this.note = note;
        this.checkpoint = checkpoint;
        this.cosignatures = List.copyOf(cosignatures);
    }

    /// The note that it was read from.
    ///
    /// @return text and signature lines, unknown ones included
    public SignedNote note() {
        return note;
    }

    /// What the log says.
    ///
    /// @return the checkpoint
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /// Who saw it and when. All of them verify; old ones are in the list, too.
    ///
    /// @return in the note's order; empty if the policy names no witnesses
    public List<Cosignature> cosignatures() {
        return cosignatures;
    }

    /// Checks that an entry is in the log.
    ///
    /// @param leaf  its leaf hash
    /// @param index its place, from 0
    /// @param path  the inclusion proof
    /// @throws LogException NOT_IN_LOG
    public void mustInclude(TreeHash leaf, long index, List<TreeHash> path) {
        MerkleTree.verifyInclusion(leaf, index, checkpoint.size(), path, checkpoint.root());
    }
}

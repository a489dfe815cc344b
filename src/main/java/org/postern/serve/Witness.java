package org.postern.serve;

import java.util.List;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.tlog.MerkleTree;

/// One witness as the log sees it (C2SP tlog-witness).
@FunctionalInterface
interface Witness {
    /// Asks for a cosignature, and blocks until there is an answer.
    ///
    /// @param tree everything that the log holds
    /// @param checkpoint of that tree, signed by the log
    /// @return the witness's signature lines, not verified
    /// @throws RuntimeException if it can't be had now
    List<SignatureLine> cosign(MerkleTree tree, SignedNote checkpoint);
}

package org.postern.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.tlog.LogSigner;
import org.postern.tlog.TiledLog;

/// The log of a made-up service without a server and without witnesses.
public final class TestLog {
    private TestLog() {}

    /// What a server would serve: the notes, and the proof that the manifest is the last leaf.
    ///
    /// @param roots    root notes in order
    /// @param manifest the newest manifest note
    /// @param log      the signer that the newest root names
    /// @return the notes
    public static Notes notes(List<byte[]> roots, byte[] manifest, LogSigner log) {
        var leaves = new ArrayList<>(roots);
        leaves.add(manifest);
        var tiled = TiledLog.of(leaves);
        var proof = tiled.proof(leaves.size() - 1L, log.sign(tiled.tree()));
        return new Notes(roots, Optional.of(manifest), Optional.of(proof.bytes()));
    }
}

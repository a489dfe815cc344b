package org.postern.tlog;

import java.util.List;
import java.util.Optional;
import org.postern.note.SignedNote;

/// All entries of a small log in memory, and what is made of them: its tree, its static files, its proofs. Immutable.
public final class TiledLog {
    private final List<byte[]> entries;
    private final MerkleTree tree;

    private TiledLog(List<byte[]> entries) {
        this.entries = entries;
        tree = MerkleTree.of(entries.stream().map(TreeHash::leaf).toList());
    }

    /// Takes the entries.
    ///
    /// @param entries in order, each at most 65 535 bytes; not copied, so not to be changed afterwards
    /// @return the log
    /// @throws IllegalArgumentException if an entry is too long
    public static TiledLog of(List<byte[]> entries) {
        if (entries.stream().anyMatch(entry -> entry.length > EntryBundle.ENTRY_BYTES_MAX)) {
            throw new IllegalArgumentException("an entry is at most 65535 bytes");
        }
        return new TiledLog(List.copyOf(entries));
    }

    /// The tree over the entries.
    ///
    /// @return with one leaf an entry
    public MerkleTree tree() {
        return tree;
    }

    /// A static file of the log (C2SP tlog-tiles): a tile or an entry bundle. Partial ones of every earlier size are
    /// there, too. The checkpoint is not: only its signer has it.
    ///
    /// @param path `tile/…`, without the log's prefix
    /// @return its content, or empty if there is no such file
    public Optional<byte[]> file(String path) {
        try {
            if (path.startsWith("tile/entries/")) {
                var bundle = EntryBundle.parse(path);
                return bundle.isIn(entries.size()) ? Optional.of(bundle.bytes(entries)) : Optional.empty();
            }
            var tile = Tile.parse(path);
            return tile.isIn(tree) ? Optional.of(tile.bytes(tree)) : Optional.empty();
        } catch (LogException noSuchPath) {
            return Optional.empty();
        }
    }

    /// Proves that an entry is in the log.
    ///
    /// @param index      the entry, from 0
    /// @param checkpoint a signed checkpoint of this log, of this or an earlier size above the index
    /// @return the proof, without extra data
    /// @throws IllegalArgumentException if the checkpoint's tree is not this one's, or has no such entry
    /// @throws LogException             MALFORMED if the note holds no checkpoint
    public LogProof proof(long index, SignedNote checkpoint) {
        var claimed = Checkpoint.claimedBy(checkpoint);
        if (claimed.size() > tree.size() || !tree.root(claimed.size()).equals(claimed.root())) {
            throw new IllegalArgumentException("this checkpoint is not of this log");
        }
        return new LogProof(new byte[0], index, tree.inclusion(index, claimed.size()), checkpoint);
    }
}

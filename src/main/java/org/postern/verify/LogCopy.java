package org.postern.verify;

import java.util.ArrayList;
import java.util.List;
import org.postern.manifest.Hash;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.EntryBundle;
import org.postern.tlog.LogException;
import org.postern.tlog.MerkleTree;
import org.postern.tlog.Tile;
import org.postern.tlog.TreeHash;

/// A whole log, read by its static files (C2SP tlog-tiles) and hashed anew. Nothing that the log says about itself is
/// used but its size.
final class LogCopy {
    /// Longest log that is read, in entries: some three a week leave room for centuries.
    static final long ENTRIES_MAX = 65_536;

    /// Longest log that is read, in bytes of its entries, lengths included.
    static final long LOG_BYTES_MAX = 64L << 20;

    private final List<byte[]> entries;
    private final MerkleTree tree;

    private LogCopy(List<byte[]> entries) {
        this.entries = entries;
        tree = MerkleTree.of(entries.stream().map(TreeHash::leaf).toList());
    }

    /// Reads every entry.
    ///
    /// @param service where from
    /// @param size    how many entries the log says it has
    /// @return the entries and their tree; whether it is the log's tree is for [#has] to say
    /// @throws LogException                          MALFORMED if the log is too long, or a bundle is not whole
    /// @throws org.postern.api.ProblemException if something can't be had
    static LogCopy read(Service service, long size) {
        if (size > ENTRIES_MAX) {
            throw malformed();
        }
        var entries = new ArrayList<byte[]>();
        var left = LOG_BYTES_MAX;
        for (var bundle : EntryBundle.of(size)) {
            var bytes = service.log(bundle.path(), (int) Math.min(EntryBundle.BYTES_MAX, left));
            left -= bytes.length;
            entries.addAll(bundle.entries(bytes));
        }
        return new LogCopy(entries);
    }

    private static LogException malformed() {
        return new LogException(LogException.Reason.MALFORMED, "expected a log of at most 65536 entries");
    }

    /// Whether this log is the one of a checkpoint, or that one grown.
    ///
    /// @param checkpoint of this size or a smaller one
    /// @return true if the first entries add up to the checkpoint's root
    boolean has(Checkpoint checkpoint) {
        return checkpoint.size() <= tree.size() && tree.root(checkpoint.size()).equals(checkpoint.root());
    }

    /// Finds a tile that does not belong to the entries: proofs made from it would not hold.
    ///
    /// @param service where from
    /// @return paths of such tiles
    /// @throws org.postern.api.ProblemException if one can't be had
    List<String> wrongTiles(Service service) {
        return Tile.of(tree.size()).stream()
                .filter(tile ->
                        !Hash.of(service.log(tile.path(), Tile.BYTES_MAX)).equals(Hash.of(tile.bytes(tree))))
                .map(Tile::path)
                .toList();
    }

    /// {@return all entries in order; not to be changed}
    List<byte[]> entries() {
        return entries;
    }
}

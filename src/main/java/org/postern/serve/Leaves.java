package org.postern.serve;

import java.util.ArrayList;
import java.util.List;
import org.postern.store.Store;
import org.postern.store.StoredLeaf;
import org.postern.tlog.MerkleTree;
import org.postern.tlog.TiledLog;
import org.postern.tlog.TreeHash;

/// The public log's leaves as this node has read them. They are only ever appended, so what was read once is kept: a
/// few
/// megabytes a year.
final class Leaves {
    private final Store store;
    private final List<StoredLeaf> known = new ArrayList<>();

    /// Starts with nothing read.
    ///
    /// @param store holds them
    Leaves(Store store) {
        this.store = store;
    }

    /// Builds the tree over the first leaves.
    ///
    /// @param size how many
    /// @return the tree
    MerkleTree tree(int size) {
        return MerkleTree.of(
                first(size).stream().map(leaf -> TreeHash.of(leaf.hash())).toList());
    }

    /// Makes the log of the first leaves.
    ///
    /// @param size how many
    /// @return the log with its static files
    TiledLog log(int size) {
        return TiledLog.of(first(size).stream().map(StoredLeaf::body).toList());
    }

    private synchronized List<StoredLeaf> first(int size) {
        if (known.size() < size) {
            known.addAll(store.leaves(known.size(), size));
        }
        if (known.size() < size) {
            throw new IllegalStateException("the database has lost leaves of the log");
        }
        return List.copyOf(known.subList(0, size));
    }
}

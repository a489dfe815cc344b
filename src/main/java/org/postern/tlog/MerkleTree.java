package org.postern.tlog;

import java.util.ArrayList;
import java.util.List;

/// A Merkle tree over leaf hashes (RFC 6962, section 2.1), held in memory: 64 bytes a leaf. It answers for every
/// earlier size of itself, too. Immutable.
public final class MerkleTree {
    /// `levels.get(k).get(i)` is the hash of the i-th full subtree of 2^k leaves.
    private final List<List<TreeHash>> levels;

    private MerkleTree(List<List<TreeHash>> levels) {
        this.levels = levels;
    }

    /// Builds the tree.
    ///
    /// @param leaves leaf hashes in order, see [TreeHash#leaf]
    /// @return the tree
    public static MerkleTree of(List<TreeHash> leaves) {
        var levels = new ArrayList<List<TreeHash>>();
        levels.add(List.copyOf(leaves));
        while (levels.getLast().size() > 1) {
            var below = levels.getLast();
            var level = new ArrayList<TreeHash>(below.size() / 2);
            for (var i = 0; i + 1 < below.size(); i += 2) {
                level.add(TreeHash.node(below.get(i), below.get(i + 1)));
            }
            levels.add(level);
        }
        return new MerkleTree(levels);
    }

    /// Counts leaves.
    ///
    /// @return 0 or more
    public int size() {
        return levels.getFirst().size();
    }

    /// The hash of one leaf.
    ///
    /// @param index from 0
    /// @return its leaf hash
    /// @throws IllegalArgumentException if there is no such leaf
    public TreeHash leaf(long index) {
        require(index >= 0 && index < size());
        return levels.getFirst().get((int) index);
    }

    /// The root over all leaves.
    ///
    /// @return the root hash
    public TreeHash root() {
        return root(size());
    }

    /// The root that this tree had when it was smaller (RFC 6962, 2.1, `MTH`).
    ///
    /// @param size 0 to [#size()]
    /// @return the root hash over the first leaves
    /// @throws IllegalArgumentException if the tree never had that size
    public TreeHash root(long size) {
        require(size >= 0 && size <= size());
        return size == 0 ? TreeHash.empty() : hash(0, (int) size);
    }

    /// Proves that a leaf is in a tree (RFC 6962, 2.1.1, `PATH`).
    ///
    /// @param index the leaf, below `size`
    /// @param size  size of the tree that it is proven to be in, at most [#size()]
    /// @return hashes from the leaf's sibling to the root's child
    /// @throws IllegalArgumentException if there is no such leaf or size
    public List<TreeHash> inclusion(long index, long size) {
        require(index >= 0 && index < size && size <= size());
        var proof = new ArrayList<TreeHash>();
        path((int) index, 0, (int) size, proof);
        return proof;
    }

    /// Proves that one tree is a smaller one grown (RFC 6962, 2.1.2, `PROOF`).
    ///
    /// @param oldSize size of the smaller tree
    /// @param size    size of the larger one, at most [#size()]
    /// @return hashes; none from size 0 or to the same size
    /// @throws IllegalArgumentException if the sizes are not in that order
    public List<TreeHash> consistency(long oldSize, long size) {
        require(oldSize >= 0 && oldSize <= size && size <= size());
        var proof = new ArrayList<TreeHash>();
        if (oldSize > 0 && oldSize < size) {
            subproof((int) oldSize, 0, (int) size, true, proof);
        }
        return proof;
    }

    /// The hash of a full subtree, for tiles.
    ///
    /// @param height the subtree has 2^height leaves
    /// @param index  which one, from 0
    TreeHash subtree(int height, long index) {
        require(height < levels.size() && index < levels.get(height).size());
        return levels.get(height).get((int) index);
    }

    /// How many full subtrees of 2^height leaves there are.
    long subtrees(int height) {
        return height < levels.size() ? levels.get(height).size() : 0;
    }

    private void path(int index, int from, int to, List<TreeHash> proof) {
        if (to - from == 1) {
            return;
        }
        var middle = from + split(to - from);
        if (index < middle) {
            path(index, from, middle, proof);
            proof.add(hash(middle, to));
        } else {
            path(index, middle, to, proof);
            proof.add(hash(from, middle));
        }
    }

    private void subproof(int oldSize, int from, int to, boolean oldRootIsKnown, List<TreeHash> proof) {
        if (oldSize == to) {
            if (!oldRootIsKnown) {
                proof.add(hash(from, to));
            }
            return;
        }
        var middle = from + split(to - from);
        if (oldSize <= middle) {
            subproof(oldSize, from, middle, oldRootIsKnown, proof);
            proof.add(hash(middle, to));
        } else {
            subproof(oldSize, middle, to, false, proof);
            proof.add(hash(from, middle));
        }
    }

    private TreeHash hash(int from, int to) {
        var size = to - from;
        if (Integer.bitCount(size) == 1) {
            // Recursion only ever splits at multiples of the part's size.
            return levels.get(Integer.numberOfTrailingZeros(size)).get(from / size);
        }
        var middle = from + split(size);
        return TreeHash.node(hash(from, middle), hash(middle, to));
    }

    /// The largest power of two below a size that is at least 2.
    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static void require(boolean inside) {
        if (!inside) {
            throw new IllegalArgumentException("expected a place inside the tree");
        }
    }

    /// Checks that a leaf is in a tree (RFC 9162, section 2.1.3.2: RFC 6962's proofs).
    ///
    /// @param leaf  the leaf hash
    /// @param index where it stands, from 0
    /// @param size  size of the tree
    /// @param proof hashes from the leaf's sibling up
    /// @param root  root of that tree
    /// @throws LogException NOT_IN_LOG if the proof does not lead from the leaf to the root
    public static void verifyInclusion(TreeHash leaf, long index, long size, List<TreeHash> proof, TreeHash root) {
        var believed = index >= 0 && index < size;
        var node = index;
        var last = size - 1;
        var hash = leaf;
        for (var sibling : proof) {
            believed &= last != 0;
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.node(sibling, hash);
                // A node without a right neighbour moves up until it is one.
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        if (!believed || last != 0 || !hash.equals(root)) {
            throw new LogException(LogException.Reason.NOT_IN_LOG, "expected a proof that the entry is in the log");
        }
    }

    /// Checks that one tree is a smaller one grown (RFC 9162, section 2.1.4.2: RFC 6962's proofs). From an empty tree
    /// there is nothing to prove, so that is refused: see [Checkpoint#mustExtend].
    ///
    /// @param oldSize size of the smaller tree, at least 1
    /// @param oldRoot its root
    /// @param size    size of the larger tree
    /// @param root    its root
    /// @param proof   hashes; none if the sizes are equal
    /// @throws LogException INCONSISTENT if the proof does not show it
    public static void verifyConsistency(
            long oldSize, TreeHash oldRoot, long size, TreeHash root, List<TreeHash> proof) {
        if (!isConsistent(oldSize, oldRoot, size, root, proof)) {
            throw new LogException(
                    LogException.Reason.INCONSISTENT, "expected a proof that the log only grew since it was last seen");
        }
    }

    private static boolean isConsistent(
            long oldSize, TreeHash oldRoot, long size, TreeHash root, List<TreeHash> proof) {
        if (oldSize < 1 || oldSize > size) {
            return false;
        }
        if (oldSize == size) {
            return proof.isEmpty() && oldRoot.equals(root);
        }
        if (proof.isEmpty()) {
            return false;
        }
        // A full old tree is its own first hash; the proof leaves it out.
        var isFull = Long.bitCount(oldSize) == 1;
        var skipped = Long.numberOfTrailingZeros(oldSize);
        var node = (oldSize - 1) >> skipped;
        var last = (size - 1) >> skipped;
        var oldHash = isFull ? oldRoot : proof.getFirst();
        var hash = oldHash;
        for (var next : proof.subList(isFull ? 0 : 1, proof.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                oldHash = TreeHash.node(next, oldHash);
                hash = TreeHash.node(next, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.node(hash, next);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && oldHash.equals(oldRoot) && hash.equals(root);
    }
}

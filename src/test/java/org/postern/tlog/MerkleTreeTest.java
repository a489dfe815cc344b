package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SeededRandomness;

final class MerkleTreeTest {
    // Certificate Transparency's own example tree, RFC 6962's authors' implementation.
    private static final List<String> CT_ENTRIES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<String> CT_ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static List<TreeHash> leaves(SeededRandomness randomness, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TreeHash.leaf(randomness.bytes(randomness.below(20))))
                .toList();
    }

    /// The definition of RFC 6962, 2.1, word for word.
    private static TreeHash mth(List<TreeHash> leaves) {
        if (leaves.isEmpty()) {
            return TreeHash.empty();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        var k = 1;
        while (2 * k < leaves.size()) {
            k *= 2;
        }
        return TreeHash.node(mth(leaves.subList(0, k)), mth(leaves.subList(k, leaves.size())));
    }

    private static boolean includes(TreeHash leaf, long index, long size, List<TreeHash> proof, TreeHash root) {
        try {
            MerkleTree.verifyInclusion(leaf, index, size, proof, root);
            return true;
        } catch (LogException refused) {
            assertEquals(LogException.Reason.NOT_IN_LOG, refused.reason());
            return false;
        }
    }

    private static boolean grows(long oldSize, TreeHash oldRoot, long size, TreeHash root, List<TreeHash> proof) {
        try {
            MerkleTree.verifyConsistency(oldSize, oldRoot, size, root, proof);
            return true;
        } catch (LogException refused) {
            assertEquals(LogException.Reason.INCONSISTENT, refused.reason());
            return false;
        }
    }

    @Test
    void hashesCertificateTransparencysExampleTree() {
        var leaves = CT_ENTRIES.stream()
                .map(entry -> TreeHash.leaf(HexFormat.of().parseHex(entry)))
                .toList();
        var tree = MerkleTree.of(leaves);
        for (var size = 0; size <= leaves.size(); size++) {
            assertEquals(
                    CT_ROOTS.get(size), HexFormat.of().formatHex(tree.root(size).raw()));
        }
        assertEquals(tree.root(8), tree.root());
    }

    @Test
    void everyTreeUpTo70HasTheRootOfTheDefinitionAndProofsForEveryLeafAndEarlierSize() {
        var leaves = leaves(new SeededRandomness(20261122), 70);
        var whole = MerkleTree.of(leaves);
        for (var size = 0; size <= leaves.size(); size++) {
            var root = mth(leaves.subList(0, size));
            assertEquals(root, whole.root(size));
            assertEquals(root, MerkleTree.of(leaves.subList(0, size)).root());
            for (var index = 0; index < size; index++) {
                var proof = whole.inclusion(index, size);
                assertTrue(includes(leaves.get(index), index, size, proof, root));
                assertFalse(includes(leaves.get((index + 1) % 70), index, size, proof, root));
            }
            for (var old = 0; old <= size; old++) {
                var proof = whole.consistency(old, size);
                // Nothing follows from an empty tree, and nothing has to be proven to the same tree.
                assertEquals(old > 0, grows(old, mth(leaves.subList(0, old)), size, root, proof));
            }
        }
    }

    @Test
    void noDamageToAProofIsBelieved() {
        var randomness = new SeededRandomness(20261123);
        for (var round = 0; round < 300; round++) {
            var size = 1 + randomness.below(600);
            var leaves = leaves(randomness, size);
            var tree = MerkleTree.of(leaves);
            assertEquals(mth(leaves), tree.root());
            var index = randomness.below(size);
            var path = tree.inclusion(index, size);
            assertTrue(includes(leaves.get(index), index, size, path, tree.root()));
            for (var damaged : damages(randomness, path)) {
                assertFalse(includes(leaves.get(index), index, size, damaged, tree.root()));
            }
            // A path fits no other place. (Another size may give the same path: the size is in the signed checkpoint.)
            var other = randomness.below(size);
            assertEquals(other == index, includes(leaves.get(index), other, size, path, tree.root()));
            var old = 1 + randomness.below(size);
            var proof = tree.consistency(old, size);
            assertTrue(grows(old, tree.root(old), size, tree.root(), proof));
            for (var damaged : damages(randomness, proof)) {
                assertFalse(grows(old, tree.root(old), size, tree.root(), damaged));
            }
            var fork = new ArrayList<>(leaves);
            fork.set(randomness.below(old), TreeHash.leaf(new byte[] {1, 2, 3, 4}));
            var forked = MerkleTree.of(fork);
            assertFalse(grows(old, tree.root(old), size, forked.root(), forked.consistency(old, size)));
            assertFalse(grows(size, tree.root(), old, tree.root(old), proof) && old != size);
        }
    }

    private static List<List<TreeHash>> damages(SeededRandomness randomness, List<TreeHash> proof) {
        var stranger = TreeHash.of(randomness.bytes(TreeHash.BYTES));
        var damages = new ArrayList<List<TreeHash>>();
        var longer = new ArrayList<>(proof);
        longer.add(stranger);
        damages.add(longer);
        var longerInFront = new ArrayList<>(proof);
        longerInFront.addFirst(stranger);
        damages.add(longerInFront);
        if (!proof.isEmpty()) {
            damages.add(proof.subList(1, proof.size()));
            damages.add(proof.subList(0, proof.size() - 1));
            var changed = new ArrayList<>(proof);
            changed.set(randomness.below(proof.size()), stranger);
            damages.add(changed);
        }
        if (proof.size() > 1) {
            var swapped = new ArrayList<>(proof);
            Collections.swap(swapped, 0, proof.size() - 1);
            damages.add(swapped);
        }
        return damages;
    }

    @Test
    void sizesNearTheLimitOfALongEndWithARefusal() {
        var hash = TreeHash.leaf(new byte[0]);
        var proof = Collections.nCopies(63, hash);
        for (var size : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1, 0}) {
            for (var index : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, -1, 0}) {
                assertFalse(includes(hash, index, size, proof, hash));
                assertFalse(grows(index, hash, size, TreeHash.empty(), proof));
            }
        }
    }

    @Test
    void provesNothingOutsideTheTree() {
        var tree = MerkleTree.of(leaves(new SeededRandomness(5), 5));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusion(5, 5));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusion(-1, 5));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusion(0, 6));
        assertThrows(IllegalArgumentException.class, () -> tree.consistency(4, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.consistency(-1, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.root(6));
        assertThrows(IllegalArgumentException.class, () -> tree.leaf(5));
    }
}

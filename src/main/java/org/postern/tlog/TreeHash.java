package org.postern.tlog;

import java.util.Arrays;
import org.postern.crypto.Sha256;

/// A hash of a Merkle tree (RFC 6962, section 2.1): of a leaf, of a node, or of a whole tree.
public final class TreeHash {
    /// Bytes of a hash: SHA-256.
    public static final int BYTES = 32;

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final TreeHash EMPTY = new TreeHash(Sha256.hash());

    private final byte[] raw;

    private TreeHash(byte[] raw) {
        this.raw = raw;
    }

    /// Wraps a hash that is known already.
    ///
    /// @param raw 32 bytes
    /// @return the hash
    /// @throws IllegalArgumentException if the length is another
    public static TreeHash of(byte[] raw) {
        if (raw.length != BYTES) {
            throw new IllegalArgumentException("a tree hash is 32 bytes");
        }
        return new TreeHash(raw.clone());
    }

    /// Reads base64.
    ///
    /// @param base64 44 characters, canonical
    /// @return the hash
    /// @throws LogException MALFORMED if it is anything but the base64 of 32 bytes
    public static TreeHash parse(String base64) {
        var raw = Text.base64(base64);
        if (raw.length != BYTES) {
            throw LogException.malformed("expected a hash of 32 bytes");
        }
        return new TreeHash(raw);
    }

    /// Hashes an entry: `SHA-256(0x00 ‖ entry)`.
    ///
    /// @param entry any length
    /// @return the leaf hash
    public static TreeHash leaf(byte[] entry) {
        return new TreeHash(Sha256.hash(LEAF, entry));
    }

    /// Hashes two neighbours: `SHA-256(0x01 ‖ left ‖ right)`.
    static TreeHash node(TreeHash left, TreeHash right) {
        return new TreeHash(Sha256.hash(NODE, left.raw, right.raw));
    }

    /// The root of a tree without leaves: the hash of nothing.
    ///
    /// @return that hash
    public static TreeHash empty() {
        return EMPTY;
    }

    /// The hash itself.
    ///
    /// @return 32 bytes, a copy
    public byte[] raw() {
        return raw.clone();
    }

    /// The hash as texts write it.
    ///
    /// @return 44 characters
    public String base64() {
        return Text.base64(raw);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHash that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return base64();
    }
}

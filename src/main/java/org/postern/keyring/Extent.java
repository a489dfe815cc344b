package org.postern.keyring;

import java.util.Objects;
import org.postern.manifest.Hash;

/// How far a log was seen, so that it can't be shown shorter or different later.
///
/// @param size how many entries
/// @param hash the hash over them
public record Extent(long size, Hash hash) {
    static final int HASH_BYTES = 32;

    /// Nothing seen yet.
    public static final Extent NOTHING = new Extent(0, Hash.NONE);

    /// Checks the size.
    ///
    /// @throws IllegalArgumentException if it is negative
    public Extent {
        Objects.requireNonNull(hash);
        if (size < 0) {
            throw new IllegalArgumentException("a log has no negative size");
        }
    }
}

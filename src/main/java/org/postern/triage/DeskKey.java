package org.postern.triage;

import java.util.HexFormat;

/// A responder's pseudonym for one epoch: the public half of a desk key.
///
/// @param hex 64 lower-case hexadecimal digits
public record DeskKey(String hex) {
    /// Length in bytes.
    public static final int BYTES = 32;

    /// Checks the form.
    public DeskKey {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a desk key is 64 lower-case hexadecimal digits");
        }
    }

    /// The desk of a key.
    ///
    /// @param key Ed25519, public half, 32 bytes
    public static DeskKey of(byte[] key) {
        return new DeskKey(HexFormat.of().formatHex(key));
    }

    /// The 32 bytes.
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}

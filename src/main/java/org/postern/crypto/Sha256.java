package org.postern.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 (FIPS 180-4). `H(a, b, …)` of PROTOCOL.md, section 2.
public final class Sha256 {
    /// Length of a digest in bytes.
    public static final int BYTES = 32;

    private Sha256() {}

    /// Hashes the concatenation of the parts.
    ///
    /// @param parts in order; none means the hash of nothing
    /// @return 32 bytes
    public static byte[] hash(byte[]... parts) {
        var digest = digest();
        for (var part : parts) digest.update(part);
        return digest.digest();
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

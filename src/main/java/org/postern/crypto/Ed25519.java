package org.postern.crypto;

/// Ed25519 by the rules of RFC 8032: no cofactor, S below the group order, canonical points only, no public key
/// of small order. The browser's `noble` agrees with this when told `{zip215: false}`.
public final class Ed25519 {
    /// Length of a private seed in bytes.
    public static final int SEED_BYTES = 32;

    /// Length of a public key in bytes.
    public static final int PUBLIC_BYTES = 32;

    /// Length of a signature in bytes.
    public static final int SIGNATURE_BYTES = 64;

    private Ed25519() {}

    /// Computes the public half.
    ///
    /// @param seed 32 bytes
    /// @return 32 bytes
    /// @throws IllegalArgumentException if the seed has another length
    public static byte[] publicKey(SecretBytes seed) {
        requireSeed(seed);
        return seed.use(bytes -> {
            var key = new byte[PUBLIC_BYTES];
            org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(bytes, 0, key, 0);
            return key;
        });
    }

    /// Signs; deterministic. Within Postern sign through [ContextSignature], or as a signed note.
    ///
    /// @param seed 32 bytes
    /// @param message any length
    /// @return 64 bytes
    /// @throws IllegalArgumentException if the seed has another length
    public static byte[] sign(SecretBytes seed, byte[] message) {
        requireSeed(seed);
        return seed.use(bytes -> {
            var signature = new byte[SIGNATURE_BYTES];
            org.bouncycastle.math.ec.rfc8032.Ed25519.sign(bytes, 0, message, 0, message.length, signature, 0);
            return signature;
        });
    }

    /// Verifies; false for anything malformed.
    ///
    /// @param publicKey 32 bytes
    /// @param message any length
    /// @param signature 64 bytes
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return publicKey.length == PUBLIC_BYTES
                && signature.length == SIGNATURE_BYTES
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, 0, publicKey, 0, message, 0, message.length);
    }

    private static void requireSeed(SecretBytes seed) {
        if (seed.length() != SEED_BYTES) throw new IllegalArgumentException("an Ed25519 seed is 32 bytes");
    }
}

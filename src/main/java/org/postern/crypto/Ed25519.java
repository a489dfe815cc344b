package org.postern.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/// Ed25519 by one strict reading of RFC 8032: S below the group order, A and R in their only encoding and of no
/// small order, and `[S]B - [k]A = R` without the cofactor. Browsers give the same answers
/// (src/main/web/ed25519.ts), shown by the same vectors: Wycheproof's, and `vectors/ed25519` for what only a
/// forger makes.
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

    /// Verifies as browsers do; false for anything malformed. Costs three times [#verifyAmongOurselves].
    ///
    /// @param publicKey 32 bytes
    /// @param message any length
    /// @param signature 64 bytes
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != PUBLIC_BYTES || signature.length != SIGNATURE_BYTES) return false;
        var commitment = Arrays.copyOf(signature, PUBLIC_BYTES);
        if (!canonicalAndNotSmall(publicKey) || !canonicalAndNotSmall(commitment)) return false;
        if (!verifyAmongOurselves(publicKey, message, signature)) return false;
        boolean torsionFree = ofPrimeOrder(publicKey) && ofPrimeOrder(commitment);
        return torsionFree || verifyWithTorsion(publicKey, message, signature);
    }

    /// Verifies quickly; false for anything malformed. It answers as [#verify] does wherever key and signature
    /// were made by the rules. Bouncy Castle multiplies by the cofactor and so also takes what a forger made with
    /// points of mixed order: good enough where only this program asks, and gets one answer.
    ///
    /// @param publicKey 32 bytes
    /// @param message any length
    /// @param signature 64 bytes
    static boolean verifyAmongOurselves(byte[] publicKey, byte[] message, byte[] signature) {
        return publicKey.length == PUBLIC_BYTES
                && signature.length == SIGNATURE_BYTES
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, 0, publicKey, 0, message, 0, message.length);
    }

    private static boolean canonicalAndNotSmall(byte[] point) {
        return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartial(point, 0);
    }

    private static boolean ofPrimeOrder(byte[] point) {
        return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(point, 0);
    }

    /// The JDK's engine is exact here, and ten times slower. Nobody meets these by chance.
    private static boolean verifyWithTorsion(byte[] publicKey, byte[] message, byte[] signature) {
        var y = new byte[PUBLIC_BYTES];
        for (int i = 0; i < PUBLIC_BYTES; i++) y[i] = publicKey[PUBLIC_BYTES - 1 - i];
        boolean xIsOdd = y[0] < 0;
        y[0] &= 0x7f;
        try {
            var point = new EdECPoint(xIsOdd, new BigInteger(1, y));
            var engine = Signature.getInstance("Ed25519");
            engine.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
            engine.update(message);
            return engine.verify(signature);
        } catch (GeneralSecurityException refused) {
            return false;
        }
    }

    private static void requireSeed(SecretBytes seed) {
        if (seed.length() != SEED_BYTES) throw new IllegalArgumentException("an Ed25519 seed is 32 bytes");
    }
}

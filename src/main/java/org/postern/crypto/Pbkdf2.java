package org.postern.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/// PBKDF2-HMAC-SHA256 (RFC 8018), which browsers have built in. Bouncy Castle's, because the JDK's takes characters,
/// not bytes.
public final class Pbkdf2 {
    private Pbkdf2() {}

    /// Derives a secret.
    ///
    /// @param password any length; stays the caller's to wipe
    /// @param salt not secret
    /// @param rounds one or more
    /// @param length in bytes, one or more
    /// @throws IllegalArgumentException if rounds or length are below one
    public static SecretBytes sha256(byte[] password, byte[] salt, int rounds, int length) {
        if (rounds < 1 || length < 1)
            throw new IllegalArgumentException("PBKDF2 takes at least one round and one byte");
        var generator = new PKCS5S2ParametersGenerator(SHA256Digest.newInstance());
        generator.init(password, salt, rounds);
        var parameters = (KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE);
        return SecretBytes.takeOwnershipOf(parameters.getKey());
    }
}

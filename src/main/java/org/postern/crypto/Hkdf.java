package org.postern.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// HKDF-SHA256, extract then expand (RFC 5869).
public final class Hkdf {
    /// The most that one call can give: 255 blocks.
    public static final int LENGTH_MAX = 255 * 32;

    private Hkdf() {}

    /// Derives a secret.
    ///
    /// @param ikm input keying material, any length
    /// @param salt not secret, may be empty
    /// @param info names the use; UTF-8
    /// @param length in bytes, 1 to [#LENGTH_MAX]
    /// @throws IllegalArgumentException if the length is out of bounds
    public static SecretBytes derive(SecretBytes ikm, byte[] salt, String info, int length) {
        return derive(ikm, salt, info.getBytes(StandardCharsets.UTF_8), length);
    }

    /// As above, with an info that need not be text.
    ///
    /// @param ikm input keying material, any length
    /// @param salt not secret, may be empty
    /// @param info names the use, may be empty
    /// @param length in bytes, 1 to [#LENGTH_MAX]
    /// @throws IllegalArgumentException if the length is out of bounds
    public static SecretBytes derive(SecretBytes ikm, byte[] salt, byte[] info, int length) {
        if (length < 1 || length > LENGTH_MAX) throw new IllegalArgumentException("HKDF gives 1 to 8160 bytes");
        return ikm.use(key -> {
            try {
                var parameters =
                        HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info, length);
                return SecretBytes.takeOwnershipOf(
                        KDF.getInstance("HKDF-SHA256").deriveData(parameters));
            } catch (GeneralSecurityException e) {
                throw new AssertionError("Java 25 has HKDF-SHA256 and the length was checked", e);
            }
        });
    }
}

package org.postern.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 (RFC 2104).
public final class Hmac {
    /// Length of a tag in bytes.
    public static final int BYTES = 32;

    private Hmac() {}

    /// Computes a tag.
    ///
    /// @param key any length
    /// @param parts the message, in order
    /// @return 32 bytes
    public static byte[] sha256(SecretBytes key, byte[]... parts) {
        return key.use(bytes -> {
            try {
                var mac = Mac.getInstance("HmacSHA256");
                // RFC 2104 pads short keys with zeros, so one zero byte stands for the empty key, which the engine
                // refuses.
                mac.init(new SecretKeySpec(bytes.length == 0 ? new byte[1] : bytes, "HmacSHA256"));
                for (var part : parts) mac.update(part);
                return mac.doFinal();
            } catch (GeneralSecurityException e) {
                throw new AssertionError("every Java platform has HMAC-SHA256 and takes any key", e);
            }
        });
    }

    /// Checks a tag in constant time.
    ///
    /// @param key any length
    /// @param tag what was presented, any length
    /// @param parts the message, in order
    public static boolean verify(SecretBytes key, byte[] tag, byte[]... parts) {
        return MessageDigest.isEqual(sha256(key, parts), tag);
    }
}

package org.postern.crypto;

import java.util.Optional;

/// ChaCha20-Poly1305 (RFC 8439) for one message at a time.
public final class Aead {
    private Aead() {}

    /// Seals.
    ///
    /// @param key 32 bytes
    /// @param nonce 12 bytes, never used twice under one key
    /// @param aad authenticated, not sealed; may be empty
    /// @param plaintext any length
    /// @return ciphertext and 16-byte tag
    /// @throws IllegalArgumentException for a key or nonce of another length
    public static byte[] seal(SecretBytes key, byte[] nonce, byte[] aad, byte[] plaintext) {
        try (var ready = new AeadKey(key)) {
            var sealed = new byte[plaintext.length + AeadKey.TAG_BYTES];
            ready.seal(nonce, aad, plaintext, 0, plaintext.length, sealed, 0);
            return sealed;
        }
    }

    /// Opens.
    ///
    /// @param key 32 bytes
    /// @param nonce 12 bytes
    /// @param aad as when sealing
    /// @param sealed ciphertext and tag, any length
    /// @return the plaintext, or empty if key, nonce, associated data or message are not those that were sealed
    /// @throws IllegalArgumentException for a key or nonce of another length
    public static Optional<byte[]> open(SecretBytes key, byte[] nonce, byte[] aad, byte[] sealed) {
        try (var ready = new AeadKey(key)) {
            var plaintext = new byte[Math.max(0, sealed.length - AeadKey.TAG_BYTES)];
            var length = ready.open(nonce, aad, sealed, 0, sealed.length, plaintext, 0);
            return length < 0 ? Optional.empty() : Optional.of(plaintext);
        }
    }
}

package org.postern.age;

import java.util.Arrays;
import org.postern.crypto.AeadKey;
import org.postern.crypto.Hkdf;
import org.postern.crypto.Hmac;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// The 16 bytes from which header MAC and payload key come, and which each stanza wraps (C2SP age.md, "File key").
/// Drawn anew for every file.
public final class FileKey implements AutoCloseable {
    /// Length in bytes.
    public static final int BYTES = 16;

    static final int PAYLOAD_NONCE_BYTES = 16;

    private static final byte[] NO_SALT = {};

    private final SecretBytes bytes;

    private FileKey(SecretBytes bytes) {
        if (bytes.length() != BYTES) throw new IllegalArgumentException("a file key is 16 bytes");
        this.bytes = bytes;
    }

    /// Takes over an unwrapped key.
    ///
    /// @param bytes 16 bytes; closed with this file key
    /// @throws IllegalArgumentException if the length is another
    public static FileKey takeOwnershipOf(SecretBytes bytes) {
        return new FileKey(bytes);
    }

    static FileKey random(Randomness randomness) {
        return new FileKey(SecretBytes.random(randomness, BYTES));
    }

    /// The key itself, for wrapping.
    public SecretBytes bytes() {
        return bytes;
    }

    byte[] headerMac(byte[] authenticated) {
        try (var key = Hkdf.derive(bytes, NO_SALT, "header", Hmac.BYTES)) {
            return Hmac.sha256(key, authenticated);
        }
    }

    boolean verifies(Header header) {
        try (var key = Hkdf.derive(bytes, NO_SALT, "header", Hmac.BYTES)) {
            return Hmac.verify(key, header.mac(), header.authenticated());
        }
    }

    AeadKey payloadKey(byte[] nonce) {
        try (var key = Hkdf.derive(bytes, nonce, "payload", AeadKey.KEY_BYTES)) {
            return new AeadKey(key);
        }
    }

    AeadKey payloadKey(byte[] file, int nonceOffset) {
        return payloadKey(Arrays.copyOfRange(file, nonceOffset, nonceOffset + PAYLOAD_NONCE_BYTES));
    }

    /// Wipes the key.
    @Override
    public void close() {
        bytes.close();
    }
}

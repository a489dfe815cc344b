package org.postern.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/// A ChaCha20-Poly1305 key (RFC 8439) made ready for many messages, each with its own nonce: what a chunked file needs.
///
/// The engine is the JDK's, whose intrinsics make it many times faster than Bouncy Castle's lightweight one
/// (DECISIONS.md). It gives out nothing before the tag was checked. Not for use by several threads at once.
public final class AeadKey implements AutoCloseable {
    /// Length of a key in bytes.
    public static final int KEY_BYTES = 32;

    /// Length of a nonce in bytes.
    public static final int NONCE_BYTES = 12;

    /// Length of the tag in bytes, by which a sealed message is longer than its plaintext.
    public static final int TAG_BYTES = 16;

    private final RawKey key;
    private final Cipher sealing = engine();
    private final Cipher opening = engine();

    /// Copies the key; [#close()] wipes the copy.
    ///
    /// @param key 32 bytes
    /// @throws IllegalArgumentException if the key has another length
    public AeadKey(SecretBytes key) {
        if (key.length() != KEY_BYTES) throw new IllegalArgumentException("a ChaCha20-Poly1305 key is 32 bytes");
        this.key = new RawKey(key.use(SecretBytes::copyOf));
    }

    /// Seals one message. A nonce must never come twice under one key: the engine refuses an immediate
    /// repetition, the caller answers for the rest.
    ///
    /// @param nonce 12 bytes
    /// @param aad authenticated, not sealed; may be empty
    /// @param in holds the plaintext
    /// @param inOffset where it starts
    /// @param length its length in bytes
    /// @param out takes the sealed message; must not be `in`
    /// @param outOffset where to write
    /// @return bytes written: `length` + 16
    /// @throws IllegalArgumentException for a wrong nonce length, a nonce used just before, or no room in `out`
    public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            ready(sealing, Cipher.ENCRYPT_MODE, nonce, aad);
            return sealing.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("nonce or buffers do not fit ChaCha20-Poly1305", e);
        }
    }

    /// Opens one message.
    ///
    /// @param nonce 12 bytes
    /// @param aad as when sealing
    /// @param in holds the sealed message
    /// @param inOffset where it starts
    /// @param length its length in bytes
    /// @param out takes the plaintext; must not be `in`; untouched on failure
    /// @param outOffset where to write
    /// @return bytes written: `length` - 16; or -1 if the message is not authentic
    /// @throws IllegalArgumentException for a wrong nonce length or no room in `out`
    public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (length < TAG_BYTES) return -1;
        try {
            ready(opening, Cipher.DECRYPT_MODE, nonce, aad);
            return opening.doFinal(in, inOffset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("nonce or buffers do not fit ChaCha20-Poly1305", e);
        }
    }

    /// Wipes the key; sealing and opening then fail with [IllegalStateException].
    @Override
    public void close() {
        key.bytes.close();
    }

    private void ready(Cipher engine, int mode, byte[] nonce, byte[] aad) throws GeneralSecurityException {
        if (nonce.length != NONCE_BYTES) throw new InvalidKeyException("a ChaCha20-Poly1305 nonce is 12 bytes");
        engine.init(mode, key, new IvParameterSpec(nonce));
        if (aad.length > 0) engine.updateAAD(aad);
    }

    private static Cipher engine() {
        try {
            return Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Java 25 has ChaCha20-Poly1305", e);
        }
    }

    /// The engine's view of the key. Unlike `SecretKeySpec` it can be wiped.
    @SuppressWarnings("serial") // never serialized; SecretKey drags Serializable in
    private static final class RawKey implements SecretKey {
        private final transient SecretBytes bytes;

        RawKey(SecretBytes bytes) {
            this.bytes = bytes;
        }

        @Override
        public String getAlgorithm() {
            return "ChaCha20";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.copy();
        }
    }
}

package org.postern.note;

import java.nio.charset.StandardCharsets;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;

/// The secret half of a `VerifierKey`: signs notes. Closing it wipes the seed.
public final class NoteSigner implements AutoCloseable {
    private final VerifierKey key;
    private final SecretBytes seed;

    /// Names a seed; the signer owns the seed from here on.
    ///
    /// @param name the key's name
    /// @param seed 32 bytes, an Ed25519 seed (RFC 8032)
    /// @throws IllegalArgumentException if the name is not one that a key may have
    public NoteSigner(String name, SecretBytes seed) {
        this.seed = seed;
        this.key = new VerifierKey(name, Ed25519.publicKey(seed));
    }

    /// The public half.
    ///
    /// @return the key that checks what this signer signs
    public VerifierKey verifierKey() {
        return key;
    }

    /// Signs a text, final newline included (C2SP signed-note, "Ed25519 signatures").
    byte[] sign(String text) {
        return Ed25519.sign(seed, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        seed.close();
    }
}

package org.postern.note;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;

/// The secret half of a `VerifierKey`: signs notes. The half is a seed that this object holds and wipes when it is
/// closed, or it lies elsewhere, such as on a hardware token.
public final class NoteSigner implements AutoCloseable {
    private final VerifierKey key;
    private final UnaryOperator<byte[]> signs;
    private final Runnable wipes;

    private NoteSigner(VerifierKey key, UnaryOperator<byte[]> signs, Runnable wipes) {
        this.key = key;
        this.signs = signs;
        this.wipes = wipes;
    }

    /// Names a seed; the signer owns the seed from here on.
    ///
    /// @param name the key's name
    /// @param seed 32 bytes, an Ed25519 seed (RFC 8032)
    /// @throws IllegalArgumentException if the name is not one that a key may have
    public NoteSigner(String name, SecretBytes seed) {
        this(new VerifierKey(name, Ed25519.publicKey(seed)), message -> Ed25519.sign(seed, message), seed::close);
    }

    /// A signer whose secret half lies elsewhere. Each signature is checked before it is used.
    ///
    /// @param key   the public half, as it was given once
    /// @param signs takes the exact bytes to sign and gives 64 bytes of Ed25519 signature (RFC 8032)
    /// @return the signer; closing it does nothing
    public static NoteSigner elsewhere(VerifierKey key, UnaryOperator<byte[]> signs) {
        return new NoteSigner(key, message -> checked(key, message, signs.apply(message)), () -> {});
    }

    private static byte[] checked(VerifierKey key, byte[] message, byte[] signature) {
        if (!Ed25519.verify(key.publicKey(), message, signature)) {
            throw new NoteException(
                    NoteException.Fault.BAD_SIGNATURE, "the outside signer's signature is not by this key");
        }
        return signature;
    }

    /// The public half.
    ///
    /// @return the key that checks what this signer signs
    public VerifierKey verifierKey() {
        return key;
    }

    /// Signs a text, final newline included (C2SP signed-note, "Ed25519 signatures").
    byte[] sign(String text) {
        return signs.apply(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        wipes.run();
    }
}

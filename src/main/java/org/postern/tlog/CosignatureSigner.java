package org.postern.tlog;

import java.nio.file.Path;
import java.time.Instant;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.note.SignatureLine;
import org.postern.note.VerifierKey;

/// Signs as a witness (C2SP tlog-cosignature, Ed25519). Closing it wipes the seed.
///
/// A cosignature says "this is the largest tree of that log that I have seen, and it holds every one that I saw
/// before".
/// Checking and remembering that is its caller's work.
public final class CosignatureSigner implements AutoCloseable {
    private final VerifierKey key;
    private final SecretBytes seed;

    /// Names a seed; the signer owns it from here on.
    ///
    /// @param name the witness's name; no spaces, no plus signs
    /// @param seed 32 bytes, an Ed25519 seed that signs for nobody else
    /// @throws IllegalArgumentException if the name is not one that a key may have
    public CosignatureSigner(String name, SecretBytes seed) {
        key = new VerifierKey(VerifierKey.Type.COSIGNATURE, name, Ed25519.publicKey(seed));
        this.seed = seed;
    }

    /// Draws a key and keeps it in a new file that only its owner can read; it is on the disk on return.
    ///
    /// @param file must not exist
    /// @param name the witness's name; no spaces, no plus signs
    /// @return the signer
    /// @throws KeyFileException         if the file exists or can't be written
    /// @throws IllegalArgumentException if the name is not one that a key may have
    public static CosignatureSigner create(Path file, String name) {
        var seed = SecretBytes.random(Randomness.system(), Ed25519.SEED_BYTES);
        try {
            var signer = new CosignatureSigner(name, seed);
            SigningKeyFile.create(file, signer.key, seed);
            return signer;
        } catch (RuntimeException failure) {
            seed.close();
            throw failure;
        }
    }

    /// Reads the key from its file.
    ///
    /// @param file written by [#create]
    /// @return the signer
    /// @throws KeyFileException if it can't be read, others may read it, or it holds no witness's key
    public static CosignatureSigner load(Path file) {
        var signing = SigningKeyFile.read(file, VerifierKey.Type.COSIGNATURE);
        return new CosignatureSigner(signing.name(), signing.seed());
    }

    /// The public half.
    ///
    /// @return the key that checks this witness's cosignatures, type 0x04
    public VerifierKey verifierKey() {
        return key;
    }

    /// Cosigns.
    ///
    /// @param checkpoint what was seen, extension lines included
    /// @param time       now; its fraction of a second is dropped
    /// @return the line to put under the checkpoint's note
    /// @throws IllegalArgumentException if the time is not after 1970
    public SignatureLine cosign(Checkpoint checkpoint, Instant time) {
        var seconds = time.getEpochSecond();
        if (seconds < 1) {
            throw new IllegalArgumentException("expected a time after 1970");
        }
        var signature = Ed25519.sign(seed, Cosignature.message(checkpoint, seconds));
        return SignatureLine.of(key, Cosignature.encode(seconds, signature));
    }

    @Override
    public void close() {
        seed.close();
    }

    @Override
    public String toString() {
        return "CosignatureSigner";
    }
}

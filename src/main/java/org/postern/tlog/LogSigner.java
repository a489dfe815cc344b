package org.postern.tlog;

import java.nio.file.Path;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// Signs a log's checkpoints. The key's name is the log's origin. Closing it wipes the seed.
///
/// Whoever asks for a signature makes sure first that the tree holds every tree that was signed before: signing two
/// trees
/// of which neither is the other one grown is the one thing that a log must never do (C2SP tlog-checkpoint,
/// "Signatures").
public final class LogSigner implements AutoCloseable {
    private final NoteSigner signer;

    /// Names a seed; the signer owns it from here on.
    ///
    /// @param origin the log's name; no spaces, no plus signs
    /// @param seed   32 bytes, an Ed25519 seed
    /// @throws IllegalArgumentException if the name is not one that a key may have
    public LogSigner(String origin, SecretBytes seed) {
        signer = new NoteSigner(origin, seed);
    }

    /// Draws a key and keeps it in a new file that only its owner can read; it is on the disk on return.
    ///
    /// @param file   must not exist
    /// @param origin the log's name; no spaces, no plus signs
    /// @return the signer
    /// @throws KeyFileException         if the file exists or can't be written
    /// @throws IllegalArgumentException if the name is not one that a key may have
    public static LogSigner create(Path file, String origin) {
        return create(file, origin, SecretBytes.random(Randomness.system(), Ed25519.SEED_BYTES));
    }

    /// The same with a seed that was drawn already, for houses that draw all their keys at once.
    ///
    /// @param file   must not exist
    /// @param origin the log's name; no spaces, no plus signs
    /// @param seed   32 bytes, an Ed25519 seed; the signer owns it from here on
    /// @return the signer
    /// @throws KeyFileException         if the file exists or can't be written
    /// @throws IllegalArgumentException if the name is not one that a key may have
    public static LogSigner create(Path file, String origin, SecretBytes seed) {
        try {
            var signer = new LogSigner(origin, seed);
            SigningKeyFile.create(file, signer.verifierKey(), seed);
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
    /// @throws KeyFileException if it can't be read, others may read it, or it holds no log's key
    public static LogSigner load(Path file) {
        var signing = SigningKeyFile.read(file, VerifierKey.Type.NOTE);
        return new LogSigner(signing.name(), signing.seed());
    }

    /// The public half.
    ///
    /// @return the key that checks this log's checkpoints; its name is the origin
    public VerifierKey verifierKey() {
        return signer.verifierKey();
    }

    /// Signs the checkpoint of a whole tree.
    ///
    /// @param tree everything that the log holds
    /// @return the signed checkpoint
    public SignedNote sign(MerkleTree tree) {
        return sign(tree.size(), tree.root());
    }

    /// Signs a checkpoint.
    ///
    /// @param size entries
    /// @param root root hash over them
    /// @return the signed checkpoint, without cosignatures
    public SignedNote sign(long size, TreeHash root) {
        return SignedNote.sign(new Checkpoint(verifierKey().name(), size, root).text(), signer);
    }

    @Override
    public void close() {
        signer.close();
    }

    @Override
    public String toString() {
        return "LogSigner";
    }
}

package org.postern.keys;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Admin;
import org.postern.manifest.AdminCard;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// One admin's secret halves: the root key that signs notes, and the identity that opens deposits. Kept in a vault
/// file whose content is `u8 1`, `str8` name, `[32]` Ed25519 seed, `[32]` age seed. *Touches secret keys.* Closing
/// wipes them.
public final class AdminKey implements AutoCloseable {
    private static final byte VERSION = 1;
    private static final int SEED_BYTES = 32;
    private static final int NAME_BYTES_MAX = 255;

    private final String name;
    private final SecretBytes signing;
    private final SecretBytes identity;

    private AdminKey(String name, SecretBytes signing, SecretBytes identity) {
        this.name = name;
        this.signing = signing;
        this.identity = identity;
    }

    /// Draws a new admin's keys.
    ///
    /// @param name       `origin/admin-1` and so on
    /// @param randomness the source of 64 bytes
    /// @return the keys
    /// @throws IllegalArgumentException if no key may have that name
    public static AdminKey draw(String name, Randomness randomness) {
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("a key name is at most 255 bytes");
        }
        var key = new AdminKey(
                name, SecretBytes.random(randomness, SEED_BYTES), SecretBytes.random(randomness, SEED_BYTES));
        key.verifierKey();
        return key;
    }

    /// Reads what [#encode] laid out.
    ///
    /// @param content of a vault; stays the caller's
    /// @return the keys
    /// @throws IllegalArgumentException if it is no admin's vault
    public static AdminKey decode(SecretBytes content) {
        try {
            return content.use(bytes -> {
                var buffer = ByteBuffer.wrap(bytes);
                if (buffer.get() != VERSION) {
                    throw notAnAdmins();
                }
                var name = new byte[Byte.toUnsignedInt(buffer.get())];
                var signing = new byte[SEED_BYTES];
                var identity = new byte[SEED_BYTES];
                buffer.get(name).get(signing).get(identity);
                if (buffer.hasRemaining()) {
                    throw notAnAdmins();
                }
                return new AdminKey(
                        new String(name, StandardCharsets.UTF_8),
                        SecretBytes.takeOwnershipOf(signing),
                        SecretBytes.takeOwnershipOf(identity));
            });
        } catch (BufferUnderflowException e) {
            throw notAnAdmins();
        }
    }

    private static IllegalArgumentException notAnAdmins() {
        return new IllegalArgumentException("this vault does not hold an admin's keys");
    }

    /// Lays the keys out for a vault.
    ///
    /// @return the content, which the caller closes
    public SecretBytes encode() {
        var nameBytes = name.getBytes(StandardCharsets.UTF_8);
        var content = new byte[2 + nameBytes.length + 2 * SEED_BYTES];
        var buffer = ByteBuffer.wrap(content)
                .put(VERSION)
                .put((byte) nameBytes.length)
                .put(nameBytes);
        signing.use(buffer::put);
        identity.use(buffer::put);
        return SecretBytes.takeOwnershipOf(content);
    }

    /// The public half of the root key.
    ///
    /// @return what checks this admin's signatures
    public VerifierKey verifierKey() {
        try (var signer = signer()) {
            return signer.verifierKey();
        }
    }

    /// What this admin hands over for the root.
    ///
    /// @return the card
    public AdminCard card() {
        try (var opened = HybridIdentity.fromSeed(identity)) {
            return new AdminCard(new Admin(verifierKey(), opened.recipient()));
        }
    }

    /// Signs a text that nobody has signed yet.
    ///
    /// @param text a root's or manifest's text
    /// @return the note
    public SignedNote sign(String text) {
        try (var signer = signer()) {
            return SignedNote.sign(text, signer);
        }
    }

    /// Adds this admin's signature.
    ///
    /// @param note signed by others already
    /// @return the note with one more signature
    public SignedNote sign(SignedNote note) {
        try (var signer = signer()) {
            return note.with(signer);
        }
    }

    private NoteSigner signer() {
        return new NoteSigner(name, SecretBytes.takeOwnershipOf(signing.copy()));
    }

    @Override
    public void close() {
        signing.close();
        identity.close();
    }
}

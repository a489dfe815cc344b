package org.postern.keys;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Admin;
import org.postern.manifest.AdminCard;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// One admin's secret halves: the root key that signs notes, and the identity that opens deposits. The root
/// key may lie elsewhere, such as on a hardware token; then only its public half is here. *Touches secret
/// keys.* Closing wipes them.
///
/// In a vault: `u8 1`, `str8` name, `u8 0` and the `[32]` Ed25519 seed or `u8 1` and the `[32]` public half
/// of a key that lies elsewhere, `[32]` age seed.
public final class AdminKey implements AutoCloseable {
    private static final byte VERSION = 1;
    private static final byte HERE = 0;
    private static final byte ELSEWHERE = 1;
    private static final int SEED_BYTES = 32;
    private static final int NAME_BYTES_MAX = 255;

    private final VerifierKey key;
    private final Optional<SecretBytes> signing;
    private final Optional<UnaryOperator<byte[]>> signer;
    private final SecretBytes identity;

    private AdminKey(
            VerifierKey key,
            Optional<SecretBytes> signing,
            Optional<UnaryOperator<byte[]>> signer,
            SecretBytes identity) {
        this.key = key;
        this.signing = signing;
        this.signer = signer;
        this.identity = identity;
    }

    /// Draws a new admin's keys.
    ///
    /// @param name       `origin/admin-1` and so on
    /// @param randomness the source of 64 bytes
    /// @return the keys
    /// @throws IllegalArgumentException if no key may have that name
    public static AdminKey draw(String name, Randomness randomness) {
        requireShort(name);
        var seed = SecretBytes.random(randomness, SEED_BYTES);
        return new AdminKey(
                new VerifierKey(name, Ed25519.publicKey(seed)),
                Optional.of(seed),
                Optional.empty(),
                SecretBytes.random(randomness, SEED_BYTES));
    }

    /// Draws the identity of an admin whose root key lies elsewhere.
    ///
    /// @param key        the root key's public half
    /// @param signer     takes the exact bytes to sign and gives 64 bytes of signature
    /// @param randomness the source of 32 bytes
    /// @return the keys
    /// @throws IllegalArgumentException if no key may have that name
    public static AdminKey draw(VerifierKey key, UnaryOperator<byte[]> signer, Randomness randomness) {
        requireShort(key.name());
        return new AdminKey(key, Optional.empty(), Optional.of(signer), SecretBytes.random(randomness, SEED_BYTES));
    }

    private static void requireShort(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("a key name is at most 255 bytes");
        }
    }

    /// Reads what [#encode] laid out, of an admin whose root key is in the vault.
    ///
    /// @param content of a vault; stays the caller's
    /// @return the keys
    /// @throws IllegalArgumentException if it is no such vault
    public static AdminKey decode(SecretBytes content) {
        return decode(content, Optional.empty());
    }

    /// Reads what [#encode] laid out.
    ///
    /// @param content of a vault; stays the caller's
    /// @param signer  signs with a root key that lies elsewhere: bytes in, 64 bytes of signature out
    /// @return the keys
    /// @throws IllegalArgumentException if it is no admin's vault, or the signer is missing or not needed
    public static AdminKey decode(SecretBytes content, Optional<UnaryOperator<byte[]>> signer) {
        try {
            return content.use(bytes -> read(ByteBuffer.wrap(bytes), signer));
        } catch (BufferUnderflowException e) {
            throw notAnAdmins();
        }
    }

    /// Reads only the identity, which is in the vault wherever the signing key is.
    ///
    /// @param content of a vault; stays the caller's
    /// @return what opens deposits and the ledger, the caller's to close
    /// @throws IllegalArgumentException if it is no admin's vault
    static HybridIdentity identityIn(SecretBytes content) {
        var isElsewhere = content.use(bytes -> {
            int at = bytes.length < 2 ? 0 : 2 + Byte.toUnsignedInt(bytes[1]);
            return at < bytes.length && bytes[at] == ELSEWHERE;
        });
        UnaryOperator<byte[]> never = message -> {
            throw new IllegalStateException("reading signs nothing");
        };
        try (var key = decode(content, isElsewhere ? Optional.of(never) : Optional.empty())) {
            return key.identity();
        }
    }

    private static AdminKey read(ByteBuffer in, Optional<UnaryOperator<byte[]>> signer) {
        if (in.get() != VERSION) {
            throw notAnAdmins();
        }
        var nameBytes = new byte[Byte.toUnsignedInt(in.get())];
        in.get(nameBytes);
        var name = new String(nameBytes, StandardCharsets.UTF_8);
        boolean isHere = in.get() == HERE;
        var half = new byte[SEED_BYTES];
        var identity = new byte[SEED_BYTES];
        in.get(half).get(identity);
        if (in.hasRemaining()) {
            throw notAnAdmins();
        }
        if (isHere == signer.isPresent()) {
            throw new IllegalArgumentException(
                    isHere
                            ? "this vault holds its own signing key; leave --signer out"
                            : "this admin's signing key is not in the vault; give --signer COMMAND");
        }
        Optional<SecretBytes> seed = isHere ? Optional.of(SecretBytes.takeOwnershipOf(half)) : Optional.empty();
        var key = new VerifierKey(name, seed.map(Ed25519::publicKey).orElse(half));
        return new AdminKey(key, seed, signer, SecretBytes.takeOwnershipOf(identity));
    }

    private static IllegalArgumentException notAnAdmins() {
        return new IllegalArgumentException("this vault does not hold an admin's keys");
    }

    /// Lays the keys out for a vault.
    ///
    /// @return the content, which the caller closes
    public SecretBytes encode() {
        var nameBytes = key.name().getBytes(StandardCharsets.UTF_8);
        var content = new byte[3 + nameBytes.length + 2 * SEED_BYTES];
        var out = ByteBuffer.wrap(content)
                .put(VERSION)
                .put((byte) nameBytes.length)
                .put(nameBytes)
                .put(signing.isPresent() ? HERE : ELSEWHERE);
        signing.ifPresentOrElse(seed -> seed.use(out::put), () -> out.put(key.publicKey()));
        identity.use(out::put);
        return SecretBytes.takeOwnershipOf(content);
    }

    /// The public half of the root key.
    ///
    /// @return what checks this admin's signatures
    public VerifierKey verifierKey() {
        return key;
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

    /// What opens deposits and the ledger.
    ///
    /// @return the identity, the caller's to close
    public HybridIdentity identity() {
        return HybridIdentity.fromSeed(identity);
    }

    private NoteSigner signer() {
        return signing.map(seed -> new NoteSigner(key.name(), SecretBytes.takeOwnershipOf(seed.copy())))
                .orElseGet(() -> NoteSigner.elsewhere(key, signer.orElseThrow()));
    }

    @Override
    public void close() {
        signing.ifPresent(SecretBytes::close);
        identity.close();
    }
}

package org.postern.message;

import java.util.UUID;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Hkdf;
import org.postern.crypto.Pbkdf2;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;
import org.postern.envelope.Limits;
import org.postern.manifest.Hash;

/// Every key of one requester, derived from the nine words and nothing else (PROTOCOL.md 3).
///
/// The stretching is a bonus: the security rests on the 96 bits of the words. Everything here is wiped on close.
public final class RequesterKeys implements AutoCloseable {
    /// Rounds of PBKDF2-HMAC-SHA256; what a browser's own cryptography does in a second or two.
    public static final int ROUNDS = 600_000;

    private static final int KEY_BYTES = 32;
    private static final byte[] NO_SALT = {};
    private static final String REQUEST_CONTEXT = "postern/v1/request";

    private final HybridIdentity identity;
    private final SecretBytes signing;
    private final SecretBytes locator;
    private final SecretBytes erase;
    private final byte[] signingKey;

    /// Takes the keys from what the words were stretched to.
    ///
    /// @param master 32 bytes; still the caller's
    RequesterKeys(SecretBytes master) {
        try (var seed = part(master, "age-identity")) {
            identity = HybridIdentity.fromSeed(seed);
        }
        signing = part(master, "signing");
        locator = part(master, "locator");
        erase = part(master, "erase");
        signingKey = Ed25519.publicKey(signing);
    }

    /// Derives the keys; takes a few hundred milliseconds.
    ///
    /// @param words the nine words
    /// @param firstRootNote the first root note as published, text and signatures, all its bytes; its hash is the
    /// salt for ever
    public static RequesterKeys derive(NineWords words, byte[] firstRootNote) {
        try (var canonical = words.canonical();
                var master =
                        canonical.use(text -> Pbkdf2.sha256(text, Sha256.hash(firstRootNote), ROUNDS, KEY_BYTES))) {
            return new RequesterKeys(master);
        }
    }

    /// Opens replies.
    public HybridIdentity identity() {
        return identity;
    }

    /// Where replies are sealed to.
    public HybridRecipient recipient() {
        return identity.recipient();
    }

    /// Ed25519, public half, 32 bytes.
    public byte[] signingKey() {
        return signingKey.clone();
    }

    /// The name of everything that these words ever sent.
    public ThreadId thread() {
        return ThreadId.ofSigningKey(signingKey);
    }

    /// Finds the mailbox, 32 bytes: whoever knows it can read (sealed) and count what lies there.
    public byte[] locator() {
        return locator.copy();
    }

    /// Names the mailbox: the hash of the locator.
    public Hash tag() {
        return locator.use(Hash::of);
    }

    /// The erase key, 32 bytes: whoever knows it can delete every request.
    public byte[] eraseKey() {
        return erase.copy();
    }

    /// The erase mark of one request.
    ///
    /// @param requestId the random id of that request
    public Hash mark(UUID requestId) {
        byte[] id = new FieldWriter(Limits.ID_BYTES).uuid(requestId).padded();
        return erase.use(key -> Hash.ofRaw(Sha256.hash(key, id)));
    }

    /// Signs the fields of a request, 64 bytes.
    byte[] signRequest(byte[] fields) {
        return ContextSignature.sign(signing, REQUEST_CONTEXT, fields);
    }

    /// Whether the fields of a request were signed by this key.
    static boolean requestSignatureFits(byte[] signingKey, byte[] fields, byte[] signature) {
        return ContextSignature.verify(signingKey, REQUEST_CONTEXT, signature, fields);
    }

    /// Wipes every key.
    @Override
    public void close() {
        identity.close();
        signing.close();
        locator.close();
        erase.close();
    }

    private static SecretBytes part(SecretBytes master, String info) {
        return Hkdf.derive(master, NO_SALT, info, KEY_BYTES);
    }
}

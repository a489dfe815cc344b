package org.postern.age;

import static org.postern.age.AgeException.Kind.HEADER;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.crypto.BadEncapsulationException;
import org.postern.crypto.HybridKem;
import org.postern.crypto.SecretBytes;

/// The secret half of a [HybridRecipient]. It is a 32-byte seed, expanded once when it is made (about 3 ms), so
/// that opening many files pays for the decapsulations only. As text `AGE-SECRET-KEY-PQ-1…`, 77 characters.
public final class HybridIdentity implements Identity, AutoCloseable {
    /// Length of a seed in bytes.
    public static final int SEED_BYTES = HybridKem.SEED_BYTES;

    private static final String PREFIX = "AGE-SECRET-KEY-PQ-";

    private final HybridKem.PrivateKey key;
    private final HybridRecipient recipient;

    private HybridIdentity(SecretBytes seed) {
        this.key = new HybridKem.PrivateKey(seed);
        this.recipient = HybridRecipient.of(key.publicKey());
    }

    /// Expands a seed.
    ///
    /// @param seed 32 bytes; copied, so the caller closes its own
    /// @throws IllegalArgumentException if the length is another
    public static HybridIdentity fromSeed(SecretBytes seed) {
        return new HybridIdentity(seed);
    }

    /// Reads the text form.
    ///
    /// @param text `AGE-SECRET-KEY-PQ-1…`, upper case, no space around
    /// @throws IllegalArgumentException if this is not the text of an identity
    public static HybridIdentity parse(String text) {
        var seed = Bech32.decode(PREFIX, text)
                .orElseThrow(() -> new IllegalArgumentException("a hybrid identity starts with AGE-SECRET-KEY-PQ-1"));
        try (var secret = SecretBytes.takeOwnershipOf(seed)) {
            return fromSeed(secret);
        }
    }

    /// The public half.
    public HybridRecipient recipient() {
        return recipient;
    }

    /// A copy of the seed, 32 bytes, the caller's to close.
    public SecretBytes seed() {
        return key.seed();
    }

    /// The text form in ASCII, as a stock `age` reads it; the caller's to close.
    public SecretBytes text() {
        try (var seed = seed()) {
            var text = seed.use(bytes -> Bech32.encode(PREFIX.toLowerCase(Locale.ROOT), bytes));
            return SecretBytes.takeOwnershipOf(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public Optional<FileKey> unwrap(List<Stanza> stanzas) throws AgeException {
        for (var stanza : stanzas) {
            if (!HybridStanza.isTypeOf(stanza)) continue;
            var hybrid = HybridStanza.of(stanza).orElseThrow(HybridIdentity::malformed);
            var fileKey = decapsulate(hybrid);
            if (fileKey.isPresent()) return fileKey;
        }
        return Optional.empty();
    }

    private Optional<FileKey> decapsulate(HybridStanza stanza) throws AgeException {
        try {
            return key.open(stanza.encapsulated(), HybridStanza.info(), stanza.body())
                    .map(FileKey::takeOwnershipOf);
        } catch (BadEncapsulationException e) {
            throw malformed();
        }
    }

    private static AgeException malformed() {
        return new AgeException(HEADER, "a hybrid stanza has one encapsulated key of 1120 bytes and a body of 32");
    }

    /// Wipes the seed and forgets the expanded key.
    @Override
    public void close() {
        key.close();
    }

    /// Says what it is and nothing else.
    @Override
    public String toString() {
        return "HybridIdentity";
    }
}

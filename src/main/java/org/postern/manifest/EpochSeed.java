package org.postern.manifest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Hkdf;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// An epoch's secret: the 32-byte seed of its age identity (PROTOCOL 5.4). Drawn by a responder's console, never by
/// an admin, and sealed to every responder's pre-key. *Touches secret keys.* Closing it wipes the seed.
public final class EpochSeed implements AutoCloseable {
    /// Bytes of the seed.
    public static final int SEED_BYTES = 32;

    static final int PLAINTEXT_BYTES = 1 + Integer.BYTES + SEED_BYTES;

    private static final byte VERSION = 1;
    private static final String LOG_KEY = "postern/v1/log-key";

    private final int epoch;
    private final SecretBytes seed;

    /// Wraps a seed that a vault holds; this object owns it from here on.
    ///
    /// @param epoch the epoch, 1 or more
    /// @param seed  32 bytes
    /// @throws IllegalArgumentException if either is not of that form
    public EpochSeed(int epoch, SecretBytes seed) {
        if (epoch < 1 || seed.length() != SEED_BYTES) {
            throw new IllegalArgumentException("an epoch is 1 or more and its seed 32 bytes");
        }
        this.epoch = epoch;
        this.seed = seed;
    }

    /// Draws a new epoch's secret.
    ///
    /// @param epoch      the epoch, 1 or more
    /// @param randomness the source of 32 bytes
    /// @return the secret
    public static EpochSeed draw(int epoch, Randomness randomness) {
        return new EpochSeed(epoch, SecretBytes.random(randomness, SEED_BYTES));
    }

    /// Seals the secret to the responders.
    ///
    /// @param cards      one card for each responder, all of this epoch, with different pre-keys
    /// @param randomness for the age file
    /// @return the epoch file, with exactly one stanza a card
    /// @throws IllegalArgumentException if a card is of another epoch, or two have the same pre-key
    public EpochFile seal(List<ResponderCard> cards, Randomness randomness) {
        if (cards.stream().anyMatch(card -> card.epoch() != epoch)) {
            throw new IllegalArgumentException("expected responder cards of this epoch");
        }
        return sealTo(cards.stream().map(ResponderCard::preKey).toList(), randomness);
    }

    /// Seals the secret to pre-keys whose owners nobody here needs to know: all responders' for a first file, the
    /// joiners' for a supplement.
    ///
    /// @param preKeys    1 to 64 different pre-keys
    /// @param randomness for the age file
    /// @return the epoch file, with exactly one stanza a pre-key
    /// @throws IllegalArgumentException if there is none, or two are the same
    public EpochFile sealTo(List<HybridRecipient> preKeys, Randomness randomness) {
        if (preKeys.isEmpty()
                || preKeys.stream().map(HybridRecipient::text).distinct().count() != preKeys.size()) {
            throw new IllegalArgumentException("expected every responder to have a pre-key of their own");
        }
        var plaintext = seed.use(bytes -> ByteBuffer.allocate(PLAINTEXT_BYTES)
                        .put(VERSION)
                        .putInt(epoch)
                        .put(bytes))
                .array();
        try {
            return EpochFile.parse(AgeFile.seal(plaintext, preKeys, randomness));
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Opens an epoch file and checks that what is in it is what the manifest promises: the right epoch, and a seed
    /// whose recipient is the one in the manifest (DESIGN section 3: every console checks).
    ///
    /// @param file      the epoch file
    /// @param preKey    one responder's pre-key for that epoch
    /// @param epoch     the epoch in the manifest
    /// @param recipient SHA-256 of the recipient's text, as the manifest's `epoch` line has it
    /// @return the secret; empty if this pre-key does not open the file or its content is not what was promised
    public static Optional<EpochSeed> open(EpochFile file, HybridIdentity preKey, int epoch, Hash recipient) {
        byte[] plaintext;
        try {
            plaintext = AgeFile.open(file.bytes(), preKey);
        } catch (AgeException e) {
            return Optional.empty();
        }
        try {
            if (plaintext.length != PLAINTEXT_BYTES || plaintext[0] != VERSION) {
                return Optional.empty();
            }
            var buffer = ByteBuffer.wrap(plaintext, 1, Integer.BYTES);
            if (buffer.getInt() != epoch) {
                return Optional.empty();
            }
            var from = 1 + Integer.BYTES;
            var seed = SecretBytes.takeOwnershipOf(Arrays.copyOfRange(plaintext, from, from + SEED_BYTES));
            var opened = new EpochSeed(epoch, seed);
            if (LivingEpoch.hashOf(opened.recipient()).equals(recipient)) {
                return Optional.of(opened);
            }
            opened.close();
            return Optional.empty();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// The epoch.
    ///
    /// @return its number
    public int epoch() {
        return epoch;
    }

    /// The public half.
    ///
    /// @return what requests of this epoch are sealed to
    public HybridRecipient recipient() {
        try (var identity = identity()) {
            return identity.recipient();
        }
    }

    /// What opens requests of this epoch.
    ///
    /// @return an age identity, the caller's to close
    public HybridIdentity identity() {
        return HybridIdentity.fromSeed(seed);
    }

    /// The key of the triage log's outer seal (PROTOCOL section 6).
    ///
    /// @return 32 bytes, the caller's to close
    public SecretBytes logKey() {
        return Hkdf.derive(seed, new byte[0], LOG_KEY, SEED_BYTES);
    }

    /// The seed, for the vault.
    ///
    /// @return 32 bytes, a copy, the caller's to close
    public SecretBytes seed() {
        return SecretBytes.takeOwnershipOf(seed.copy());
    }

    @Override
    public void close() {
        seed.close();
    }
}

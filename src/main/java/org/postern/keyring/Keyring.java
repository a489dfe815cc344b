package org.postern.keyring;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.ResponderCard;

/// One responder's secrets, and how far this responder has seen the service's public record (DESIGN.md 3, "Keys").
///
/// | field | size |
/// |---|---|
/// | version, 1 | 1 |
/// | long-term Ed25519 seed | 32 |
/// | 1 if a seat follows, then its identity's seed | 1 + 32 |
/// | number of epochs, at most 64; each: epoch `u32`, pre-key seed, desk seed | 1 + n × 68 |
/// | number of epochs whose seed was opened, at most 64; each: epoch `u32`, seed | 1 + n × 36 |
/// | highest manifest version seen `u32` | 4 |
/// | log position seen `u64`, head after it | 8 + 32 |
///
/// Safe for several threads until it is closed.
public final class Keyring implements AutoCloseable {
    private static final byte VERSION = 1;
    private static final int EPOCHS_MAX = 64;
    private static final int SEED_BYTES = 32;
    private static final int ENCODED_BYTES_MAX =
            2 + SEED_BYTES + SEED_BYTES + 1 + EPOCHS_MAX * 68 + 1 + EPOCHS_MAX * 36 + 4 + 40;

    private final SecretBytes longTerm;
    private final Optional<SecretBytes> seat;
    private final TreeMap<Integer, EpochKeys> epochs = new TreeMap<>();
    private final TreeMap<Integer, SecretBytes> opened = new TreeMap<>();
    private int manifestVersion;
    private Extent logSeen = Extent.NOTHING;

    private record EpochKeys(SecretBytes preKey, SecretBytes desk) {}

    private Keyring(SecretBytes longTerm, Optional<SecretBytes> seat) {
        this.longTerm = longTerm;
        this.seat = seat;
    }

    /// Draws a new responder's lasting keys; [#drawEpoch] draws those of an epoch.
    ///
    /// @param isKeyHolder whether a seat belongs to it
    /// @param randomness where the seeds come from
    /// @return the keyring, which the caller closes
    public static Keyring draw(boolean isKeyHolder, Randomness randomness) {
        var longTerm = SecretBytes.random(randomness, Ed25519.SEED_BYTES);
        Optional<SecretBytes> seat =
                isKeyHolder ? Optional.of(SecretBytes.random(randomness, SEED_BYTES)) : Optional.empty();
        return new Keyring(longTerm, seat);
    }

    /// Draws pre-key and desk key for an epoch. Drawing again for the same epoch changes nothing.
    ///
    /// @param epoch 1 or more
    /// @param randomness where the seeds come from
    /// @return the public halves, to be handed to the admins
    public synchronized ResponderCard drawEpoch(int epoch, Randomness randomness) {
        if (epochs.size() == EPOCHS_MAX && !epochs.containsKey(epoch)) {
            throw new IllegalArgumentException("a keyring holds at most " + EPOCHS_MAX + " epochs");
        }
        epochs.computeIfAbsent(
                epoch,
                absent -> new EpochKeys(
                        SecretBytes.random(randomness, SEED_BYTES),
                        SecretBytes.random(randomness, Ed25519.SEED_BYTES)));
        return card(epoch);
    }

    /// The card of an epoch that was drawn.
    ///
    /// @param epoch 1 or more
    /// @return the public halves
    /// @throws IllegalArgumentException if nothing was drawn for it
    public synchronized ResponderCard card(int epoch) {
        var keys = Optional.ofNullable(epochs.get(epoch))
                .orElseThrow(() -> new IllegalArgumentException("this keyring has no keys for that epoch"));
        return new ResponderCard(
                epoch,
                publicHalf(identity(keys.preKey)),
                Ed25519.publicKey(keys.desk),
                seatIdentity().map(Keyring::publicHalf));
    }

    /// The newest of some epochs for which this keyring has a desk.
    ///
    /// @param known the epochs of the manifest
    /// @return its number, or nothing
    public synchronized OptionalInt newestOf(List<Integer> known) {
        return known.stream()
                .filter(epochs::containsKey)
                .mapToInt(Integer::intValue)
                .max();
    }

    /// The desk key of an epoch.
    ///
    /// @param epoch 1 or more
    /// @return still owned by the keyring; nothing when none was drawn
    public synchronized Optional<SecretBytes> desk(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).map(EpochKeys::desk);
    }

    /// The pre-key of an epoch.
    ///
    /// @param epoch 1 or more
    /// @return the caller closes it; nothing when none was drawn
    public synchronized Optional<HybridIdentity> preKey(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).map(keys -> identity(keys.preKey));
    }

    /// The seat's identity.
    ///
    /// @return the caller closes it; nothing when this person holds no seat
    public synchronized Optional<HybridIdentity> seatIdentity() {
        return seat.map(Keyring::identity);
    }

    /// The seed of an epoch that was opened before and checked against the manifest of its time.
    ///
    /// @param epoch 1 or more
    /// @return a copy, which the caller closes
    public synchronized Optional<EpochSeed> epochSeed(int epoch) {
        return Optional.ofNullable(opened.get(epoch))
                .map(seed -> new EpochSeed(epoch, SecretBytes.takeOwnershipOf(seed.copy())));
    }

    /// Keeps an opened and checked epoch seed.
    ///
    /// @param seed stays the caller's; a copy is taken
    public synchronized void keep(EpochSeed seed) {
        if (opened.size() < EPOCHS_MAX) {
            opened.computeIfAbsent(seed.epoch(), absent -> seed.seed());
        }
    }

    /// The highest manifest version that was seen.
    ///
    /// @return 0 when there was none
    public synchronized int manifestVersion() {
        return manifestVersion;
    }

    /// How far this person has read the triage log.
    ///
    /// @return the last position and the chain's head after it
    public synchronized Extent logSeen() {
        return logSeen;
    }

    /// Remembers how far the public record was seen; neither number ever goes down.
    ///
    /// @param manifest the manifest's version
    /// @param log the last position of the triage log and the head after it
    public synchronized void saw(int manifest, Extent log) {
        manifestVersion = Math.max(manifestVersion, manifest);
        if (log.size() >= logSeen.size()) {
            logSeen = log;
        }
    }

    /// Lays everything out as above.
    ///
    /// @return the bytes for a vault; the caller wipes them
    public synchronized byte[] encode() {
        var out = ByteBuffer.allocate(ENCODED_BYTES_MAX);
        out.put(VERSION);
        put(out, longTerm);
        out.put((byte) (seat.isPresent() ? 1 : 0));
        seat.ifPresent(seed -> put(out, seed));
        out.put((byte) epochs.size());
        epochs.forEach((epoch, keys) -> {
            out.putInt(epoch);
            put(out, keys.preKey);
            put(out, keys.desk);
        });
        out.put((byte) opened.size());
        opened.forEach((epoch, seed) -> {
            out.putInt(epoch);
            put(out, seed);
        });
        out.putInt(manifestVersion).putLong(logSeen.size()).put(logSeen.hash().raw());
        var bytes = Arrays.copyOf(out.array(), out.position());
        Arrays.fill(out.array(), (byte) 0);
        return bytes;
    }

    /// Reads what [#encode] wrote.
    ///
    /// @param bytes from a vault; still the caller's to wipe
    /// @return the keyring, which the caller closes
    /// @throws IllegalArgumentException if it is of another version or not whole
    public static Keyring decode(byte[] bytes) {
        try {
            var in = ByteBuffer.wrap(bytes);
            if (in.get() != VERSION) {
                throw new IllegalArgumentException("this vault was written by another version of Postern");
            }
            var longTerm = seed(in);
            var keyring = new Keyring(longTerm, in.get() == 1 ? Optional.of(seed(in)) : Optional.empty());
            for (int left = count(in); left > 0; left--) {
                keyring.epochs.put(in.getInt(), new EpochKeys(seed(in), seed(in)));
            }
            for (int left = count(in); left > 0; left--) {
                keyring.opened.put(in.getInt(), seed(in));
            }
            keyring.manifestVersion = in.getInt();
            var position = in.getLong();
            var head = new byte[SEED_BYTES];
            in.get(head);
            keyring.logSeen = new Extent(position, Hash.ofRaw(head));
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("this vault holds more than a keyring");
            }
            return keyring;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("this vault does not hold a whole keyring", e);
        }
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "Keyring";
    }

    /// Wipes every secret.
    @Override
    public synchronized void close() {
        longTerm.close();
        seat.ifPresent(SecretBytes::close);
        for (Map.Entry<Integer, EpochKeys> entry : epochs.entrySet()) {
            entry.getValue().preKey.close();
            entry.getValue().desk.close();
        }
        opened.values().forEach(SecretBytes::close);
    }

    private static HybridRecipient publicHalf(HybridIdentity identity) {
        try (identity) {
            return identity.recipient();
        }
    }

    private static HybridIdentity identity(SecretBytes seed) {
        return HybridIdentity.fromSeed(seed);
    }

    private static void put(ByteBuffer out, SecretBytes secret) {
        secret.use(out::put);
    }

    private static SecretBytes seed(ByteBuffer in) {
        var bytes = new byte[SEED_BYTES];
        in.get(bytes);
        return SecretBytes.takeOwnershipOf(bytes);
    }

    private static int count(ByteBuffer in) {
        int count = in.get();
        if (count < 0 || count > EPOCHS_MAX) {
            throw new IllegalArgumentException("a keyring holds at most " + EPOCHS_MAX + " epochs");
        }
        return count;
    }
}

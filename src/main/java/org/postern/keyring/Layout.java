package org.postern.keyring;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Hash;

/// How a responder's keyring lies in a vault. Every seed has 32 bytes.
///
/// | field | size |
/// |---|---|
/// | version, 3 | 1 |
/// | person key's seed | 32 |
/// | 1 if a seat follows, then its identity's seed | 1 + 32 |
/// | number of recovery keys, at most 64; each: last epoch `u32` (2^31 - 1: every later one), seed | 1 + n × 36 |
/// | number of epochs, at most 64; each: epoch `u32`, pre-key seed, desk seed | 1 + n × 68 |
/// | number of epochs whose seed was opened, at most 64; each: epoch `u32`, seed | 1 + n × 36 |
/// | serial of the last deposit `u32` | 4 |
/// | highest manifest version seen `u32`, hash of its note | 4 + 32 |
/// | triage log's position seen `u64`, head after it | 8 + 32 |
/// | transparency log's size seen `u64`, root | 8 + 32 |
///
/// Version 2 is still read: it had no recovery keys, and after each epoch's desk seed a flag and a seed of its seat's
/// own, which is that epoch's recovery key now.
final class Layout {
    private static final byte VERSION = 3;
    private static final byte OLDER = 2;

    private static final int SEED_BYTES = EpochKeys.SEED_BYTES;
    private static final int EPOCH_BYTES_MAX = 4 + 2 * SEED_BYTES;
    private static final int ENCODED_BYTES_MAX = 2
            + 2 * SEED_BYTES
            + 1
            + RecoveryKeys.MAX * (4 + SEED_BYTES)
            + 1
            + Keyring.EPOCHS_MAX * EPOCH_BYTES_MAX
            + 1
            + Keyring.EPOCHS_MAX * (4 + SEED_BYTES)
            + 4
            + 36
            + 40
            + 40;

    private Layout() {}

    static boolean isVersion(byte version) {
        return version == VERSION || version == OLDER;
    }

    static byte[] encode(Keyring keyring) {
        var out = ByteBuffer.allocate(ENCODED_BYTES_MAX);
        out.put(VERSION);
        put(out, keyring.person);
        put(out, keyring.seat);
        out.put((byte) keyring.recovery.seeds.size());
        keyring.recovery.seeds.forEach((last, seed) -> {
            out.putInt(last);
            put(out, seed);
        });
        out.put((byte) keyring.epochs.size());
        keyring.epochs.forEach((epoch, keys) -> {
            out.putInt(epoch);
            put(out, keys.preKey());
            put(out, keys.desk());
        });
        out.put((byte) keyring.opened.size());
        keyring.opened.forEach((epoch, seed) -> {
            out.putInt(epoch);
            put(out, seed);
        });
        out.putInt(keyring.depositSerial).putInt(keyring.manifestVersion).put(keyring.manifestNote.raw());
        put(out, keyring.logSeen);
        put(out, keyring.checkpointSeen);
        var bytes = Arrays.copyOf(out.array(), out.position());
        Arrays.fill(out.array(), (byte) 0);
        return bytes;
    }

    static Keyring decode(byte[] bytes) {
        try {
            var in = ByteBuffer.wrap(bytes);
            var version = in.get();
            if (!isVersion(version)) {
                throw new IllegalArgumentException("this is not a responder's vault of this version of Postern");
            }
            var keyring = new Keyring(seed(in), perhaps(in));
            for (int left = version == OLDER ? 0 : count(in); left > 0; left--) {
                keyring.recovery.seeds.put(in.getInt(), seed(in));
            }
            for (int left = count(in); left > 0; left--) {
                int epoch = in.getInt();
                keyring.epochs.put(epoch, new EpochKeys(seed(in), seed(in)));
                if (version == OLDER) {
                    perhaps(in).ifPresent(own -> keyring.recovery.seeds.put(epoch, own));
                }
            }
            for (int left = count(in); left > 0; left--) {
                keyring.opened.put(in.getInt(), seed(in));
            }
            keyring.depositSerial = in.getInt();
            keyring.manifestVersion = in.getInt();
            keyring.manifestNote = hash(in);
            keyring.logSeen = new Extent(in.getLong(), hash(in));
            keyring.checkpointSeen = new Extent(in.getLong(), hash(in));
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("this vault holds more than a keyring");
            }
            return keyring;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("this vault does not hold a whole keyring", e);
        }
    }

    private static void put(ByteBuffer out, SecretBytes secret) {
        secret.use(out::put);
    }

    private static void put(ByteBuffer out, Optional<SecretBytes> secret) {
        out.put((byte) (secret.isPresent() ? 1 : 0));
        secret.ifPresent(seed -> put(out, seed));
    }

    private static void put(ByteBuffer out, Extent extent) {
        out.putLong(extent.size()).put(extent.hash().raw());
    }

    private static SecretBytes seed(ByteBuffer in) {
        var bytes = new byte[SEED_BYTES];
        in.get(bytes);
        return SecretBytes.takeOwnershipOf(bytes);
    }

    private static Optional<SecretBytes> perhaps(ByteBuffer in) {
        return in.get() == 1 ? Optional.of(seed(in)) : Optional.empty();
    }

    private static Hash hash(ByteBuffer in) {
        var raw = new byte[Extent.HASH_BYTES];
        in.get(raw);
        return Hash.ofRaw(raw);
    }

    private static int count(ByteBuffer in) {
        int count = in.get();
        if (count < 0 || count > Keyring.EPOCHS_MAX) {
            throw new IllegalArgumentException("a keyring holds at most " + Keyring.EPOCHS_MAX + " epochs");
        }
        return count;
    }
}

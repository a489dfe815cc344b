package org.postern.ceremony;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Hash;
import org.postern.manifest.Lines;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Roster;

/// Whom the drawing console seals to: pre-keys without names, in a shuffled order (PROTOCOL 10.4).
///
///     u8      1
///     u8      n, 1 to 64;  n × [1216]   pre-keys of the new epoch
///     u8      s, 0 to 64, ascending; each: u32 old epoch, u8 m (1 to 64), m × [1216]
///                                       pre-keys of people who get a living older epoch
///     u8      k
///     u8      seats, 0 or k to 5;  seats × [1216]   seat pre-keys of the new epoch, in seat order
///
/// @param preKeys       the new epoch is sealed to each of them
/// @param joiners       by older epoch: whom a supplement is sealed to
/// @param seatThreshold k: 2 to n, or 0 without seats
/// @param seatPreKeys   the recovery shares are sealed to them
public record KeyList(
        List<HybridRecipient> preKeys,
        SortedMap<Integer, List<HybridRecipient>> joiners,
        int seatThreshold,
        List<HybridRecipient> seatPreKeys) {
    /// Longest key list.
    public static final int KEY_LIST_BYTES_MAX = 1 << 20;

    private static final int VERSION = 1;
    private static final int EPOCHS_MAX = Manifest.EPOCHS_MAX;

    /// Checks every bound.
    ///
    /// @throws ManifestException MALFORMED
    public KeyList {
        preKeys = List.copyOf(preKeys);
        var copies = new TreeMap<Integer, List<HybridRecipient>>();
        joiners.forEach((epoch, keys) -> copies.put(epoch, List.copyOf(keys)));
        joiners = copies;
        seatPreKeys = List.copyOf(seatPreKeys);
        requireKeys(preKeys);
        joiners.values().forEach(KeyList::requireKeys);
        if (joiners.size() > EPOCHS_MAX || (!joiners.isEmpty() && joiners.firstKey() < 1)) {
            throw ManifestException.malformed("expected at most 64 older epochs");
        }
        var noSeats = seatThreshold == 0 && seatPreKeys.isEmpty();
        if (!noSeats
                && (seatThreshold < 2
                        || seatThreshold > seatPreKeys.size()
                        || seatPreKeys.size() > Manifest.SEATS_MAX)) {
            throw ManifestException.malformed("expected seats with 2 <= k <= n <= 5, or none");
        }
        Lines.distinct(seatPreKeys, "seat pre-keys");
    }

    private static void requireKeys(List<HybridRecipient> keys) {
        if (keys.isEmpty() || keys.size() > Roster.LEAVES) {
            throw ManifestException.malformed("expected 1 to 64 pre-keys");
        }
        Lines.distinct(keys, "pre-keys");
    }

    /// Reads a key list.
    ///
    /// @param bytes at most 1 MiB
    /// @return the list
    /// @throws ManifestException MALFORMED
    public static KeyList parse(byte[] bytes) {
        if (bytes.length > KEY_LIST_BYTES_MAX) {
            throw ManifestException.malformed("expected a key list of at most 1 MiB");
        }
        var in = new Fields(bytes);
        in.version(VERSION);
        var preKeys = in.recipients(in.number8());
        var joiners = new TreeMap<Integer, List<HybridRecipient>>();
        for (int left = in.number8(); left > 0; left--) {
            int epoch = in.epoch();
            if (!joiners.isEmpty() && joiners.lastKey() >= epoch) {
                throw ManifestException.malformed("expected older epochs in ascending order");
            }
            joiners.put(epoch, in.recipients(in.number8()));
        }
        int threshold = in.number8();
        var seats = in.recipients(in.number8());
        in.end();
        return new KeyList(preKeys, joiners, threshold, seats);
    }

    /// Writes the list.
    ///
    /// @return the bytes whose hash the lineup names
    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        out.write(VERSION);
        put(out, preKeys);
        out.write(joiners.size());
        joiners.forEach((epoch, keys) -> {
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(epoch).array());
            put(out, keys);
        });
        out.write(seatThreshold);
        put(out, seatPreKeys);
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, List<HybridRecipient> keys) {
        out.write(keys.size());
        keys.forEach(key -> out.writeBytes(key.raw()));
    }

    /// What the lineup's `keys` line holds.
    ///
    /// @return SHA-256 of the bytes
    public Hash hash() {
        return Hash.of(bytes());
    }

    @Override
    public SortedMap<Integer, List<HybridRecipient>> joiners() {
        return new TreeMap<>(joiners);
    }
}

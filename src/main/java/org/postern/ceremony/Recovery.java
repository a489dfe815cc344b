package org.postern.ceremony;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.age.AgeFile;
import org.postern.age.AgeShape;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.crypto.Shamir;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Parts;
import org.postern.manifest.Publication;

/// An epoch's secret, split so that k seats together bring it back when every responder's vault is lost
/// (PROTOCOL 10.8): framing `postern/recovery/v1` with one part `share` a seat, each an age file with one
/// stanza, to the seat's recovery key as it lay on deposit: the key that the seat's backups hold, too. Its plaintext,
/// 73 bytes:
///
///     u8      1
///     u32     epoch
///     u8      seat, from 1
///     u8      k
///     u8      n
///     [32]    H(recipient text) of the epoch
///     [33]    raw share of the epoch seed
public final class Recovery {
    static final String HEADER = "postern/recovery/v1";
    static final String SHARE = "share";
    static final int SHARE_BYTES = EpochSeed.SEED_BYTES + 1;
    static final int HASH_BYTES = 32;
    static final int PLAINTEXT_BYTES = 1 + Integer.BYTES + 3 + HASH_BYTES + SHARE_BYTES;

    static final byte VERSION = 1;

    private Recovery() {}

    /// Splits an epoch's secret and seals one share to each seat.
    ///
    /// @param seed       the epoch's secret
    /// @param k          how many shares bring it back, 2 to n
    /// @param seats      the seats' recovery keys for this epoch, seat 1 first; 2 to 5
    /// @param randomness for the split and the age files
    /// @return the recovery file
    /// @throws IllegalArgumentException if a number is out of bounds
    public static byte[] seal(EpochSeed seed, int k, List<HybridRecipient> seats, Randomness randomness) {
        var recipient = LivingEpoch.hashOf(seed.recipient()).raw();
        var parts = new ArrayList<Parts.Part>();
        try (var secret = seed.seed()) {
            var shares = Shamir.split(secret, k, seats.size(), randomness);
            for (var i = 0; i < seats.size(); i++) {
                var plaintext = ByteBuffer.allocate(PLAINTEXT_BYTES)
                        .put(VERSION)
                        .putInt(seed.epoch())
                        .put((byte) (i + 1))
                        .put((byte) k)
                        .put((byte) seats.size())
                        .put(recipient)
                        .put(shares.get(i))
                        .array();
                parts.add(new Parts.Part(SHARE, AgeFile.seal(plaintext, List.of(seats.get(i)), randomness)));
                Arrays.fill(plaintext, (byte) 0);
                Arrays.fill(shares.get(i), (byte) 0);
            }
        }
        return Parts.bytes(HEADER, parts);
    }

    /// Looks at a recovery file from outside.
    ///
    /// @param file the recovery file
    /// @return how many seats it has a share for
    /// @throws ManifestException MALFORMED if it has not the form of one
    public static int shares(byte[] file) {
        var parts = Parts.parse(file, HEADER, Publication.RECOVERY_BYTES_MAX);
        for (var part : parts) {
            var shape = AgeShape.of(part.bytes(), 0, part.bytes().length);
            if (!part.name().equals(SHARE)
                    || shape.isEmpty()
                    || !shape.get().isHybrid(1)
                    || shape.get().payloadBytes() != AgeFile.payloadBytes(PLAINTEXT_BYTES)) {
                throw ManifestException.malformed("expected shares, each sealed to one seat");
            }
        }
        if (parts.size() < 2 || parts.size() > Manifest.SEATS_MAX) {
            throw ManifestException.malformed("expected the shares of 2 to 5 seats");
        }
        return parts.size();
    }
}

package org.postern.ceremony;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Parts;
import org.postern.manifest.Publication;

/// One seat's share of an epoch's secret, opened (PROTOCOL 10.8). *Touches secret keys.* Closing wipes it.
public final class RecoveryShare implements AutoCloseable {
    private final int epoch;
    private final int seat;
    private final int threshold;
    private final int seats;
    private final Hash recipient;
    private final SecretBytes plaintext;

    private RecoveryShare(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        in.get();
        epoch = in.getInt();
        seat = in.get();
        threshold = in.get();
        seats = in.get();
        var hash = new byte[Recovery.HASH_BYTES];
        in.get(hash);
        recipient = Hash.ofRaw(hash);
        plaintext = SecretBytes.takeOwnershipOf(bytes);
    }

    /// Opens a seat's share out of a recovery file.
    ///
    /// @param recoveryFile all shares, each sealed to one seat
    /// @param identity     the seat's
    /// @return the share; empty if none is sealed to this seat, or what is in it has not the form of a share
    /// @throws org.postern.manifest.ManifestException MALFORMED if it is no recovery file
    public static Optional<RecoveryShare> find(byte[] recoveryFile, HybridIdentity identity) {
        Recovery.shares(recoveryFile);
        return Parts.parse(recoveryFile, Recovery.HEADER, Publication.RECOVERY_BYTES_MAX).stream()
                .flatMap(part -> open(part.bytes(), identity).stream())
                .findFirst();
    }

    /// Opens one sealed share.
    ///
    /// @param file     an age file
    /// @param identity whom it is sealed to
    /// @return the share; empty if it is not sealed to this identity, or what is in it has not the form
    /// of a share
    public static Optional<RecoveryShare> open(byte[] file, HybridIdentity identity) {
        byte[] bytes;
        try {
            bytes = AgeFile.open(file, identity);
        } catch (AgeException e) {
            return Optional.empty();
        }
        if (bytes.length != Recovery.PLAINTEXT_BYTES || bytes[0] != Recovery.VERSION) {
            Arrays.fill(bytes, (byte) 0);
            return Optional.empty();
        }
        var share = new RecoveryShare(bytes);
        if (share.isBounded()) {
            return Optional.of(share);
        }
        share.close();
        return Optional.empty();
    }

    private boolean isBounded() {
        var place = plaintext.use(bytes -> bytes[Recovery.PLAINTEXT_BYTES - 1]);
        return epoch >= 1
                && threshold >= 2
                && threshold <= seats
                && seats <= Manifest.SEATS_MAX
                && seat >= 1
                && seat <= seats
                && place == seat;
    }

    /// Seals the share to the person who recovers.
    ///
    /// @param to         that person's pre-key for this epoch
    /// @param randomness for the age file
    /// @return an age file with one stanza
    public byte[] sealTo(HybridRecipient to, Randomness randomness) {
        return plaintext.use(bytes -> AgeFile.seal(bytes, List.of(to), randomness));
    }

    /// The epoch whose secret it is a share of.
    ///
    /// @return its number
    public int epoch() {
        return epoch;
    }

    /// Whose share it is.
    ///
    /// @return the seat, from 1
    public int seat() {
        return seat;
    }

    /// How many shares bring the secret back.
    ///
    /// @return k
    public int threshold() {
        return threshold;
    }

    /// How many seats have a share.
    ///
    /// @return n
    public int seats() {
        return seats;
    }

    /// Which recipient the epoch had, as whoever split the secret wrote it.
    ///
    /// @return SHA-256 of its text
    public Hash recipient() {
        return recipient;
    }

    /// The raw share for [org.postern.crypto.Shamir].
    ///
    /// @return 33 bytes, the caller's to wipe
    byte[] raw() {
        return plaintext.use(bytes ->
                Arrays.copyOfRange(bytes, Recovery.PLAINTEXT_BYTES - Recovery.SHARE_BYTES, Recovery.PLAINTEXT_BYTES));
    }

    /// Wipes the share.
    @Override
    public void close() {
        plaintext.close();
    }
}

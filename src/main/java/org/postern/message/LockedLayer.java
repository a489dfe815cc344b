package org.postern.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;
import org.postern.crypto.Shamir;
import org.postern.manifest.Hash;

/// Who a person is and how to reach them, inside the request but under a second lock that takes k of n seats to open
/// (DESIGN.md 4, PROTOCOL.md 5.2).
///
/// The requester's signature covers the hash of the layer and of every raw share, so a share of another
/// request, a share of another seat or a changed layer is found before anything is combined.
public final class LockedLayer {
    /// Fewest shares that may open a layer.
    public static final int K_MIN = 2;

    /// Most seats.
    public static final int SEATS_MAX = 5;

    static final int LAYER_BYTES_MAX = 3_840;
    static final int SHARE_FILE_BYTES_MAX = 1_760;

    private static final int VERSION = 1;
    private static final int SEED_BYTES = 32;
    private static final int PLAINTEXT_BYTES = 2_112;
    private static final int SHARE_PLAINTEXT_BYTES = 69;

    private final int k;
    private final byte[] layerFile;
    private final List<byte[]> shareHashes;
    private final List<byte[]> shareFiles;

    private LockedLayer(int k, byte[] layerFile, List<byte[]> shareHashes, List<byte[]> shareFiles) {
        this.k = k;
        this.layerFile = layerFile;
        this.shareHashes = List.copyOf(shareHashes);
        this.shareFiles = List.copyOf(shareFiles);
    }

    /// Locks the contact answers.
    ///
    /// @param contact at most [Answers#CONTACT_BYTES_MAX] encoded
    /// @param k shares needed, 2 to the number of seats
    /// @param seats the manifest's seats in order, at most [#SEATS_MAX]
    /// @param randomness for the seed, its shares and the files
    /// @throws IllegalArgumentException when an answer or a number is over its maximum
    public static LockedLayer seal(Answers contact, int k, List<HybridRecipient> seats, Randomness randomness) {
        int n = seats.size();
        if (k < K_MIN || k > n || n > SEATS_MAX) {
            throw new IllegalArgumentException("a layer needs 2 to n shares of at most " + SEATS_MAX + " seats");
        }
        var plaintext = new FieldWriter(PLAINTEXT_BYTES).u8(VERSION);
        contact.write(plaintext, Answers.CONTACT_BYTES_MAX);
        try (var seed = SecretBytes.random(randomness, SEED_BYTES)) {
            byte[] layerFile = AgeFile.seal(plaintext.padded(), List.of(recipientOf(seed)), randomness);
            byte[] layerHash = Sha256.hash(layerFile);
            var hashes = new ArrayList<byte[]>(n);
            var files = new ArrayList<byte[]>(n);
            var raws = Shamir.split(seed, k, n, randomness);
            for (int i = 0; i < n; i++) {
                byte[] share = sharePlaintext(layerHash, i + 1, k, n, raws.get(i));
                hashes.add(Sha256.hash(raws.get(i)));
                files.add(AgeFile.seal(share, List.of(seats.get(i)), randomness));
                Arrays.fill(share, (byte) 0);
                Arrays.fill(raws.get(i), (byte) 0);
            }
            return new LockedLayer(k, layerFile, hashes, files);
        } finally {
            Arrays.fill(plaintext.padded(), (byte) 0);
        }
    }

    /// How many shares open it.
    public int k() {
        return k;
    }

    /// How many seats have one.
    public int n() {
        return shareFiles.size();
    }

    /// The hash of the layer file: what an ask, an approval and an opening name.
    public Hash hash() {
        return Hash.of(layerFile);
    }

    /// Opens one seat's share and checks that it is that seat's share of this very layer.
    ///
    /// @param seat the place in the manifest, from 1
    /// @param identity the seat's identity
    /// @return the share, which the caller closes; nothing when it does not open or is of another layer, seat or
    /// count
    public Optional<Share> share(int seat, HybridIdentity identity) {
        if (seat < 1 || seat > n()) {
            return Optional.empty();
        }
        byte[] plaintext = {};
        try {
            plaintext = AgeFile.open(shareFiles.get(seat - 1), identity);
            if (plaintext.length != SHARE_PLAINTEXT_BYTES) {
                return Optional.empty();
            }
            var in = new FieldReader(plaintext);
            in.exactly(VERSION);
            FieldReader.require(in.hash().equals(hash()));
            in.exactly(seat);
            in.exactly(k);
            in.exactly(n());
            return share(seat, SecretBytes.takeOwnershipOf(in.fixed(Share.RAW_BYTES)));
        } catch (AgeException | FieldReader.Malformed e) {
            return Optional.empty();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Checks a raw share that a key holder approved.
    ///
    /// @param seat whose share it is said to be, from 1
    /// @param raw 33 bytes; owned by the share afterwards, wiped when refused
    /// @return the share, or nothing when its hash is not the one that the requester signed for this seat
    public Optional<Share> share(int seat, SecretBytes raw) {
        boolean fits = seat >= 1
                && seat <= n()
                && raw.length() == Share.RAW_BYTES
                && raw.use(bytes -> Arrays.equals(Sha256.hash(bytes), shareHashes.get(seat - 1)));
        if (!fits) {
            raw.close();
            return Optional.empty();
        }
        return Optional.of(new Share(seat, raw));
    }

    /// Opens the layer.
    ///
    /// @param shares of different seats, of this layer, k or more; not closed here
    /// @return the contact answers; nothing when there are too few, a seat comes twice, or a share is of another
    /// layer
    public Optional<Answers> open(List<Share> shares) {
        var seats = new HashSet<Integer>();
        for (var share : shares) {
            if (!seats.add(share.seat()) || !isOurs(share)) {
                return Optional.empty();
            }
        }
        if (shares.size() < k) {
            return Optional.empty();
        }
        var raws = shares.stream().limit(k).map(share -> share.raw().copy()).toList();
        byte[] plaintext = {};
        try (var seed = Shamir.combine(raws, k);
                var identity = HybridIdentity.fromSeed(seed)) {
            plaintext = AgeFile.open(layerFile, identity);
            if (plaintext.length != PLAINTEXT_BYTES) {
                return Optional.empty();
            }
            var in = new FieldReader(plaintext);
            in.exactly(VERSION);
            var contact = Answers.read(in, Answers.CONTACT_BYTES_MAX);
            in.zeros();
            return Optional.of(contact);
        } catch (AgeException | IllegalArgumentException | FieldReader.Malformed e) {
            // IllegalArgumentException: a requester signed shares that no splitting gives; it hurts only that
            // requester.
            return Optional.empty();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
            raws.forEach(raw -> Arrays.fill(raw, (byte) 0));
        }
    }

    void write(FieldWriter out) {
        out.u8(k).u8(n()).bytes16(layerFile, LAYER_BYTES_MAX);
        shareHashes.forEach(hash -> out.fixed(hash, Sha256.BYTES));
        shareFiles.forEach(file -> out.bytes16(file, SHARE_FILE_BYTES_MAX));
    }

    static LockedLayer read(FieldReader in) {
        int k = in.u8(K_MIN, SEATS_MAX);
        int n = in.u8(k, SEATS_MAX);
        byte[] layerFile = in.bytes16(LAYER_BYTES_MAX);
        var hashes = new ArrayList<byte[]>(n);
        var files = new ArrayList<byte[]>(n);
        for (int i = 0; i < n; i++) {
            hashes.add(in.fixed(Sha256.BYTES));
        }
        for (int i = 0; i < n; i++) {
            files.add(in.bytes16(SHARE_FILE_BYTES_MAX));
        }
        return new LockedLayer(k, layerFile, hashes, files);
    }

    private boolean isOurs(Share share) {
        return share.seat() <= n()
                && share.raw().use(bytes -> Arrays.equals(Sha256.hash(bytes), shareHashes.get(share.seat() - 1)));
    }

    private static HybridRecipient recipientOf(SecretBytes seed) {
        try (var identity = HybridIdentity.fromSeed(seed)) {
            return identity.recipient();
        }
    }

    private static byte[] sharePlaintext(byte[] layerHash, int seat, int k, int n, byte[] raw) {
        return new FieldWriter(SHARE_PLAINTEXT_BYTES)
                .u8(VERSION)
                .fixed(layerHash, Sha256.BYTES)
                .u8(seat)
                .u8(k)
                .u8(n)
                .fixed(raw, Share.RAW_BYTES)
                .padded();
    }
}

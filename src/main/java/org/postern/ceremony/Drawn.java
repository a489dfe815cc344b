package org.postern.ceremony;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Lines;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Publication;
import org.postern.manifest.Reason;

/// What a responder's console drew for a lineup: only public halves and sealed files (PROTOCOL 10.6).
///
///     u8      1
///     [32]    H(lineup text)
///     u32     epoch
///     [1216]  recipient
///     u32     length, then the first epoch file
///     u8      supplements, at most 64, ascending; each: u32 epoch, u8 count and count × [32] H(earlier file of it),
///             u32 length, file
///     u32     length, then the recovery file; 0 without seats
///     [32]    signer: the desk key in the epoch in force; at the founding and after a recovery the person key
///     [64]    sign(signer, "postern/v1/drawn", everything above)
public final class Drawn {
    /// Longest drawing: 64 stanzas in the first file, and room for supplements.
    public static final int DRAWN_BYTES_MAX = 1 << 20;

    private static final int VERSION = 1;
    private static final String CONTEXT = "postern/v1/drawn";
    private static final int HASH_BYTES = 32;

    private final Hash lineup;
    private final int epoch;
    private final HybridRecipient recipient;
    private final EpochFile first;
    private final List<Supplement> supplements;
    private final byte[] recovery;
    private final PublicKey signer;
    private final byte[] signature;

    /// A sealed file by which people get an epoch that was drawn before they came.
    ///
    /// @param epoch   the older epoch
    /// @param earlier hashes of its files so far, in order, so that admins without them can compute the new
    ///                row's hash
    /// @param file    the supplement
    public record Supplement(int epoch, List<Hash> earlier, EpochFile file) {
        /// Checks every bound.
        ///
        /// @throws ManifestException MALFORMED
        public Supplement {
            earlier = List.copyOf(earlier);
            if (epoch < 1 || earlier.isEmpty() || earlier.size() > Manifest.EPOCHS_MAX) {
                throw ManifestException.malformed("expected an older epoch and the hashes of its files");
            }
        }

        /// What the manifest in force has to say of the epoch's files.
        ///
        /// @return `H(H(file 1) ‖ …)` without the supplement
        public Hash before() {
            return joined(earlier);
        }

        /// What the next manifest says of them.
        ///
        /// @return the same with the supplement
        public Hash after() {
            var longer = new ArrayList<>(earlier);
            longer.add(file.hash());
            return joined(longer);
        }

        private static Hash joined(List<Hash> hashes) {
            var bytes = new ByteArrayOutputStream();
            hashes.forEach(hash -> bytes.writeBytes(hash.raw()));
            return Hash.of(bytes.toByteArray());
        }
    }

    private Drawn(
            Hash lineup,
            int epoch,
            HybridRecipient recipient,
            EpochFile first,
            List<Supplement> supplements,
            byte[] recovery,
            PublicKey signer,
            byte[] signature) {
        if (epoch < 1) {
            throw ManifestException.malformed("expected an epoch from 1 on");
        }
        if (recovery.length > Publication.RECOVERY_BYTES_MAX || supplements.size() > Manifest.EPOCHS_MAX) {
            throw ManifestException.malformed("expected at most 64 supplements and a shorter recovery file");
        }
        Lines.ascending(supplements.stream().map(Supplement::epoch).toList(), "supplements");
        this.lineup = lineup;
        this.epoch = epoch;
        this.recipient = recipient;
        this.first = first;
        this.supplements = List.copyOf(supplements);
        this.recovery = recovery;
        this.signer = signer;
        this.signature = signature;
    }

    /// Signs what was drawn.
    ///
    /// @param lineup      names the lineup it was drawn for
    /// @param epoch       the new epoch
    /// @param recipient   its recipient
    /// @param first       its secret, sealed to the lineup's people
    /// @param supplements older epochs' secrets, sealed to people who join; by ascending epoch
    /// @param recovery    the shares, sealed to the seats
    /// @param signerSeed  the seed of the desk key, or the person key; 32 bytes
    /// @return the drawing
    static Drawn sign(
            Hash lineup,
            int epoch,
            HybridRecipient recipient,
            EpochFile first,
            List<Supplement> supplements,
            Optional<byte[]> recovery,
            SecretBytes signerSeed) {
        var signer = PublicKey.of(Ed25519.publicKey(signerSeed));
        var files = recovery.orElse(new byte[0]);
        var unsigned = new Drawn(lineup, epoch, recipient, first, supplements, files, signer, new byte[0]);
        var signature = ContextSignature.sign(signerSeed, CONTEXT, unsigned.bytes());
        return new Drawn(lineup, epoch, recipient, first, supplements, files, signer, signature);
    }

    /// Reads a drawing and checks its signature; whether the signer may draw is for `Review` to say.
    ///
    /// @param bytes at most 1 MiB
    /// @return the drawing
    /// @throws ManifestException MALFORMED; WRONG_EPOCH_FILE if a file is none; BAD_SIGNATURE
    public static Drawn parse(byte[] bytes) {
        if (bytes.length > DRAWN_BYTES_MAX) {
            throw ManifestException.malformed("expected a drawing of at most 1 MiB");
        }
        var in = new Fields(bytes);
        in.version(VERSION);
        var lineup = hash(in);
        int epoch = in.epoch();
        var recipient = in.recipient();
        var first = EpochFile.parse(in.bytes(in.number32()));
        var supplements = new ArrayList<Supplement>();
        for (int left = in.number8(); left > 0; left--) {
            int older = in.epoch();
            var earlier = new ArrayList<Hash>();
            for (int hashes = in.number8(); hashes > 0; hashes--) {
                earlier.add(hash(in));
            }
            supplements.add(new Supplement(older, earlier, EpochFile.parse(in.bytes(in.number32()))));
        }
        var recovery = in.bytes(in.number32());
        var signer = in.key();
        int end = in.position();
        var signature = in.bytes(Ed25519.SIGNATURE_BYTES);
        in.end();
        if (!ContextSignature.verify(signer.raw(), CONTEXT, signature, Arrays.copyOf(bytes, end))) {
            throw new ManifestException(Reason.BAD_SIGNATURE, "expected the signature of the desk that drew");
        }
        return new Drawn(lineup, epoch, recipient, first, supplements, recovery, signer, signature);
    }

    private static Hash hash(Fields in) {
        return Hash.ofRaw(in.bytes(HASH_BYTES));
    }

    /// Writes the drawing.
    ///
    /// @return what `parse` reads
    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.writeBytes(lineup.raw());
        number(out, epoch);
        out.writeBytes(recipient.raw());
        file(out, first.bytes());
        out.write(supplements.size());
        for (var supplement : supplements) {
            number(out, supplement.epoch());
            out.write(supplement.earlier().size());
            supplement.earlier().forEach(hash -> out.writeBytes(hash.raw()));
            file(out, supplement.file().bytes());
        }
        file(out, recovery);
        out.writeBytes(signer.raw());
        out.writeBytes(signature);
        return out.toByteArray();
    }

    private static void file(ByteArrayOutputStream out, byte[] file) {
        number(out, file.length);
        out.writeBytes(file);
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    /// Names the lineup it was drawn for.
    ///
    /// @return SHA-256 of the lineup's text
    public Hash lineup() {
        return lineup;
    }

    /// The new epoch.
    ///
    /// @return its number
    public int epoch() {
        return epoch;
    }

    /// What requests will be sealed to.
    ///
    /// @return the new epoch's recipient
    public HybridRecipient recipient() {
        return recipient;
    }

    /// The new epoch's secret, sealed to the lineup's people.
    ///
    /// @return the epoch file
    public EpochFile first() {
        return first;
    }

    /// Older epochs' secrets, sealed to people who join.
    ///
    /// @return by ascending epoch
    public List<Supplement> supplements() {
        return supplements;
    }

    /// The shares of the new epoch's secret, sealed to the seats.
    ///
    /// @return the recovery file, a copy; nothing without seats
    public Optional<byte[]> recovery() {
        return recovery.length == 0 ? Optional.empty() : Optional.of(recovery.clone());
    }

    /// Who drew.
    ///
    /// @return a desk key of the epoch in force, or a person key
    public PublicKey signer() {
        return signer;
    }
}

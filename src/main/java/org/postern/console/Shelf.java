package org.postern.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.crypto.Aead;
import org.postern.crypto.AeadKey;
import org.postern.crypto.Hkdf;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.envelope.Limits;
import org.postern.envelope.RefusedException;
import org.postern.envelope.ReplyFrame;
import org.postern.file.WholeFile;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultException;
import org.postern.message.Reply;
import org.postern.message.ThreadId;

/// What is on its way, on this machine's disk beside the vault: a lock, a crash or a power cut loses no answer.
///
/// The file always has the same length, whatever waits in it. It is sealed under a key made from the desk key of an
/// epoch, which only the vault holds and which goes when the epoch is destroyed. Its first 12 bytes are the nonce.
final class Shelf {
    /// So many answers wait at most.
    static final int PARCELS_MAX = 8;

    private static final int VERSION = 1;
    private static final int PLAIN_BYTES =
            2 + PARCELS_MAX * (64 + Case.Sight.CHARS + Reply.TEXT_BYTES_MAX + Limits.REPLY_BYTES);
    private static final int FILE_BYTES = AeadKey.NONCE_BYTES + PLAIN_BYTES + AeadKey.TAG_BYTES;
    private static final String KEY_INFO = "postern/v1/outbox";
    private static final byte[] NONE = {};

    private final Optional<Path> file;
    private final Keyring keyring;
    private final Randomness randomness;

    /// One answer.
    ///
    /// @param thread whom
    /// @param draft what to say
    /// @param seen what its author had before them
    /// @param since when it was written
    /// @param frame its sealed form, once it has one
    /// @param asks whether its author has to decide first; otherwise it was on its way
    record Kept(
            ThreadId thread,
            Reply.Draft draft,
            Case.Sight seen,
            Instant since,
            Optional<ReplyFrame> frame,
            boolean asks) {}

    /// @param file where; without it nothing outlives the console
    /// @param keyring lends the desk keys
    /// @param randomness for nonces
    Shelf(Optional<Path> file, Keyring keyring, Randomness randomness) {
        this.file = file;
        this.keyring = keyring;
        this.randomness = randomness;
    }

    /// Writes what is on its way now. Returning means that it lies on the disk.
    ///
    /// @param epoch whose desk key seals it
    /// @param all at most [#PARCELS_MAX]
    /// @throws VaultException one sentence, if it can't be written
    void write(int epoch, List<Kept> all) {
        if (file.isEmpty()) {
            return;
        }
        var plain = encode(all);
        var nonce = randomness.bytes(AeadKey.NONCE_BYTES);
        try (var key = key(epoch).orElseThrow(() -> new VaultException("This vault has no desk to write with."))) {
            var closedUp = Aead.seal(key, nonce, NONE, plain);
            var bytes = Arrays.copyOf(nonce, nonce.length + closedUp.length);
            System.arraycopy(closedUp, 0, bytes, nonce.length, closedUp.length);
            WholeFile.replaceSecret(file.get(), bytes);
        } catch (IOException e) {
            throw new VaultException("It can't be kept on this computer. " + e.getMessage());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /// Reads what was on its way when the console was locked or ended.
    ///
    /// @return nothing too if there is no file
    /// @throws VaultException one sentence, if there is one that can't be opened: its epoch is over, or it
    ///     is damaged
    List<Kept> read() {
        if (file.isEmpty() || WholeFile.isFree(file.get())) {
            return List.of();
        }
        try {
            if (Files.size(file.get()) == FILE_BYTES) {
                var bytes = WholeFile.read(file.get(), FILE_BYTES);
                for (int epoch : keyring.epochs().reversed()) {
                    var plain = open(epoch, bytes);
                    if (plain.isPresent()) {
                        return decode(plain.get());
                    }
                }
            }
        } catch (IOException | RefusedException | IllegalArgumentException e) {
            throw new VaultException(UNREADABLE);
        }
        throw new VaultException(UNREADABLE);
    }

    private static final String UNREADABLE =
            "What was still on its way when this console was last closed can't be opened any more.";

    private Optional<byte[]> open(int epoch, byte[] bytes) {
        return key(epoch).flatMap(secret -> {
            try (secret) {
                return Aead.open(
                        secret,
                        Arrays.copyOf(bytes, AeadKey.NONCE_BYTES),
                        NONE,
                        Arrays.copyOfRange(bytes, AeadKey.NONCE_BYTES, bytes.length));
            }
        });
    }

    private Optional<SecretBytes> key(int epoch) {
        return keyring.desk(epoch).map(desk -> Hkdf.derive(desk, NONE, KEY_INFO, AeadKey.KEY_BYTES));
    }

    private static byte[] encode(List<Kept> all) {
        var bytes = new ByteArrayOutputStream(PLAIN_BYTES);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(all.size());
            for (var kept : all) {
                out.write(kept.thread().bytes());
                out.writeByte(Wording.stateCode(kept.draft().state()));
                out.writeLong(kept.since().getEpochSecond());
                out.write(kept.seen().token().getBytes(StandardCharsets.US_ASCII));
                var text = kept.draft().text().getBytes(StandardCharsets.UTF_8);
                out.writeShort(text.length);
                out.write(text);
                out.writeBoolean(kept.asks());
                out.writeBoolean(kept.frame().isPresent());
                out.write(kept.frame().map(ReplyFrame::frame).orElse(NONE));
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return Arrays.copyOf(bytes.toByteArray(), PLAIN_BYTES);
    }

    private static List<Kept> decode(byte[] plain) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(plain));
        if (in.readByte() != VERSION) {
            throw new IOException("another version");
        }
        var all = new ArrayList<Kept>();
        for (int left = in.readByte(); left > 0; left--) {
            var thread = ThreadId.of(in.readNBytes(ThreadId.BYTES));
            var state = Wording.state(in.readByte());
            var since = Instant.ofEpochSecond(in.readLong());
            var seen = Case.Sight.of(new String(in.readNBytes(Case.Sight.CHARS), StandardCharsets.US_ASCII));
            var text = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
            boolean asks = in.readBoolean();
            var frame = in.readBoolean()
                    ? Optional.of(ReplyFrame.parse(in.readNBytes(Limits.REPLY_BYTES)))
                    : Optional.<ReplyFrame>empty();
            all.add(new Kept(thread, new Reply.Draft(state, Optional.empty(), text), seen, since, frame, asks));
        }
        return all;
    }
}

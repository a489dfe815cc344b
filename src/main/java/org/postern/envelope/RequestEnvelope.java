package org.postern.envelope;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.postern.crypto.Sha256;

/// A request or a follow-up as it travels: 32 768 bytes of which the server reads the first 92 and the age
/// header (PROTOCOL.md 4.1).
///
/// Arrays are shared, not copied: treat them as read-only.
public final class RequestEnvelope {
    private static final String MAGIC = "PRQ1";
    private static final UUID ZERO = new UUID(0, 0);

    private final UUID id;
    private final int epoch;
    private final byte[] mark;
    private final byte[] frame;
    private final byte[] digest;

    private RequestEnvelope(UUID id, int epoch, byte[] mark, byte[] frame) {
        this.id = id;
        this.epoch = epoch;
        this.mark = mark;
        this.frame = frame;
        this.digest = Sha256.hash(frame);
    }

    /// Admits by length, magic, price and shape. Whether the epoch is open is for the caller to ask.
    ///
    /// @param frame all bytes as they came; kept, not copied
    /// @throws RefusedException WRONG_LENGTH, MALFORMED, EPOCH_CLOSED (an epoch that can't be), WORK_UNPROVEN,
    ///     NOT_SEALED
    public static RequestEnvelope parse(byte[] frame) {
        var fields = Frame.of(frame, Limits.REQUEST_BYTES, MAGIC);
        var id = uuid(fields.bytes(Limits.ID_BYTES));
        // The all-zero id is where a reader's cursor starts, so nothing may stand there.
        if (id.equals(ZERO)) throw new RefusedException(Refusal.MALFORMED);
        var epoch = fields.epoch();
        var mark = fields.bytes(Limits.HASH_BYTES);
        ProofOfWork.read(fields);
        SealedFile.check(frame, fields.position(), 1);
        return new RequestEnvelope(id, epoch, mark, frame);
    }

    private static UUID uuid(byte[] sixteen) {
        var words = ByteBuffer.wrap(sixteen);
        return new UUID(words.getLong(), words.getLong());
    }

    /// The request id: random, drawn by the sender, and the idempotency key.
    public UUID id() {
        return id;
    }

    /// The epoch that it is sealed to, 1 or more.
    public int epoch() {
        return epoch;
    }

    /// The erase mark, 32 bytes: `H(erase key, id)`.
    public byte[] mark() {
        return mark;
    }

    /// All 32 768 bytes, as they came.
    public byte[] frame() {
        return frame;
    }

    /// SHA-256 of the frame: tells a resend from another request under the same id.
    public byte[] digest() {
        return digest;
    }
}

package org.postern.envelope;

import java.util.Arrays;
import org.postern.crypto.Sha256;

/// An answer as it travels: 8 192 bytes of which the server reads the first 41 and the age header (PROTOCOL.md
/// 4.2).
///
/// Arrays are shared, not copied: treat them as read-only.
public final class ReplyFrame {
    static final String MAGIC = "PRP1";

    private final int epoch;
    private final byte[] tag;
    private final int number;
    private final byte[] frame;

    private ReplyFrame(int epoch, byte[] tag, int number, byte[] frame) {
        this.epoch = epoch;
        this.tag = tag;
        this.number = number;
        this.frame = frame;
    }

    /// Admits by length, magic and shape. Whether the epoch is known is for the caller to ask.
    ///
    /// @param frame all bytes as they came; kept, not copied
    /// @throws RefusedException WRONG_LENGTH, MALFORMED (also a number over 63), EPOCH_CLOSED (an epoch that
    ///     can't be), NOT_SEALED
    public static ReplyFrame parse(byte[] frame) {
        var fields = Frame.of(frame, Limits.REPLY_BYTES, MAGIC);
        var epoch = fields.epoch();
        var tag = fields.bytes(Limits.HASH_BYTES);
        var number = fields.u8();
        if (number > Limits.REPLY_NUMBER_MAX) throw new RefusedException(Refusal.MALFORMED);
        SealedFile.check(frame, fields.position(), 2);
        return new ReplyFrame(epoch, tag, number, frame);
    }

    /// The epoch that its second stanza is sealed to, 1 or more.
    public int epoch() {
        return epoch;
    }

    /// The mailbox tag, 32 bytes: `H(locator)`.
    public byte[] tag() {
        return tag;
    }

    /// The place in the mailbox, 0 to 63.
    public int number() {
        return number;
    }

    /// All 8 192 bytes, as they came.
    public byte[] frame() {
        return frame;
    }

    /// SHA-256 of the frame: tells a resend from another reply in the same place.
    public byte[] digest() {
        return Sha256.hash(frame);
    }

    /// What the next reply and the triage log know this one by (5.3): SHA-256 of tag, number, and nonce and payload.
    /// It stays the same when the reply moves to another epoch, which changes the epoch and the age header only.
    ///
    /// @return 32 bytes
    public byte[] link() {
        var payload = Arrays.copyOfRange(frame, frame.length - Limits.REPLY_PAYLOAD_BYTES, frame.length);
        return Sha256.hash(tag, new byte[] {(byte) number}, payload);
    }

    /// True when both frames are the same bytes.
    public boolean sameBytesAs(ReplyFrame other) {
        return Arrays.equals(frame, other.frame);
    }
}

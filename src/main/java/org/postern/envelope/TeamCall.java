package org.postern.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Sha256;

/// A call on the team listener: a frame that a desk key signed together with the path it goes to (PROTOCOL.md,
/// section 7).
///
/// @param epoch whose roster must hold the desk, 1 or more
/// @param desk Ed25519 public key, 32 bytes
/// @param seconds the caller's clock, Unix seconds
/// @param random 16 bytes
/// @param signature 64 bytes
/// @param payload what the place is to do; each place has its own bound
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record TeamCall(int epoch, byte[] desk, long seconds, byte[] random, byte[] signature, byte[] payload) {
    /// What the signature is for.
    public static final String CONTEXT = "postern/v1/team-call";

    private static final String MAGIC = "PTM1";

    /// Signs one message under a context string; the key stays with whoever gives this.
    @FunctionalInterface
    public interface Signer {
        /// Signs `context ‖ 0x00 ‖ message`.
        ///
        /// @param context what the signature is for
        /// @param message the bytes to sign after the context
        /// @return 64 bytes
        byte[] sign(String context, byte[] message);
    }

    /// Reads a frame. Nothing is verified yet: ask {@link #isSignedFor} and the roster.
    ///
    /// @throws RefusedException WRONG_LENGTH, MALFORMED, EPOCH_CLOSED (an epoch that can't be)
    public static TeamCall parse(byte[] frame) {
        if (frame.length < Limits.TEAM_CALL_HEAD_BYTES
                || frame.length > Limits.TEAM_CALL_HEAD_BYTES + Limits.TEAM_PAYLOAD_BYTES_MAX)
            throw new RefusedException(Refusal.WRONG_LENGTH);
        var fields = Frame.startingWith(frame, MAGIC);
        return new TeamCall(
                fields.epoch(),
                fields.bytes(Limits.DESK_KEY_BYTES),
                fields.u64(),
                fields.bytes(Limits.ID_BYTES),
                fields.bytes(Limits.SIGNATURE_BYTES),
                fields.remaining());
    }

    /// Signs and writes a frame.
    ///
    /// @param path where it goes, as in the request line
    /// @param epoch 1 or more
    /// @param desk the public half, 32 bytes
    /// @param now the caller's clock
    /// @param random 16 fresh bytes
    /// @param payload as long as the place takes
    /// @param signer holds the secret half
    public static byte[] frame(
            String path, int epoch, byte[] desk, Instant now, byte[] random, byte[] payload, Signer signer) {
        var seconds = now.getEpochSecond();
        var signature = signer.sign(CONTEXT, signedBytes(path, epoch, desk, seconds, random, payload));
        return ByteBuffer.allocate(Limits.TEAM_CALL_HEAD_BYTES + payload.length)
                .put(MAGIC.getBytes(StandardCharsets.US_ASCII))
                .putInt(epoch)
                .put(desk)
                .putLong(seconds)
                .put(random)
                .put(signature)
                .put(payload)
                .array();
    }

    /// True when the desk signed this call for this path and its clock is within 300 s of ours.
    ///
    /// @param path as in the request line
    /// @param now the server's clock
    public boolean isSignedFor(String path, Instant now) {
        var ours = now.getEpochSecond();
        // Compared without subtracting: a clock at the end of u64 must not overflow into the window.
        if (seconds < ours - Limits.TEAM_CLOCK_SECONDS_MAX || seconds > ours + Limits.TEAM_CLOCK_SECONDS_MAX)
            return false;
        return ContextSignature.verify(
                desk, CONTEXT, signature, signedBytes(path, epoch, desk, seconds, random, payload));
    }

    /// The payload, when it has exactly this length.
    ///
    /// @throws RefusedException WRONG_LENGTH
    public byte[] payloadOf(int bytes) {
        if (payload.length != bytes) throw new RefusedException(Refusal.WRONG_LENGTH);
        return payload;
    }

    private static byte[] signedBytes(
            String path, int epoch, byte[] desk, long seconds, byte[] random, byte[] payload) {
        var name = path.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(name.length
                        + 1
                        + Integer.BYTES
                        + Limits.DESK_KEY_BYTES
                        + Long.BYTES
                        + Limits.ID_BYTES
                        + Limits.HASH_BYTES)
                .put(name)
                .put((byte) 0)
                .putInt(epoch)
                .put(desk)
                .putLong(seconds)
                .put(random)
                .put(Sha256.hash(payload))
                .array();
    }
}

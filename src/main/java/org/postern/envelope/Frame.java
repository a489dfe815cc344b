package org.postern.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads one frame from front to back; big-endian, bounds known beforehand (PROTOCOL.md, section 2).
final class Frame {
    private final ByteBuffer rest;

    private Frame(byte[] bytes) {
        rest = ByteBuffer.wrap(bytes);
    }

    /// Starts to read a frame of one exact length.
    ///
    /// @throws RefusedException WRONG_LENGTH, or MALFORMED for another magic
    static Frame of(byte[] bytes, int exactBytes, String magic) {
        if (bytes.length != exactBytes) throw new RefusedException(Refusal.WRONG_LENGTH);
        return startingWith(bytes, magic);
    }

    /// Starts to read a frame whose length was checked already; it holds the magic at least.
    static Frame startingWith(byte[] bytes, String magic) {
        var frame = new Frame(bytes);
        for (var expected : magic.getBytes(StandardCharsets.US_ASCII))
            if (frame.rest.get() != expected) throw new RefusedException(Refusal.MALFORMED);
        return frame;
    }

    byte[] bytes(int length) {
        var out = new byte[length];
        rest.get(out);
        return out;
    }

    int u8() {
        return rest.get() & 0xff;
    }

    long u32() {
        return rest.getInt() & 0xffffffffL;
    }

    long u64() {
        return rest.getLong();
    }

    /// An epoch counts from 1. Beyond the signed range none will ever be open, and the store keeps signed
    /// integers.
    ///
    /// @throws RefusedException EPOCH_CLOSED
    int epoch() {
        var epoch = rest.getInt();
        if (epoch < 1) throw new RefusedException(Refusal.EPOCH_CLOSED);
        return epoch;
    }

    void zeros(int length) {
        for (int i = 0; i < length; i++) if (rest.get() != 0) throw new RefusedException(Refusal.MALFORMED);
    }

    int position() {
        return rest.position();
    }

    byte[] remaining() {
        return bytes(rest.remaining());
    }
}

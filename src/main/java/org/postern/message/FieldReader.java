package org.postern.message;

import java.util.Arrays;
import java.util.UUID;
import org.postern.crypto.Sha256;
import org.postern.manifest.Hash;

/// Reads the fields of one plaintext; every length is checked before anything is copied (PROTOCOL.md 2).
///
/// Every method throws [Malformed] when the bytes are not there or break a rule.
final class FieldReader {
    /// The bytes are not what they should be. It says no more, and is caught inside this room.
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super("malformed", null, false, false);
        }
    }

    private final byte[] bytes;
    private int at;

    FieldReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        return (int) number(1);
    }

    int u16() {
        return (int) number(2);
    }

    long u32() {
        return number(4);
    }

    UUID uuid() {
        return new UUID(number(8), number(8));
    }

    /// An epoch: 1 or more, and no more than the signed range.
    int epoch() {
        int epoch = (int) number(4);
        require(epoch >= 1);
        return epoch;
    }

    /// A byte that must have exactly this value, as a version does.
    void exactly(int value) {
        require(u8() == value);
    }

    /// A byte between two values, both allowed.
    int u8(int min, int max) {
        int value = u8();
        require(value >= min && value <= max);
        return value;
    }

    /// A byte that says whether something follows.
    boolean flag() {
        return u8(0, 1) == 1;
    }

    Hash hash() {
        return Hash.ofRaw(fixed(Sha256.BYTES));
    }

    byte[] fixed(int size) {
        require(size <= bytes.length - at);
        at += size;
        return Arrays.copyOfRange(bytes, at - size, at);
    }

    String str8(int max) {
        var ascii = fixed(u8(0, max));
        for (byte b : ascii) {
            require(b >= 0);
        }
        return text(ascii);
    }

    String str16(int bytesMax) {
        return text(bytes16(bytesMax));
    }

    byte[] bytes16(int bytesMax) {
        int length = u16();
        require(length <= bytesMax);
        return fixed(length);
    }

    /// How many bytes are read.
    int position() {
        return at;
    }

    /// A copy of everything read so far: what a signature covers.
    byte[] soFar() {
        return Arrays.copyOf(bytes, at);
    }

    /// The rest must be zeros.
    void zeros() {
        int difference = 0;
        while (at < bytes.length) {
            difference |= bytes[at++];
        }
        require(difference == 0);
    }

    static void require(boolean holds) {
        if (!holds) {
            throw new Malformed();
        }
    }

    private static String text(byte[] utf8) {
        return Utf8.decode(utf8).orElseThrow(Malformed::new);
    }

    private long number(int size) {
        require(size <= bytes.length - at);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | (bytes[at++] & 0xff);
        }
        return value;
    }
}

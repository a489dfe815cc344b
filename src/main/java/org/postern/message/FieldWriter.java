package org.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Writes the fields of one plaintext of a fixed size: big-endian, length-prefixed, zeros at the end (PROTOCOL.md 2).
///
/// Every method throws `IllegalArgumentException` when the field is over its maximum or does not fit.
final class FieldWriter {
    private final byte[] bytes;
    private int at;

    FieldWriter(int size) {
        bytes = new byte[size];
    }

    FieldWriter u8(int value) {
        return number(value, 1);
    }

    FieldWriter u16(int value) {
        return number(value, 2);
    }

    FieldWriter u32(long value) {
        return number(value, 4);
    }

    /// An id of 16 bytes.
    FieldWriter uuid(UUID id) {
        return longs(id.getMostSignificantBits()).longs(id.getLeastSignificantBits());
    }

    /// Exactly `size` bytes.
    FieldWriter fixed(byte[] value, int size) {
        if (value.length != size) {
            throw new IllegalArgumentException("a field of fixed size has another size");
        }
        return put(value);
    }

    /// `str8`: ASCII with a length of one byte.
    FieldWriter str8(String value, int max) {
        var ascii = Utf8.encode(value);
        if (ascii.length != value.length() || ascii.length > max) {
            throw new IllegalArgumentException("a short text is not ASCII, or longer than " + max + " bytes");
        }
        return u8(ascii.length).put(value.getBytes(StandardCharsets.US_ASCII));
    }

    /// `str16`: strict UTF-8 with a length of two bytes.
    FieldWriter str16(String value, int bytesMax) {
        return bytes16(Utf8.encode(value), bytesMax);
    }

    /// `bytes16`: bytes with a length of two bytes.
    FieldWriter bytes16(byte[] value, int bytesMax) {
        if (value.length > bytesMax) {
            throw new IllegalArgumentException("a field is longer than " + bytesMax + " bytes");
        }
        return u16(value.length).put(value);
    }

    /// How many bytes are written.
    int length() {
        return at;
    }

    /// A copy of what is written.
    byte[] written() {
        return Arrays.copyOf(bytes, at);
    }

    /// The whole plaintext, zeros at its end. The array itself: write nothing after this.
    byte[] padded() {
        return bytes;
    }

    private FieldWriter number(long value, int size) {
        if (value < 0 || value >>> (8 * size) != 0) {
            throw new IllegalArgumentException("a number does not fit in " + size + " bytes");
        }
        room(size);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            bytes[at++] = (byte) (value >>> shift);
        }
        return this;
    }

    private FieldWriter longs(long value) {
        return number(value >>> 32, 4).number(value & 0xffff_ffffL, 4);
    }

    private FieldWriter put(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        return this;
    }

    private void room(int size) {
        if (size > bytes.length - at) {
            throw new IllegalArgumentException("the fields do not fit in " + bytes.length + " bytes");
        }
    }
}

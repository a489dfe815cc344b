package org.postern.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.postern.crypto.Sha256;

/// "Delete everything" (PROTOCOL.md 4.4): the erase key finds a person's requests, the locator their mailbox.
///
/// @param eraseKey 32 bytes; told to the consoles, which check their own copies with it
/// @param tag `H(locator)`, 32 bytes
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record EraseOrder(byte[] eraseKey, byte[] tag) {
    private static final String MAGIC = "PER1";

    /// Reads an order.
    ///
    /// @throws RefusedException WRONG_LENGTH, MALFORMED (also an all-zero key: readers' cursors start there)
    public static EraseOrder parse(byte[] frame) {
        var fields = Frame.of(frame, Limits.ERASE_BYTES, MAGIC);
        var key = fields.bytes(Limits.HASH_BYTES);
        if (isZero(key)) throw new RefusedException(Refusal.MALFORMED);
        return new EraseOrder(key, Sha256.hash(fields.bytes(Limits.HASH_BYTES)));
    }

    /// Writes an order.
    ///
    /// @param eraseKey 32 bytes, from the nine words
    /// @param locator 32 bytes, from the nine words
    /// @return 68 bytes
    public static byte[] frame(byte[] eraseKey, byte[] locator) {
        if (eraseKey.length != Limits.HASH_BYTES || locator.length != Limits.HASH_BYTES)
            throw new IllegalArgumentException("erase key and locator have 32 bytes each");
        return ByteBuffer.allocate(Limits.ERASE_BYTES)
                .put(MAGIC.getBytes(StandardCharsets.US_ASCII))
                .put(eraseKey)
                .put(locator)
                .array();
    }

    /// The mark that a request carries so that this key can erase it: `H(erase key, request id)`.
    ///
    /// @return 32 bytes
    public static byte[] mark(byte[] eraseKey, UUID requestId) {
        var id = ByteBuffer.allocate(Limits.ID_BYTES)
                .putLong(requestId.getMostSignificantBits())
                .putLong(requestId.getLeastSignificantBits());
        return Sha256.hash(eraseKey, id.array());
    }

    private static boolean isZero(byte[] key) {
        for (var b : key) if (b != 0) return false;
        return true;
    }
}

package org.postern.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.postern.crypto.Sha256;

/// Asks for one page of a mailbox (PROTOCOL.md 4.3). The locator proves the right to read; the server keeps and
/// compares only its hash.
///
/// @param tag `H(locator)`, 32 bytes
/// @param page 0 to 7, or 255 for the newest
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record MailboxAsk(byte[] tag, int page) {
    private static final String MAGIC = "PMB1";

    /// Reads an ask.
    ///
    /// @throws RefusedException WRONG_LENGTH, MALFORMED
    public static MailboxAsk parse(byte[] frame) {
        var fields = Frame.of(frame, Limits.MAILBOX_ASK_BYTES, MAGIC);
        var locator = fields.bytes(Limits.HASH_BYTES);
        var page = fields.u8();
        if (page > Limits.MAILBOX_PAGE_MAX && page != Limits.MAILBOX_PAGE_NEWEST)
            throw new RefusedException(Refusal.MALFORMED);
        fields.zeros(3);
        return new MailboxAsk(Sha256.hash(locator), page);
    }

    /// Writes an ask.
    ///
    /// @param locator 32 bytes, from the nine words
    /// @param page 0 to 7, or 255 for the newest
    /// @return 40 bytes
    public static byte[] frame(byte[] locator, int page) {
        if (locator.length != Limits.HASH_BYTES) throw new IllegalArgumentException("a locator has 32 bytes");
        if (page < 0 || (page > Limits.MAILBOX_PAGE_MAX && page != Limits.MAILBOX_PAGE_NEWEST))
            throw new IllegalArgumentException("a page is 0 to 7, or 255");
        return ByteBuffer.allocate(Limits.MAILBOX_ASK_BYTES)
                .put(MAGIC.getBytes(StandardCharsets.US_ASCII))
                .put(locator)
                .put((byte) page)
                .array();
    }
}

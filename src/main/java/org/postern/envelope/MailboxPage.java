package org.postern.envelope;

import java.nio.ByteBuffer;
import java.util.List;
import org.postern.crypto.Randomness;

/// Lays out a mailbox page: always eight places and 65 536 bytes, empty ones filled with frames that look like
/// replies (PROTOCOL.md 4.3).
public final class MailboxPage {
    private final EmptyPlace empty;

    /// @param randomness fills the empty places
    public MailboxPage(Randomness randomness) {
        empty = new EmptyPlace(randomness);
    }

    /// With the operating system's randomness.
    public static MailboxPage system() {
        return new MailboxPage(Randomness.system());
    }

    /// Lays out one page. Eight empty places are drawn first, whatever was found, so that a full page, an empty
    /// one and a mailbox that does not exist cost the same.
    ///
    /// @param tag the mailbox, 32 bytes
    /// @param page 0 to 7
    /// @param epoch written into the empty places: the one open now
    /// @param found the replies of this page, in any order, at most eight
    /// @return 65 536 bytes
    /// @throws IllegalArgumentException for a reply of another page
    public byte[] bytes(byte[] tag, int page, int epoch, List<ReplyFrame> found) {
        var first = page * Limits.MAILBOX_PLACES;
        var out = ByteBuffer.allocate(Limits.MAILBOX_PAGE_BYTES);
        for (int place = 0; place < Limits.MAILBOX_PLACES; place++) empty.write(out, tag, first + place, epoch);
        for (var reply : found) {
            var place = reply.number() - first;
            if (place < 0 || place >= Limits.MAILBOX_PLACES)
                throw new IllegalArgumentException("a reply of another page");
            out.put(place * Limits.REPLY_BYTES, reply.frame());
        }
        return out.array();
    }
}

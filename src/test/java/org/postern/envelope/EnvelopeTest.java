package org.postern.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;

final class EnvelopeTest {
    private final Frames frames = new Frames(1);

    @Test
    void readsARequest() {
        var id = frames.id();
        var mark = frames.bytes(32);
        var frame = frames.request(id, 7, mark);
        var request = RequestEnvelope.parse(frame);
        assertEquals(id, request.id());
        assertEquals(7, request.epoch());
        assertArrayEquals(mark, request.mark());
        assertArrayEquals(Sha256.hash(frame), request.digest());
    }

    @Test
    void refusesARequestOfAnotherLength() {
        var frame = frames.request(1);
        refused(Refusal.WRONG_LENGTH, () -> RequestEnvelope.parse(Arrays.copyOf(frame, frame.length - 1)));
        refused(Refusal.WRONG_LENGTH, () -> RequestEnvelope.parse(Arrays.copyOf(frame, frame.length + 1)));
        refused(Refusal.WRONG_LENGTH, () -> RequestEnvelope.parse(new byte[0]));
    }

    @Test
    void refusesPlainTextInPlaceOfASeal() {
        var frame = frames.request(1);
        var text = "please help me ".repeat(2_200).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, frame, Limits.REQUEST_HEAD_BYTES, Limits.REQUEST_FILE_BYTES);
        refused(Refusal.NOT_SEALED, () -> RequestEnvelope.parse(frame));
        refused(Refusal.MALFORMED, () -> RequestEnvelope.parse(Arrays.copyOf(text, Limits.REQUEST_BYTES)));
    }

    @Test
    void refusesAnotherStanzaTypeAndAnotherStanzaCount() {
        var other = frames.request(1);
        other[Limits.REQUEST_HEAD_BYTES + "age-encryption.org/v1\n-> m".length()] = 'M';
        refused(Refusal.NOT_SEALED, () -> RequestEnvelope.parse(other));

        var two = frames.request(1);
        var reply = frames.reply(1, frames.bytes(32), 0);
        System.arraycopy(reply, Limits.REPLY_HEAD_BYTES, two, Limits.REQUEST_HEAD_BYTES, Limits.REPLY_FILE_BYTES);
        refused(Refusal.NOT_SEALED, () -> RequestEnvelope.parse(two));

        var one = frames.reply(1, frames.bytes(32), 0);
        System.arraycopy(
                frames.request(1), Limits.REQUEST_HEAD_BYTES, one, Limits.REPLY_HEAD_BYTES, Limits.REPLY_FILE_BYTES);
        refused(Refusal.NOT_SEALED, () -> ReplyFrame.parse(one));
    }

    @Test
    void refusesReservedBytesPricesAndEpochsThatCannotBe() {
        refused(Refusal.WORK_UNPROVEN, () -> RequestEnvelope.parse(with(frames.request(1), 59, 1)));
        refused(Refusal.MALFORMED, () -> RequestEnvelope.parse(with(frames.request(1), 91, 1)));
        refused(Refusal.EPOCH_CLOSED, () -> RequestEnvelope.parse(frames.request(0)));
        refused(Refusal.EPOCH_CLOSED, () -> RequestEnvelope.parse(frames.request(-1)));
        refused(Refusal.MALFORMED, () -> RequestEnvelope.parse(frames.request(new UUID(0, 0), 1, frames.bytes(32))));
        refused(Refusal.MALFORMED, () -> ReplyFrame.parse(frames.reply(1, frames.bytes(32), 64)));
    }

    @Test
    void everyByteOfARequestsHeadIsReadOrRefused() {
        var frame = frames.request(1);
        var known = RequestEnvelope.parse(frame);
        for (int at = 0; at < Limits.REQUEST_HEAD_BYTES + 22; at++) {
            var changed = with(frame, at, frame[at] ^ 0x80);
            try {
                var read = RequestEnvelope.parse(changed);
                assertFalse(
                        read.id().equals(known.id())
                                && read.epoch() == known.epoch()
                                && Arrays.equals(read.mark(), known.mark()),
                        "byte " + at + " is ignored");
            } catch (RefusedException expected) {
                assertTrue(expected.getMessage().matches("[A-Z_]+"));
            }
        }
    }

    @Test
    void readsAMailboxAskAndHashesItsLocator() {
        var locator = frames.bytes(32);
        var ask = MailboxAsk.parse(MailboxAsk.frame(locator, 255));
        assertArrayEquals(Sha256.hash(locator), ask.tag());
        assertEquals(255, ask.page());
        refused(Refusal.MALFORMED, () -> MailboxAsk.parse(with(MailboxAsk.frame(locator, 7), 36, 8)));
        refused(Refusal.MALFORMED, () -> MailboxAsk.parse(with(MailboxAsk.frame(locator, 7), 39, 1)));
    }

    @Test
    void anEmptyPlaceParsesAsAReplyAndIsNeverTheSameTwice() {
        var tag = frames.bytes(32);
        var pages = new MailboxPage(frames::bytes);
        var page = pages.bytes(tag, 3, 9, List.of());
        assertEquals(Limits.MAILBOX_PAGE_BYTES, page.length);
        for (int place = 0; place < 8; place++) {
            var from = place * Limits.REPLY_BYTES;
            var reply = ReplyFrame.parse(Arrays.copyOfRange(page, from, from + Limits.REPLY_BYTES));
            assertEquals(24 + place, reply.number());
            assertEquals(9, reply.epoch());
            assertArrayEquals(tag, reply.tag());
        }
        assertFalse(Arrays.equals(page, pages.bytes(tag, 3, 9, List.of())));
    }

    @Test
    void putsRepliesInTheirPlaces() {
        var tag = frames.bytes(32);
        var reply = ReplyFrame.parse(frames.reply(2, tag, 10));
        var page = new MailboxPage(frames::bytes).bytes(tag, 1, 9, List.of(reply));
        assertArrayEquals(reply.frame(), Arrays.copyOfRange(page, 2 * Limits.REPLY_BYTES, 3 * Limits.REPLY_BYTES));
        assertThrows(
                IllegalArgumentException.class, () -> new MailboxPage(frames::bytes).bytes(tag, 2, 9, List.of(reply)));
    }

    @Test
    void readsAnEraseOrderAndMakesTheMarkItErases() {
        var key = frames.bytes(32);
        var locator = frames.bytes(32);
        var order = EraseOrder.parse(EraseOrder.frame(key, locator));
        assertArrayEquals(key, order.eraseKey());
        assertArrayEquals(Sha256.hash(locator), order.tag());
        var id = UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f");
        var raw = new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        assertArrayEquals(Sha256.hash(key, raw), EraseOrder.mark(key, id));
        refused(Refusal.MALFORMED, () -> EraseOrder.parse(EraseOrder.frame(new byte[32], locator)));
    }

    @Test
    void chainsLogHeadsOverPositionAndHash() {
        var entry = LogEntry.parse(frames.logEntry(3));
        assertEquals(3, entry.epoch());
        var first = LogEntry.firstHead();
        var position = ByteBuffer.allocate(8).putLong(1).array();
        assertArrayEquals(Sha256.hash(first, position, entry.hash()), LogEntry.nextHead(first, 1, entry.hash()));
        refused(Refusal.WRONG_LENGTH, () -> LogEntry.parse(new byte[513]));
    }

    @Test
    void aTeamCallCountsForItsPathItsBytesAndItsTimeOnly() {
        try (var seed = SecretBytes.copyOf(frames.bytes(32))) {
            var desk = Ed25519.publicKey(seed);
            var now = Instant.ofEpochSecond(1_795_000_000);
            var frame = TeamCall.frame(
                    "/v1/team/days",
                    4,
                    desk,
                    now,
                    frames.bytes(16),
                    new byte[] {1, 2, 3},
                    (context, message) -> ContextSignature.sign(seed, context, message));
            var call = TeamCall.parse(frame);
            assertArrayEquals(new byte[] {1, 2, 3}, call.payload());
            assertTrue(call.isSignedFor("/v1/team/days", now.plusSeconds(300)));
            assertTrue(call.isSignedFor("/v1/team/days", now.minusSeconds(300)));
            assertFalse(call.isSignedFor("/v1/team/days", now.plusSeconds(301)));
            assertFalse(call.isSignedFor("/v1/team/days", now.minusSeconds(301)));
            assertFalse(call.isSignedFor("/v1/team/requests", now));
            for (int at = 4; at < frame.length; at++) {
                var flipped = TeamCall.parse(with(frame, at, frame[at] ^ 1));
                assertFalse(flipped.isSignedFor("/v1/team/days", now), "byte " + at + " is not signed");
            }
            refused(Refusal.WRONG_LENGTH, () -> TeamCall.parse(new byte[127]));
            refused(Refusal.WRONG_LENGTH, () -> TeamCall.parse(new byte[129 + Limits.TEAM_PAYLOAD_BYTES_MAX]));
        }
    }

    @Test
    void aDepositIsOneStanzaAnAdminAndOfOneLength() {
        for (var admins : new int[] {3, 16}) {
            var deposit = frames.deposit(admins);
            assertArrayEquals(deposit, DepositFile.parse(deposit, admins).bytes());
            assertTrue(deposit.length <= Limits.DEPOSIT_BYTES_MAX);
            refused(Refusal.NOT_SEALED, () -> DepositFile.parse(deposit, admins - 1));
            refused(Refusal.WRONG_LENGTH, () -> DepositFile.parse(Arrays.copyOf(deposit, deposit.length - 1), admins));
        }
        assertEquals(Limits.DEPOSIT_BYTES_MAX, frames.deposit(16).length);
        refused(Refusal.WRONG_LENGTH, () -> DepositFile.parse(new byte[Limits.DEPOSIT_BYTES_MAX + 1], 16));
        refused(Refusal.NOT_SEALED, () -> DepositFile.parse(new byte[40_000], 3));
    }

    private static byte[] with(byte[] frame, int at, int value) {
        var copy = frame.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static void refused(Refusal expected, Executable call) {
        assertEquals(expected, assertThrows(RefusedException.class, call).refusal());
    }
}

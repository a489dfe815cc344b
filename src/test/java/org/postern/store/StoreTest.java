package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Frames;
import org.postern.envelope.LogEntry;
import org.postern.envelope.MailboxAsk;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;

final class StoreTest {
    private static final UUID START = new UUID(0, 0);
    private static final int DAY = 20_000;

    private final Frames frames = new Frames(2);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(DAY * 86_400L + 3_600));
    private final EmbeddedPostgres postgres = TestPostgres.shared();
    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(postgres.database(), TickSettings.every(Duration.ofMillis(5)), now::get);
        TestPostgres.empty(postgres);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void storesARequestOnceHoweverOftenItIsSent() {
        var request = RequestEnvelope.parse(frames.request(3));
        assertEquals(Outcome.STORED, store.submit(request));
        assertEquals(Outcome.STORED, store.submit(request));
        nextDay();
        assertEquals(Outcome.STORED, store.submit(request));
        var stored = store.requests(DAY, 0, START, 64);
        assertEquals(1, stored.size());
        assertArrayEquals(request.frame(), stored.getFirst().frame());
        assertTrue(store.requests(DAY + 1, 0, START, 64).isEmpty());
    }

    @Test
    void refusesAnIdThatHoldsOtherBytes() {
        var id = frames.id();
        store.submit(RequestEnvelope.parse(frames.request(id, 3, frames.bytes(32))));
        assertEquals(Outcome.TAKEN, store.submit(RequestEnvelope.parse(frames.request(id, 3, frames.bytes(32)))));
        assertEquals(1, store.requests(DAY, 0, START, 64).size());
    }

    @Test
    void erasesRequestsByKeyAndMailboxByTagAndDropsWhatArrivesLate() {
        var key = frames.bytes(32);
        var locator = frames.bytes(32);
        var tag = MailboxAsk.parse(MailboxAsk.frame(locator, 0)).tag();
        var id = frames.id();
        var mine = RequestEnvelope.parse(frames.request(id, 3, EraseOrder.mark(key, id)));
        var other = RequestEnvelope.parse(frames.request(3));
        var reply = ReplyFrame.parse(frames.reply(3, tag, 0));
        var desk = frames.bytes(32);
        store.submit(mine);
        store.submit(other);
        store.submit(reply, desk);

        store.erase(EraseOrder.parse(EraseOrder.frame(key, locator)));

        assertEquals(1, store.requests(DAY, 0, START, 64).size());
        assertTrue(store.mailbox(tag, 255).found().isEmpty());
        assertEquals(Outcome.DROPPED, store.submit(mine));
        assertEquals(Outcome.DROPPED, store.submit(reply, desk));
        assertEquals(Outcome.DROPPED, store.submit(ReplyFrame.parse(frames.reply(4, tag, 1)), desk));
        assertArrayEquals(
                other.frame(), store.requests(DAY, 0, START, 64).getFirst().frame());
        var erased = store.erased(new byte[32], 1_024);
        assertEquals(1, erased.size());
        assertArrayEquals(key, erased.getFirst().eraseKey());
        assertArrayEquals(tag, erased.getFirst().tag());
        assertTrue(store.erased(key, 1_024).isEmpty());

        store.destroyed(3);
        assertTrue(store.erased(new byte[32], 1_024).isEmpty());
        assertEquals(Outcome.STORED, store.submit(ReplyFrame.parse(frames.reply(4, tag, 1)), desk));
    }

    @Test
    void anEraseOrderThatFindsNothingLeavesNothing() {
        store.erase(EraseOrder.parse(EraseOrder.frame(frames.bytes(32), frames.bytes(32))));
        assertTrue(store.erased(new byte[32], 1_024).isEmpty());
    }

    @Test
    void takesFourRepliesADeskMailboxAndDay() {
        var tag = frames.bytes(32);
        var desk = frames.bytes(32);
        for (int number = 0; number < 4; number++)
            assertEquals(Outcome.STORED, store.submit(ReplyFrame.parse(frames.reply(3, tag, number)), desk));
        assertEquals(Outcome.TOO_MANY, store.submit(ReplyFrame.parse(frames.reply(3, tag, 4)), desk));
        assertEquals(Outcome.STORED, store.submit(ReplyFrame.parse(frames.reply(3, tag, 4)), frames.bytes(32)));
        nextDay();
        assertEquals(Outcome.STORED, store.submit(ReplyFrame.parse(frames.reply(3, tag, 5)), desk));
    }

    @Test
    void aPlaceInAMailboxIsTakenOnce() {
        var tag = frames.bytes(32);
        var desk = frames.bytes(32);
        var reply = ReplyFrame.parse(frames.reply(3, tag, 9));
        assertEquals(Outcome.STORED, store.submit(reply, desk));
        assertEquals(Outcome.STORED, store.submit(reply, desk));
        assertEquals(Outcome.TAKEN, store.submit(ReplyFrame.parse(frames.reply(3, tag, 9)), desk));
        assertEquals(1, store.mailbox(tag, 255).page());
        assertTrue(store.mailbox(tag, 255).found().getFirst().sameBytesAs(reply));
        assertTrue(store.mailbox(tag, 0).found().isEmpty());
        assertEquals(0, store.mailbox(frames.bytes(32), 255).page());
        assertEquals(1, store.replies(DAY, 0, new byte[32], -1, 128).size());
    }

    @Test
    void readersFollowACursorThroughTheTicks() {
        for (int i = 0; i < 20; i++) store.submit(RequestEnvelope.parse(frames.request(3)));
        var seen = new java.util.HashSet<UUID>();
        var ordinal = 0;
        var id = START;
        while (true) {
            var page = store.requests(DAY, ordinal, id, 3);
            if (page.isEmpty()) break;
            for (var row : page) {
                assertTrue(row.ordinal() >= ordinal);
                assertTrue(seen.add(RequestEnvelope.parse(row.frame()).id()));
            }
            ordinal = page.getLast().ordinal();
            id = RequestEnvelope.parse(page.getLast().frame()).id();
        }
        assertEquals(20, seen.size());
        assertEquals(List.of(new StoredDay(DAY, ordinal, 0)), store.days());
    }

    @Test
    void dealsDaysTwoBackAgainAndKeepsEveryByte() {
        var first = RequestEnvelope.parse(frames.request(3));
        store.submit(first);
        var tag = frames.bytes(32);
        store.submit(ReplyFrame.parse(frames.reply(3, tag, 0)), frames.bytes(32));
        nextDay();
        store.submit(RequestEnvelope.parse(frames.request(3)));
        assertEquals(0, store.redeal());
        nextDay();
        assertEquals(1, store.redeal());
        assertEquals(0, store.redeal());
        assertEquals(new StoredDay(DAY, 0, 1), store.days().getFirst());
        assertEquals(0, store.days().getLast().dealt());
        var dealt = store.requests(DAY, 0, START, 64);
        assertEquals(0, dealt.getFirst().ordinal());
        assertArrayEquals(first.frame(), dealt.getFirst().frame());
        assertEquals(1, store.mailbox(tag, 0).found().size());
        assertEquals(Outcome.STORED, store.submit(first));
        assertEquals(1, store.requests(DAY, 0, START, 64).size());
    }

    @Test
    void chainsTheLogWithoutAGapAndKeepsAnEntrysPlace() {
        var head = LogEntry.firstHead();
        LogEntry second = null;
        for (int i = 1; i <= 5; i++) {
            var entry = LogEntry.parse(frames.logEntry(3));
            if (i == 2) second = entry;
            head = LogEntry.nextHead(head, i, entry.hash());
            var place = store.append(entry);
            assertEquals(i, place.position());
            assertArrayEquals(head, place.head());
        }
        assertEquals(2, store.append(second).position());
        assertEquals(3, store.log(2, 256).size());
        assertArrayEquals(second.bytes(), store.log(1, 1).getFirst().body().orElseThrow());

        store.destroyed(3);
        assertEquals(Optional.empty(), store.log(1, 1).getFirst().body());
        assertArrayEquals(second.hash(), store.log(1, 1).getFirst().hash());
    }

    @Test
    void publishesWholeAndOnlyOntoWhatWasSeen() {
        var before = store.published();
        assertEquals(0, before.manifestVersion());
        var root = new StoredNote(NoteKind.ROOT, 1, new byte[] {1});
        var manifest = new StoredNote(NoteKind.MANIFEST, 1, new byte[] {2});
        var keys = new EpochKeys(3, new byte[] {3}, new byte[] {4});
        assertTrue(store.publish(before, List.of(root, manifest), List.of(keys)));
        assertFalse(store.publish(before, List.of(new StoredNote(NoteKind.MANIFEST, 2, new byte[] {9})), List.of()));
        var after = store.published();
        assertEquals(1, after.rootVersion());
        assertArrayEquals(new byte[] {2}, after.manifest().orElseThrow().body());
        assertTrue(store.publish(after, List.of(new StoredNote(NoteKind.MANIFEST, 2, new byte[] {5})), List.of()));
        assertEquals(2, store.published().manifestVersion());
        assertArrayEquals(new byte[] {4}, store.epochKeys(3).orElseThrow().roster());

        store.destroyed(3);
        assertEquals(List.of(new StoredEpoch(3, true)), store.epochs());
        assertTrue(store.epochKeys(3).isEmpty());
    }

    private void nextDay() {
        now.updateAndGet(instant -> instant.plusSeconds(86_400));
    }
}

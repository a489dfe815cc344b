package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.postern.crypto.Sha256;
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
        assertEquals(
                Outcome.STORED,
                store.submit(ReplyFrame.parse(frames.reply(4, tag, 1)), desk, true),
                "what answers something newer than the order is kept");
        store.erase(EraseOrder.parse(EraseOrder.frame(key, locator)));
        assertTrue(store.mailbox(tag, 255).found().isEmpty(), "a second order reaches what came in between");
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
        var before = store.taken();
        assertEquals(0, before.manifestVersion());
        var keys = new EpochKeys(3, List.of(new byte[] {3}), new byte[] {4}, Optional.of(new byte[] {5}));
        var first = new Addition(
                List.of(note(NoteKind.ROOT, 1), note(NoteKind.MANIFEST, 1)),
                List.of(leaf(1), leaf(2), leaf(3)),
                Optional.of(keys),
                List.of(),
                Optional.of(new byte[] {6}));
        assertTrue(store.publish(before, first));
        assertFalse(store.publish(before, addition(2)));
        var after = store.taken();
        assertEquals(1, after.rootVersion());
        assertEquals(3, after.leaves());
        assertArrayEquals(new byte[] {1}, after.manifest().orElseThrow().body());
        assertTrue(store.publish(after, addition(2)));
        assertEquals(2, store.taken().manifestVersion());
        assertEquals(4, store.taken().leaves());
        assertEquals(4, store.leaves(0, 256).size());
        assertArrayEquals(leaf(3).hash(), store.leaves(2, 3).getFirst().hash());
    }

    @Test
    void showsNothingOfAPublicationBeforeItIsShown() {
        var keys = new EpochKeys(3, List.of(new byte[] {3}), new byte[] {4}, Optional.of(new byte[] {5}));
        var founding = new Addition(
                List.of(note(NoteKind.ROOT, 1), note(NoteKind.MANIFEST, 1)),
                List.of(leaf(1)),
                Optional.of(keys),
                List.of(),
                Optional.of(new byte[] {6}));
        store.publish(store.taken(), founding);
        assertEquals(0, store.shown().published().leaves());
        assertTrue(store.shown().published().roots().isEmpty());
        assertTrue(store.epochKeys(3).isEmpty());
        assertTrue(store.people().isEmpty());

        assertTrue(store.show(new Shown(store.taken(), new byte[] {9})));
        assertArrayEquals(new byte[] {9}, store.shown().checkpoint());
        assertArrayEquals(
                new byte[] {5}, store.epochKeys(3).orElseThrow().recovery().orElseThrow());
        assertArrayEquals(new byte[] {6}, store.people().orElseThrow());
        var early = store.taken();

        var supplement = new Addition(
                List.of(note(NoteKind.MANIFEST, 2)),
                List.of(leaf(2)),
                Optional.empty(),
                List.of(new Supplement(3, new byte[] {7}), new Supplement(3, new byte[] {8})),
                Optional.of(new byte[] {10}));
        store.publish(early, supplement);
        assertEquals(1, store.epochKeys(3).orElseThrow().files().size());
        assertArrayEquals(new byte[] {6}, store.people().orElseThrow());
        assertTrue(store.show(new Shown(store.taken(), new byte[] {11})));
        var files = store.epochKeys(3).orElseThrow().files();
        assertEquals(3, files.size());
        assertArrayEquals(new byte[] {8}, files.getLast());
        assertFalse(store.show(new Shown(early, new byte[] {12})), "never backwards");
        assertTrue(store.show(new Shown(store.taken(), new byte[] {13})), "the same again with newer cosignatures");
        store.tidy(new byte[32]);
        assertArrayEquals(new byte[] {10}, store.people().orElseThrow());
    }

    @Test
    void aDestroyedEpochLosesItsFilesItsDepositsAndItsRows() {
        var keys = new EpochKeys(3, List.of(new byte[] {3}), new byte[] {4}, Optional.of(new byte[] {5}));
        var founding = new Addition(
                List.of(note(NoteKind.ROOT, 1), note(NoteKind.MANIFEST, 1)),
                List.of(leaf(1)),
                Optional.of(keys),
                List.of(),
                Optional.empty());
        store.publish(store.taken(), founding);
        store.show(new Shown(store.taken(), new byte[0]));
        store.submit(RequestEnvelope.parse(frames.request(3)));
        store.deposit(3, frames.bytes(32), new byte[] {1});
        store.deposit(4, frames.bytes(32), new byte[] {2});

        store.destroyed(3);
        assertEquals(List.of(new StoredEpoch(3, true)), store.epochs());
        assertTrue(store.epochKeys(3).isEmpty());
        assertTrue(store.requests(DAY, 0, START, 64).isEmpty());
        assertEquals(1, store.deposits(8).size());

        var again = new Addition(
                List.of(note(NoteKind.MANIFEST, 2)), List.of(leaf(2)), Optional.of(keys), List.of(), Optional.empty());
        store.publish(store.taken(), again);
        store.show(new Shown(store.taken(), new byte[0]));
        assertTrue(store.epochKeys(3).isEmpty(), "a destroyed epoch is never opened again");
    }

    @Test
    void keepsOneDepositADeskAndEpoch() {
        var desk = frames.bytes(32);
        store.deposit(3, desk, new byte[] {1});
        store.deposit(3, desk, new byte[] {2});
        store.deposit(3, frames.bytes(32), new byte[] {3});
        store.deposit(4, desk, new byte[] {4});
        assertEquals(3, store.deposits(64).size());
        assertTrue(store.deposits(64).stream().noneMatch(file -> file[0] == 1));
        assertEquals(4, store.deposits(1).getFirst()[0], "the newest epoch comes first");
    }

    @Test
    void mergesProposalsInTheTransactionAndForgetsThoseOfAnOlderManifest() {
        var follows = frames.bytes(32);
        var id = frames.bytes(32);
        store.propose(id, follows, merging(new byte[] {1}));
        store.propose(id, follows, merging(new byte[] {2}));
        store.propose(frames.bytes(32), frames.bytes(32), merging(new byte[] {3}));
        assertEquals(1, store.proposals(follows).size());
        assertArrayEquals(new byte[] {1, 2}, store.proposals(follows).getFirst());
        assertThrows(
                IllegalStateException.class,
                () -> store.propose(id, follows, new Store.Merging() {
                    @Override
                    public byte[] onto(byte[] stored) {
                        throw new IllegalStateException();
                    }

                    @Override
                    public byte[] beside(List<byte[]> others) {
                        return new byte[0];
                    }
                }));
        assertArrayEquals(new byte[] {1, 2}, store.proposals(follows).getFirst());
        store.tidy(follows);
        assertEquals(1, store.proposals(follows).size());
        store.tidy(frames.bytes(32));
        assertTrue(store.proposals(follows).isEmpty());
    }

    @Test
    void movesARowIntoTheNewEpochOnceAndOnlyFromALivingOne() {
        var id = frames.id();
        var key = frames.bytes(32);
        var mark = EraseOrder.mark(key, id);
        var tag = frames.bytes(32);
        store.submit(RequestEnvelope.parse(frames.request(id, 3, mark)));
        store.submit(ReplyFrame.parse(frames.reply(3, tag, 5)), frames.bytes(32));
        var moved = RequestEnvelope.parse(frames.request(id, 5, mark));
        var movedReply = ReplyFrame.parse(frames.reply(5, tag, 5));

        store.move(moved, List.of(4));
        assertEquals(3, stored().epoch(), "epoch 3 is not living");
        store.move(RequestEnvelope.parse(frames.request(id, 5, frames.bytes(32))), List.of(3, 4));
        assertEquals(3, stored().epoch(), "another mark is another request");
        store.move(moved, List.of(3, 4));
        store.move(movedReply, List.of(3, 4));
        assertArrayEquals(moved.frame(), stored().frame());
        assertTrue(store.mailbox(tag, 255).found().getFirst().sameBytesAs(movedReply));
        assertEquals(1, store.requests(DAY, 0, START, 64).size());

        store.move(RequestEnvelope.parse(frames.request(id, 5, mark)), List.of(3, 4));
        assertArrayEquals(moved.frame(), stored().frame(), "the first one stays");
        assertEquals(Outcome.STORED, store.submit(moved), "the digest follows");

        store.destroyed(3);
        assertArrayEquals(moved.frame(), stored().frame());
        store.erase(EraseOrder.parse(EraseOrder.frame(key, frames.bytes(32))));
        store.move(RequestEnvelope.parse(frames.request(id, 6, mark)), List.of(3, 4, 5));
        assertTrue(store.requests(DAY, 0, START, 64).isEmpty(), "what was erased stays erased");
        assertEquals(Outcome.DROPPED, store.submit(moved));
    }

    private RequestEnvelope stored() {
        return RequestEnvelope.parse(
                store.requests(DAY, 0, START, 64).getFirst().frame());
    }

    private static Store.Merging merging(byte[] more) {
        return new Store.Merging() {
            @Override
            public byte[] onto(byte[] stored) {
                return new byte[] {stored[0], more[0]};
            }

            @Override
            public byte[] beside(List<byte[]> others) {
                return more;
            }
        };
    }

    private static StoredNote note(NoteKind kind, int version) {
        return new StoredNote(kind, version, new byte[] {(byte) version});
    }

    private static StoredLeaf leaf(int number) {
        return new StoredLeaf(Sha256.hash(new byte[] {(byte) number}), new byte[] {(byte) number});
    }

    private static Addition addition(int version) {
        return new Addition(
                List.of(note(NoteKind.MANIFEST, version)),
                List.of(leaf(version + 100)),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private void nextDay() {
        now.updateAndGet(instant -> instant.plusSeconds(86_400));
    }
}

package org.postern.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.envelope.Limits;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;

/// An open case goes on in a newer epoch and stays what it was. Seed 73.
final class MoverTest {
    private static final int LATER = 5;

    private final Scene scene = new Scene(73);
    private final Scene.Person person = scene.person();
    private final HybridIdentity later = HybridIdentity.fromSeed(SecretBytes.random(scene.randomness, 32));
    private final Mover mover = new Mover(LATER, later.recipient(), scene.randomness);

    @Test
    void aMovedRequestIsTheSameUnderAnotherEpoch() throws AgeException {
        var seats = scene.seats(3);
        var before = scene.request(Scene.draftWithContact(), person, 2, seats);
        var after = mover.request(before, scene.epoch).orElseThrow();
        assertEquals(before.id(), after.id());
        assertArrayEquals(before.mark(), after.mark());
        assertEquals(LATER, after.epoch());
        assertArrayEquals(
                AgeFile.open(Opener.fileIn(before.frame(), Limits.REQUEST_HEAD_BYTES), scene.epoch),
                AgeFile.open(Opener.fileIn(after.frame(), Limits.REQUEST_HEAD_BYTES), later),
                "every signed byte");
        try (var one = Opener.request(before, scene.epoch).orElseThrow();
                var other = Opener.request(after, later).orElseThrow()) {
            assertEquals(one.thread(), other.thread());
            assertEquals(one.tag(), other.tag());
            assertEquals(Scene.EPOCH, other.epoch(), "the epoch inside is the one it was written in");
            assertArrayEquals(
                    one.caseKey().orElseThrow().copy(),
                    other.caseKey().orElseThrow().copy());
            assertEquals(
                    one.locked().orElseThrow().hash(),
                    other.locked().orElseThrow().hash());
        }
        assertTrue(Opener.request(after, scene.epoch).isEmpty(), "the old epoch opens it no longer");
    }

    @Test
    void aMovedRequestMovesOnAgain() {
        var before = scene.request(Scene.smallDraft(), person);
        var after = mover.request(before, scene.epoch).orElseThrow();
        var last = HybridIdentity.fromSeed(SecretBytes.random(scene.randomness, 32));
        var again = new Mover(9, last.recipient(), scene.randomness)
                .request(after, later)
                .orElseThrow();
        assertEquals(9, again.epoch());
        assertTrue(Opener.request(again, last).isPresent());
    }

    @Test
    void aMovedReplyIsReadByTheRequesterAndByTheNewEpoch() {
        var request = scene.opened(Scene.smallDraft(), person);
        var first = scene.reply("first", request, 0, Hash.NONE);
        var second = scene.reply("second", request, 1, Hash.ofRaw(first.link()));
        var moved = mover.reply(first, scene.epoch, scene.roots).orElseThrow();
        assertEquals(LATER, moved.epoch());
        int payload = Limits.REPLY_BYTES - Limits.REPLY_PAYLOAD_BYTES;
        assertArrayEquals(
                Arrays.copyOfRange(first.frame(), payload, Limits.REPLY_BYTES),
                Arrays.copyOfRange(moved.frame(), payload, Limits.REPLY_BYTES),
                "nonce and payload");
        assertArrayEquals(first.link(), moved.link());
        assertFalse(Arrays.equals(first.digest(), moved.digest()));
        for (var reader : List.of(person.keys.identity(), later)) {
            assertEquals(
                    "first",
                    Opener.reply(moved, reader, scene.roots).orElseThrow().text());
        }
        assertTrue(Opener.reply(moved, scene.epoch, scene.roots).isEmpty());
        var mailbox = Mailbox.open(List.of(moved, second), person.keys, scene.roots);
        assertEquals(2, mailbox.replies().size());
        assertTrue(mailbox.isWhole(), "the next reply still names the one before it");
    }

    @Test
    void aNumberOrTagThatWasChangedBreaksTheLink() {
        var request = scene.opened(Scene.smallDraft(), person);
        var reply = scene.reply("text", request, 0, Hash.NONE);
        for (int at : new int[] {8, 39, 40, Limits.REPLY_BYTES - Limits.REPLY_PAYLOAD_BYTES, Limits.REPLY_BYTES - 1}) {
            byte[] changed = reply.frame().clone();
            changed[at] ^= 1;
            assertFalse(Arrays.equals(reply.link(), ReplyFrame.parse(changed).link()), "byte " + at);
        }
    }

    @Test
    void whatDoesNotOpenDoesNotMove() {
        var stranger = HybridIdentity.fromSeed(SecretBytes.random(scene.randomness, 32));
        var request = scene.request(Scene.smallDraft(), person);
        assertEquals(Optional.empty(), mover.request(request, stranger));
        var reply = scene.reply("text", scene.opened(Scene.smallDraft(), person), 0, Hash.NONE);
        assertEquals(Optional.empty(), mover.reply(reply, stranger, scene.roots));
        assertEquals(Optional.empty(), mover.reply(reply, scene.epoch, epoch -> Optional.empty()));
        byte[] otherMark = request.frame().clone();
        otherMark[24] ^= 1;
        assertEquals(Optional.empty(), mover.request(RequestEnvelope.parse(otherMark), scene.epoch));
    }

    @Test
    void nothingMovesBack() {
        var request = scene.request(Scene.smallDraft(), person);
        var back = new Mover(Scene.EPOCH, later.recipient(), scene.randomness);
        assertThrows(IllegalArgumentException.class, () -> back.request(request, scene.epoch));
        var reply = scene.reply("text", scene.opened(Scene.smallDraft(), person), 0, Hash.NONE);
        assertThrows(IllegalArgumentException.class, () -> back.reply(reply, scene.epoch, scene.roots));
    }

    @Test
    void anOlderEpochOutsideThanInsideIsRefused() {
        byte[] request = scene.request(Scene.smallDraft(), person).frame().clone();
        request[23] = 2;
        assertTrue(Opener.request(RequestEnvelope.parse(request), scene.epoch).isEmpty());
        byte[] reply = scene.reply("text", scene.opened(Scene.smallDraft(), person), 0, Hash.NONE)
                .frame()
                .clone();
        reply[7] = 2;
        assertTrue(Opener.reply(ReplyFrame.parse(reply), person.keys.identity(), scene.roots)
                .isEmpty());
    }
}

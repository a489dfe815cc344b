package org.postern.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Ed25519;
import org.postern.envelope.Limits;
import org.postern.envelope.RefusedException;
import org.postern.envelope.ReplyFrame;
import org.postern.manifest.Hash;
import org.postern.manifest.Roster;

final class ReplyTest {
    private final Scene scene = new Scene(71);
    private final Scene.Person person = scene.person();
    private final HelpRequest request = scene.opened(Scene.smallDraft(), person);

    @Test
    void theRequesterAndTheColleaguesOpenIt() {
        var notice = new Reply.Notice(Reply.Purpose.SAFE_PLACE_TONIGHT, LocalDate.of(2026, 11, 22));
        var draft = new Reply.Draft(Reply.State.WAITING_FOR_YOU, Optional.of(notice), "x".repeat(4_000));
        var frame = scene.sealer.reply(draft, request, 63, Hash.of(new byte[0]), scene.desk(2));
        assertEquals(Limits.REPLY_BYTES, frame.frame().length);
        for (var reader : List.of(person.keys.identity(), scene.epoch)) {
            var reply = Opener.reply(frame, reader, scene.roots).orElseThrow();
            assertEquals(draft.text(), reply.text());
            assertEquals(Optional.of(notice), reply.notice());
            assertEquals(Reply.State.WAITING_FOR_YOU, reply.state());
            assertEquals(63, reply.number());
            assertEquals(person.keys.thread(), reply.thread());
            assertEquals(person.keys.tag(), reply.tag());
        }
        assertTrue(
                Opener.reply(frame, scene.person().keys.identity(), scene.roots).isEmpty());
    }

    @Test
    void aDeskThatTheManifestDoesNotKnowIsRefused() {
        var frame = scene.reply("hello", request, 0, Hash.NONE);
        var otherRoster = Roster.draw(
                Scene.EPOCH, scene.deskSeeds.stream().map(Ed25519::publicKey).toList(), scene.randomness);
        assertTrue(Opener.reply(frame, scene.epoch, epoch -> Optional.of(otherRoster.root()))
                .isEmpty());
        assertTrue(Opener.reply(frame, scene.epoch, epoch -> Optional.empty()).isEmpty());
        var stranger = new Scene(72);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Desk(scene.roster, scene.epoch.recipient(), stranger.deskSeeds.getFirst()));
    }

    @Test
    void innerAndOuterFieldsMustBeTheSame() {
        byte[] frame = scene.reply("hello", request, 0, Hash.NONE).frame();
        for (int at = 4; at < Limits.REPLY_HEAD_BYTES; at++) {
            byte[] changed = frame.clone();
            changed[at] ^= 1;
            // A higher epoch outside is what moving leaves behind; the desk is looked up in the epoch inside.
            boolean laterEpoch = at >= 4 && at < 7;
            assertEquals(laterEpoch, opens(changed), "byte " + at);
        }
        assertTrue(opens(frame));
    }

    @Test
    void oneFlippedBitAnywhereOpensNothing() {
        byte[] frame = scene.reply("hello", request, 0, Hash.NONE).frame();
        for (int i = 0; i < 150; i++) {
            // The second stanza is the epoch's: its bits are under the header's MAC, too.
            int bit = scene.randomness.below(frame.length * 8);
            byte[] changed = frame.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFalse(opens(changed), "bit " + bit);
        }
    }

    @Test
    void textsOverTheirMaximumAreRefusedBeforeSealing() {
        assertThrows(IllegalArgumentException.class, () -> scene.reply("x".repeat(4_001), request, 0, Hash.NONE));
        assertThrows(IllegalArgumentException.class, () -> scene.reply("x", request, 64, Hash.NONE));
        assertThrows(IllegalArgumentException.class, () -> scene.reply("\udc00", request, 0, Hash.NONE));
    }

    @Test
    void aMailboxIsReadInOrderAndOthersAreLeftOut() {
        var first = scene.reply("first", request, 0, Hash.NONE);
        var second = scene.reply("second", request, 1, Hash.ofRaw(first.link()));
        var somebodyElse = scene.reply("not for you", scene.opened(Scene.smallDraft(), scene.person()), 2, Hash.NONE);
        var mailbox = Mailbox.open(List.of(second, somebodyElse, first), person.keys, scene.roots);
        assertEquals(
                List.of("first", "second"),
                mailbox.replies().stream().map(Reply::text).toList());
        assertTrue(mailbox.isWhole());
    }

    @Test
    void anAnswerThatIsHeldBackOrExchangedLeavesAMark() {
        var first = scene.reply("first", request, 0, Hash.NONE);
        var second = scene.reply("second", request, 1, Hash.ofRaw(first.link()));
        var third = scene.reply("third", request, 2, Hash.ofRaw(second.link()));
        assertFalse(
                Mailbox.open(List.of(second, third), person.keys, scene.roots).isWhole());
        assertFalse(
                Mailbox.open(List.of(first, third), person.keys, scene.roots).isWhole());
        var otherFirst = scene.reply("another first", request, 0, Hash.NONE);
        assertFalse(Mailbox.open(List.of(otherFirst, second), person.keys, scene.roots)
                .isWhole());
        assertTrue(Mailbox.open(List.of(first, second, third), person.keys, scene.roots)
                .isWhole());
    }

    private boolean opens(byte[] frame) {
        try {
            return Opener.reply(ReplyFrame.parse(frame), person.keys.identity(), scene.roots)
                    .isPresent();
        } catch (RefusedException e) {
            return false;
        }
    }
}

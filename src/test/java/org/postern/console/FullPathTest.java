package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.id;
import static org.postern.console.Tab.until;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.keyring.Keyring;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.Mailbox;
import org.postern.message.NineWords;
import org.postern.message.Reply;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;

/// Asking, opening, answering, reading and the locked layer, with a real server, a real PostgreSQL and three consoles.
final class FullPathTest {
    private static final String TEXT = "I need a bed <script>alert(1)</script> https://attacker.example";
    private static final String PHONE = "+00 555 0100";

    private TestHouse house;
    private RequesterKeys keys;
    private Sealer sealer;
    private Console consoleA;
    private Console consoleB;
    private Console consoleC;
    private Tab a;
    private Tab b;
    private Tab c;

    @BeforeEach
    void open() throws IOException {
        house = new TestHouse();
        sealer = new Sealer(house.randomness, InstantSource.system());
        keys = RequesterKeys.derive(NineWords.draw(house.randomness), house.rootNote);
        consoleA = house.console(0);
        consoleB = house.console(1);
        consoleC = house.console(2);
        a = new Tab(consoleA);
        b = new Tab(consoleB);
        c = new Tab(consoleC);
    }

    @AfterEach
    void close() {
        consoleA.close();
        consoleB.close();
        consoleC.close();
        house.close();
    }

    @Test
    void aRequestIsReadAnsweredAndItsDetailsAreOpenedByThreePeople() {
        send(first());
        var list = until(a::list, html -> html.contains("A safe place tonight"));
        assertFalse(list.contains("I need a bed"), "a list shows nothing of what was written");
        var thread = id(list, "case");
        var opened = a.act("case", "id", thread);
        assertTrue(opened.contains("I need a bed &lt;script&gt;"), opened);
        assertFalse(opened.contains("<script"));
        assertFalse(opened.contains("href"));
        assertFalse(opened.contains(PHONE));

        a.answer(thread, "A bed is free tonight.", "3");
        var answered = until(this::mailbox, box -> !box.replies().isEmpty());
        assertEquals("A bed is free tonight.", answered.replies().getFirst().text());
        assertEquals(Reply.State.IN_CONVERSATION, answered.replies().getFirst().state());
        until(b::list, html -> html.contains("Answered (1)"));
        until(c::list, html -> html.contains("Answered (1)"));
        assertTrue(b.act("case", "id", thread).contains("A bed is free tonight."));

        a.act("ask-open", "id", thread, "purpose", "1");
        var asked = until(b::list, html -> html.contains("asks to open contact details"));
        assertFalse(a.list().contains("asks to open"), "the asker's own seat never counts");
        var ask = id(asked, "ask");
        var shown = b.act("ask", "id", ask);
        assertTrue(shown.contains("Call or write to the person"), shown);
        assertTrue(shown.contains("The person allowed contact on"), shown);
        assertFalse(shown.contains("I need a bed"), "a key holder sees the purpose, not the message");
        assertTrue(b.act("approve", "id", ask).contains("You agreed."));
        assertTrue(b.act("approve", "id", ask).contains("Nothing was agreed"), "nobody agrees twice");
        assertTrue(a.act("open", "id", ask).contains("colleagues"), "one seat is not enough");
        until(() -> a.act("case", "id", thread), html -> html.contains("1 of 2 colleagues agreed"));
        assertEquals(1, mailbox().replies().size());

        until(c::list, html -> html.contains("asks to open contact details"));
        assertTrue(c.act("approve", "id", ask).contains("You agreed."));
        until(() -> a.act("case", "id", thread), html -> html.contains("Tell the person and open"));
        assertFalse(b.act("open", "id", ask).contains(PHONE), "only the asker opens");
        a.act("open", "id", ask);
        var details = until(() -> a.act("case", "id", thread), html -> html.contains(PHONE));
        assertTrue(details.contains("15 minutes left."), details);

        var told = mailbox();
        assertTrue(told.isWhole());
        var notice = told.replies().getLast().notice().orElseThrow();
        assertEquals(Reply.Purpose.CALL_BACK_AS_ASKED, notice.purpose());
        assertEquals(2, told.replies().size());
        until(() -> b.act("case", "id", thread), html -> html.contains("opened the details on"));
        assertFalse(b.act("case", "id", thread).contains(PHONE));
        send(new Draft(
                HelpRequest.Kind.FOLLOW_UP,
                Answers.none(),
                "Do not call any more.",
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of(Consent.Purpose.CONTACT)));
        var closed = until(() -> a.act("case", "id", thread), html -> html.contains("Do not call any more."));
        assertFalse(closed.contains(PHONE), "what was open is shut with the consent");
        assertTrue(closed.contains("nobody may use what was open before"), closed);
        assertFalse(a.act("close-contact", "id", thread).contains(PHONE));
        a.act("open", "id", ask);
        assertFalse(a.act("case", "id", thread).contains(PHONE), "an ask opens once");
    }

    @Test
    void aNoThatLeavesTooFewLetsTheAskerAskAgainAndIsAskedOfNobodyElse() {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        a.act("case", "id", thread);
        a.act("ask-open", "id", thread, "purpose", "1");
        var ask = id(until(b::list, html -> html.contains("asks to open")), "ask");
        until(c::list, html -> html.contains("asks to open"));
        b.act("decline", "id", ask);
        var refused = until(() -> a.act("case", "id", thread), html -> html.contains("Too few colleagues agreed"));
        until(c::list, html -> !html.contains("asks to open"));
        assertTrue(refused.contains("Ask colleagues to agree"), refused);
    }

    @Test
    void nobodyReachesForContactDetailsOverAFoldedMessage() {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        assertTrue(a.act("ask-open", "id", thread, "purpose", "1").contains("still folded"));
        a.act("case", "id", thread);
        a.act("ask-open", "id", thread, "purpose", "1");
        for (var colleague : List.of(b, c)) {
            var ask = id(until(colleague::list, html -> html.contains("asks to open")), "ask");
            colleague.act("approve", "id", ask);
        }
        var ready = until(() -> a.act("case", "id", thread), html -> html.contains("Tell the person and open"));
        var open = id(ready, "open");
        send(new Draft(
                HelpRequest.Kind.FOLLOW_UP,
                Answers.none(),
                "Do not call me any more.",
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of()));
        until(() -> a.act("list"), html -> html.contains("2 messages"));
        assertTrue(a.act("open", "id", open).contains("still folded"));
        assertEquals(0, mailbox().replies().size(), "nobody was told of what did not happen");
        a.act("case", "id", thread);
        a.act("open", "id", open);
        until(() -> a.act("case", "id", thread), html -> html.contains(PHONE));
    }

    @Test
    void consentThatIsTakenBackShutsTheGate() {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        a.act("case", "id", thread);
        a.act("ask-open", "id", thread, "purpose", "2");
        var ask = id(until(b::list, html -> html.contains("asks to open")), "ask");
        send(new Draft(
                HelpRequest.Kind.FOLLOW_UP,
                Answers.none(),
                "Please do not call.",
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of(Consent.Purpose.CONTACT)));
        // At once: the console may not have read since.
        assertTrue(b.act("approve", "id", ask).contains("Nothing was agreed"));
        until(() -> b.act("case", "id", thread), html -> html.contains("Please do not call."));
        assertFalse(b.list().contains("asks to open"));
        until(() -> a.act("case", "id", thread), html -> html.contains("does not allow contact"));
    }

    @Test
    void anAnswerWaitsWhereThePersonWroteAgainWhileItWasTyped() {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        send(later("STOP, he found my phone."));
        until(() -> a.act("case", "id", thread), html -> html.contains("STOP, he found my phone."));
        assertTrue(
                a.answer(thread, "\u200b \u2800", "3").contains("Write something first."),
                "signs without ink are no answer");
        // The page under which this was typed showed one message.
        var kept = a.act("answer", "id", thread, "text", "Call me back.", "state", "3", "shown", "1");
        assertTrue(kept.contains("The person wrote again in the meantime."), kept);
        assertTrue(kept.contains("STOP, he found my phone."), kept);
        assertTrue(kept.contains("Call me back."), "what was typed is still there");
        assertEquals(0, mailbox().replies().size());
        a.answer(thread, "We do not call.", "3");
        until(this::mailbox, box -> box.replies().size() == 1);
    }

    @Test
    void whatIsErasedLeavesEveryConsole() {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        until(b::list, html -> html.contains("A safe place tonight"));
        house.intake().erase(keys.eraseKey(), keys.locator());
        until(a::list, html -> !html.contains("A safe place tonight"));
        until(b::list, html -> !html.contains("A safe place tonight"));
        assertTrue(a.act("case", "id", thread).contains("no longer here"));
    }

    @Test
    void whatIsWrittenWithTheSameWordsAfterDeletingEverythingIsShownAndAnswered() {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        a.answer(thread, "A bed is free tonight.", "3");
        until(this::mailbox, box -> !box.replies().isEmpty());
        until(b::list, html -> html.contains("Answered (1)"));
        house.intake().erase(keys.eraseKey(), keys.locator());
        send(later("I need you after all."));
        for (var tab : List.of(a, b)) {
            until(() -> tab.act("case", "id", thread), html -> html.contains("I need you after all."));
            var shown = until(() -> tab.act("case", "id", thread), html -> !html.contains("I need a bed"));
            assertTrue(shown.contains("I need you after all."), shown);
            assertFalse(shown.contains("A bed is free"), "an answer from before was erased, too");
            assertTrue(tab.list().contains("Waiting for an answer (1)"), tab.list());
        }
        b.answer(thread, "We are here.", "3");
        var box = until(this::mailbox, found -> !found.replies().isEmpty());
        assertEquals("We are here.", box.replies().getFirst().text());
        assertTrue(box.isWhole(), "nothing seems to be missing before the first answer");
        until(() -> b.act("case", "id", thread), html -> !html.contains("on its way") && !html.contains("Not sent"));
        until(a::list, html -> html.contains("Answered (1)"));

        try (var unlocked =
                Console.start(Keyring.decode(house.keyrings.get(2).encode()), house.settings(Duration.ofHours(1)))) {
            var fresh = new Tab(unlocked);
            until(() -> fresh.act("case", "id", thread), html -> html.contains("I need you after all."));
        }
        house.intake().erase(keys.eraseKey(), keys.locator());
        until(a::list, html -> !html.contains("Answered (1)"));
        until(b::list, html -> html.contains("Nobody is waiting."));
    }

    @Test
    void anAnswerThatCouldNotBeSentIsKeptAndSentOnce() {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        house.stop();
        a.answer(thread, "Come at eight.", "4");
        var kept = until(() -> a.act("case", "id", thread), html -> html.contains("Perhaps not sent."));
        assertTrue(kept.contains("Come at eight."), kept);
        house.start();
        a.act("resend", "id", thread);
        a.act("resend", "id", thread);
        until(this::mailbox, box -> !box.replies().isEmpty());
        until(
                () -> a.act("case", "id", thread),
                html -> !html.contains("Perhaps not sent.") && !html.contains("on its way"));
        assertEquals(1, mailbox().replies().size());
        assertEquals("Come at eight.", mailbox().replies().getFirst().text());
    }

    @Test
    void aLockedConsoleShowsNothingAndHoldsNoKeys() throws InterruptedException {
        send(first());
        var thread = id(until(a::list, html -> html.contains("A safe place tonight")), "case");
        assertEquals("status 401", a.act("lock"));
        consoleA.awaitLock();
        assertEquals("status 401", a.act("case", "id", thread));
        assertEquals("status 401", a.list());
        var failure = org.junit.jupiter.api.Assertions.assertThrows(
                IllegalStateException.class, house.keyrings.getFirst()::encode);
        assertFalse(failure.getMessage().isEmpty());
    }

    @Test
    void locksItselfWhenNobodyUsesIt() throws InterruptedException {
        try (var idle =
                Console.start(Keyring.decode(house.keyrings.get(2).encode()), house.settings(Duration.ofSeconds(1)))) {
            var tab = new Tab(idle);
            idle.awaitLock();
            assertEquals("status 401", tab.act("list"));
        }
    }

    private void send(Draft draft) {
        house.intake().request(sealer.request(draft, keys, house.manifest()).frame());
    }

    private Mailbox mailbox() {
        return Mailbox.open(house.intake().mailbox(keys.locator(), 0), keys, house.manifest()::rosterRoot);
    }

    private static Draft later(String text) {
        return new Draft(
                HelpRequest.Kind.FOLLOW_UP,
                Answers.none(),
                text,
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
    }

    private static Draft first() {
        var answers = new LinkedHashMap<String, List<String>>();
        answers.put("needs", List.of("safe_place_now", "health"));
        answers.put("urgency_self", List.of("now"));
        var contact = Map.of("contact_way", List.of("call"), "contact_value", List.of(PHONE));
        return new Draft(
                HelpRequest.Kind.FIRST,
                Answers.of(answers),
                TEXT,
                Answers.of(contact),
                Set.of(Consent.Purpose.READ, Consent.Purpose.CONTACT),
                Set.of());
    }
}

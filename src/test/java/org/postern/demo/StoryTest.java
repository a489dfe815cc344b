package org.postern.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.IntakeClient;
import org.postern.crypto.Randomness;
import org.postern.manifest.Hash;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;
import org.postern.store.TestPostgres;
import org.postern.web.Chromium;
import org.postern.web.Visitor;

/// What a newcomer plays after `deploy/demo`: the person who asks and three responders, each in a browser of their own.
@Timeout(300) // a browser that waits for what never comes would hang the whole run
final class StoryTest {
    private static final int PHONE_WIDTH = 400;
    private static final int PHONE_HEIGHT = 800;
    private static final int CONSOLE_WIDTH = 1000;
    private static final int CONSOLE_HEIGHT = 700;
    private static final int CONSOLE_TALL = 1240;
    private static final String MESSAGE = "My landlord wants me out on Friday.\nI have nowhere to go with my son.";
    private static final String NUMBER = "+00 555 0100";
    private static final String ANSWER = "There is a room for you both from Thursday.\nYou can stay for a month.";
    private static final String FOLLOW_UP = "Thank you. Please call me in the morning.";
    private static final String NEEDS = "Housing, rent or eviction · Children or family";
    private static final String READ = "The team may read what I wrote, to answer me.";
    private static final String ASKS = "asks to open contact details";

    private static Chromium chromium;

    private Album album = Album.ofTheStory();
    private final Path home = TestPostgres.freshHome();

    @BeforeAll
    static void open() {
        chromium = new Chromium();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    @AfterEach
    void delete() {
        TestPostgres.deleteAll(home);
    }

    @Test
    void aPersonAsksIsAnsweredIsReachedWithTwoMorePeoplesYesAndTakesEverythingBack() {
        try (var demo = demo();
                var person = new Visitor(chromium.browser(), PHONE_WIDTH, false)) {
            twoOthersAsk(demo);
            try (var first = new Responder(chromium, demo.consoleAddress(0));
                    var second = new Responder(chromium, demo.consoleAddress(1));
                    var third = new Responder(chromium, demo.consoleAddress(2))) {
                first.looksUntil(first.page.getByText("Waiting for an answer (2)"));
                var words = asks(person, demo);
                comesBack(person, words);
                person.reads("There is no answer yet.");

                answers(first);
                person.press("Look again").reads(ANSWER);
                writesAgain(person);
                first.press("Back to all messages").looksUntil(first.page.getByText("2 messages"));

                asksToOpen(first);
                for (var colleague : List.of(second, third)) {
                    agrees(colleague);
                }
                opensTheDetails(first);
                person.press("Back to your answers")
                        .sees("Your answers")
                        .press("Look again")
                        .reads(ANSWER)
                        .reads("Your contact details were opened by the team on")
                        .reads("to call or write to you.");
                album.photograph(person.page, "answer");

                person.press("Delete everything")
                        .sees("Delete everything?")
                        .press("Yes, delete everything")
                        .sees("Everything is deleted");
                first.press("Back to all messages").sees("Messages");
                for (var responder : List.of(first, second, third)) {
                    responder.looksUntilGone(responder.button(NEEDS)).reads("Waiting for an answer (2)");
                    assertFalse(responder.page.content().contains("Housing"), "it is gone from every list");
                    assertFalse(responder.page.content().contains(NUMBER));
                    assertEquals(List.of(), responder.faults);
                }
                assertEquals("nothing", person.leftBehind());
                assertEquals(List.of(), person.faults);
            }
        }
    }

    @Test
    void aKeptDemoGoesOnAfterARestart() throws IOException {
        album = Album.of("restart-");
        List<String> words;
        byte[] root;
        try (var demo = demo();
                var person = new Visitor(chromium.browser(), PHONE_WIDTH, false);
                var responder = new Responder(chromium, demo.consoleAddress(0))) {
            words = asks(person, demo);
            answers(responder);
            responder.press("Lock").sees("Locked");
            try (var again = new Responder(chromium, demo.consoleAddress(0))) {
                again.looksUntil(again.page.getByText("Answered (1)"));
            }
            root = Files.readAllBytes(home.resolve("people/ada/keys/root-0001.note"));
        }
        try (var demo = demo();
                var person = new Visitor(chromium.browser(), PHONE_WIDTH, false);
                var responder = new Responder(chromium, demo.consoleAddress(0))) {
            assertArrayEquals(
                    root, Files.readAllBytes(home.resolve("people/ada/keys/root-0001.note")), "the pinned root");
            person.open(demo.page().toString()).press("Read an answer");
            comesBack(person, words);
            person.reads(ANSWER);
            opensTheRequest(responder);
            PlaywrightAssertions.assertThat(responder.page.locator(".ours")).containsText("You, ");
            assertEquals(List.of(), responder.faults);
            assertEquals(List.of(), person.faults);
        }
    }

    /// So that the list is a list. They gave no contact details and used no browser.
    private void twoOthersAsk(Demo demo) {
        var client = new IntakeClient(demo.page());
        try {
            var root = Files.readAllBytes(home.resolve("people/ada/keys/root-0001.note"));
            var manifest = VerifiedManifest.verify(client.notes(), Hash.of(root), 0, InstantSource.system());
            var sealer = new Sealer(Randomness.system(), InstantSource.system());
            for (var answers : List.of(
                    Map.of("needs", List.of("safe_place_now", "health"), "urgency_self", List.of("now")),
                    Map.of("needs", List.of("pay_rights", "papers_kept"), "urgency_self", List.of("no_rush")))) {
                var draft = new Draft(
                        HelpRequest.Kind.FIRST,
                        Answers.of(answers),
                        "Please answer here.",
                        Answers.none(),
                        Set.of(Consent.Purpose.READ),
                        Set.of());
                try (var keys = RequesterKeys.derive(NineWords.draw(Randomness.system()), root)) {
                    client.request(sealer.request(draft, keys, manifest).frame());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Demo demo() {
        return Demo.start(home, TestPostgres.PROGRAMS, 0, InstantSource.system());
    }

    /// Up to the nine words, which are kept.
    private List<String> asks(Visitor person, Demo demo) {
        person.page.setViewportSize(PHONE_WIDTH, PHONE_HEIGHT);
        person.open(demo.page().toString()).sees("Ask for help, without saying who you are");
        album.photograph(person.page, "start");
        person.press("Ask for help")
                .sees("Staying safe here")
                .press("I have read this")
                .sees("What would help?")
                .tick("Help with housing, rent or eviction")
                .tick("Help for my children or family");
        person.page.evaluate("scrollTo(0, 0)");
        album.photograph(person.page, "needs");
        person.press("Continue")
                .sees("How soon do you need an answer?")
                .tick("This week")
                .press("Continue")
                .sees("Your message")
                .type("Tell us what you want us to know", MESSAGE);
        album.photograph(person.page, "message");
        person.press("Continue")
                .sees("How can we reach you?")
                .tick("Call me")
                .type("Phone number", NUMBER)
                .type("What may we say if someone else answers?", "Say you are the dentist.")
                .press("Continue")
                .sees("Check your answers");
        album.photograph(person.page, "check");
        person.press("Continue")
                .sees("Your choices")
                .tick(READ)
                .tick("The team may contact me in the way I gave.")
                .press("Continue")
                .sees("Your nine words");
        album.photograph(person.page, "words");
        var words = person.words();
        assertEquals(9, words.size());
        person.keepsWords(words).sees("What happens next").reads("you have kept your words");
        person.press("Finish").press("Read an answer");
        return words;
    }

    private static void comesBack(Visitor person, List<String> words) {
        person.sees("Your nine words")
                .type("Type or paste your nine words", String.join(" ", words))
                .press("Read answers")
                .sees("Your answers");
    }

    private static void opensTheRequest(Responder responder) {
        responder.looksUntil(responder.button(NEEDS)).press(NEEDS).sees(NEEDS).reads("This week");
        responder.page.locator("summary").first().click();
        PlaywrightAssertions.assertThat(responder.page.getByText("My landlord wants me out on Friday."))
                .isVisible();
    }

    private void answers(Responder responder) {
        responder.looksUntil(responder.button(NEEDS)).reads("Waiting for an answer");
        album.photograph(responder.page, "console-list");
        opensTheRequest(responder);
        responder.page.setViewportSize(CONSOLE_WIDTH, CONSOLE_TALL);
        album.photograph(responder.page, "console-case");
        responder.page.setViewportSize(CONSOLE_WIDTH, CONSOLE_HEIGHT);
        responder.page.getByLabel("What you want to say").fill(ANSWER);
        responder.press("Send the answer");
        PlaywrightAssertions.assertThat(responder.page.locator(".ours")).containsText("There is a room for you both");
    }

    private static void writesAgain(Visitor person) {
        person.press("Write to the team")
                .sees("Write to the team")
                .type("Tell us what you want us to know", FOLLOW_UP)
                .tick(READ)
                .press("Lock and send")
                .sees("Your message was sent");
    }

    private static void asksToOpen(Responder responder) {
        responder.looksUntil(responder.button(NEEDS)).press(NEEDS).sees(NEEDS).reads("Later message");
        responder.page.locator("summary").last().click();
        responder.page.getByLabel("Call or write to the person").check();
        responder.press("Ask colleagues to agree").reads("0 of 2 colleagues agreed");
    }

    private void agrees(Responder colleague) {
        colleague.looksUntil(colleague.button(ASKS)).press(ASKS);
        PlaywrightAssertions.assertThat(colleague.page.locator("h1")).containsText(ASKS);
        colleague.reads("Call or write to the person").reads("The person allowed contact on");
        assertFalse(colleague.page.content().contains("landlord"), "a key holder does not see the message");
        assertFalse(colleague.page.content().contains("in the morning"), "nor a later one");
        album.photograph(colleague.page, "console-approve");
        colleague.press("I agree").sees("Messages");
    }

    private void opensTheDetails(Responder responder) {
        var details = responder.page.getByText(NUMBER);
        PlaywrightAssertions.assertThat(details).not().isVisible();
        responder.press("Tell the person and open");
        PlaywrightAssertions.assertThat(details).isVisible();
        responder.reads("Say you are the dentist.").reads("15 minutes left");
        details.scrollIntoViewIfNeeded();
        album.photograph(responder.page, "console-contact");
        assertEquals(0, responder.button("Tell the person and open").count(), "they open once");
    }
}

package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SeededRandomness;
import org.postern.message.NineWords;

/// The page by itself, before a stand-in for the server, in Chromium under the strict Content-Security-Policy.
class PageTest extends OnAPhone {
    private static final String REACH = "How can we reach you?";
    private static final House HOUSE = new House(2);

    PageTest() {
        super(HOUSE);
    }

    @Test
    void everyScreenPassesAxeOnAPhoneInTheLightAndAtADeskInTheDark() {
        look("phone");
        visitor.close();
        visitor = new Visitor(chromium.browser(), 900, true);
        look("desk");
    }

    private void look(String where) {
        start();
        passesAxe(where + "-01-start");
        visitor.press("Ask for help").sees("Staying safe here");
        passesAxe(where + "-02-safe");
        visitor.press("I have read this").sees("What would help?").tick("Legal advice");
        passesAxe(where + "-03-needs");
        visitor.press("Continue")
                .sees("How soon do you need an answer?")
                .tick("Now: I am in danger, or I have no safe place tonight")
                .reads("We can’t send anyone to you");
        passesAxe(where + "-04-urgency");
        visitor.press("Continue").sees("Your message").type("Tell us what you want us to know", "Two lines.\nسطران.");
        passesAxe(where + "-05-message");
        visitor.press("Continue")
                .sees(REACH)
                .tick("Meet me, through a group that works with us")
                .press("Continue")
                .isTold("Please say how we can reach you, or choose “I will come back here”.");
        passesAxe(where + "-06-contact");
        visitor.type("How that group can reach you", "At the blue door")
                .press("Continue")
                .sees("Check your answers")
                .reads("Locked: two people must agree");
        passesAxe(where + "-07-check");
        visitor.press("Continue")
                .sees("Your choices")
                .press("Continue")
                .isTold("Please tick this box. We may not read your message without it.");
        passesAxe(where + "-08-consent");
        service.status = 503;
        visitor.tick(READ)
                .tick("The team may contact me in the way I gave.")
                .press("Continue")
                .sees("Your nine words");
        passesAxe(where + "-09-words");
        var words = visitor.words();
        visitor.tick("I have kept my nine words").press("Continue").sees("Check that you kept them");
        passesAxe(where + "-10-kept");
        visitor.press("Show my words again").sees("Your nine words");
        visitor.keepsWords(words).sees("Sending").reads("We do not know whether your message arrived.");
        passesAxe(where + "-11-unknown");
        visitor.press("Stop here").sees("Sending has stopped");
        passesAxe(where + "-11-stopped");
        service.status = 200;
        visitor.press("Try again now").sees("What happens next");
        passesAxe(where + "-12-next");
        visitor.press("Finish").sees(START).press("Read an answer").sees("Your nine words");
        visitor.press("Read answers").isTold("Please type your nine words.");
        passesAxe(where + "-13-enter");
        visitor.type("Type or paste your nine words", String.join(" ", words))
                .press("Read answers")
                .sees("Your answers")
                .reads("There is no answer yet.");
        passesAxe(where + "-14-no-answer");
        visitor.press("Write to the team").sees("Write to the team");
        passesAxe(where + "-15-follow-up");
        visitor.press("Back to your answers")
                .sees("Your answers")
                .press("Delete everything")
                .sees("Delete everything?");
        passesAxe(where + "-16-delete");
        visitor.press("Yes, delete everything").sees("Everything is deleted");
        passesAxe(where + "-17-deleted");
    }

    private void passesAxe(String screen) {
        var page = visitor.page;
        assertEquals(
                List.of(),
                new AxeBuilder(page)
                        .analyze().getViolations().stream()
                                .map(rule -> rule.getId() + ": "
                                        + rule.getNodes().getFirst().getHtml())
                                .toList(),
                screen);
        var small = page.evaluate(
                "[...document.querySelectorAll('button, a:not(.skip), summary, .option, input[type=text], textarea')]"
                        + ".filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && (r.height < 44 || r.width < 44) })"
                        + ".map(e => e.outerHTML)");
        assertEquals(List.of(), small, "smaller than 44 pixels: " + screen);
        assertTrue(
                page.title().matches("Start|Next|Words|Read|Write|Sent|Removed?|Step [1-8] of 8"),
                "a neutral title: " + page.title());
        PlaywrightAssertions.assertThat(page.locator("#leave")).isInViewport();
        visitor.photograph(screen);
    }

    @Test
    void movesBetweenScreensWithoutARequestOrAHistoryEntry() {
        atConsent();
        assertEquals(List.of("GET /", "GET /postern.css", "GET /postern.js", "GET /notes"), sortedFirst(service.asked));
        assertEquals(service.address(), visitor.page.url());
        assertEquals(2, visitor.page.evaluate("history.length"), "about:blank and this page");
    }

    /// Style and script come in any order.
    private static List<String> sortedFirst(List<String> asked) {
        var order = List.of("GET /", "GET /postern.css", "GET /postern.js");
        return asked.stream()
                .sorted((a, b) -> Integer.compare(
                        (order.indexOf(a) + order.size() + 1) % (order.size() + 1),
                        (order.indexOf(b) + order.size() + 1) % (order.size() + 1)))
                .toList();
    }

    @Test
    void keepsNothingInTheBrowser() {
        atConsent().press("Continue").keepsWordsAndSends();
        visitor.sees("What happens next").press("Look for an answer now");
        visitor.sees("Your answers");
        assertEquals("nothing", visitor.leftBehind());
        assertEquals(true, visitor.page.evaluate("crossOriginIsolated"));
    }

    @Test
    void sealsExactlyOneFrameOfTheOneSize() {
        atConsent().press("Continue").keepsWordsAndSends().sees("What happens next");
        assertEquals(1, service.requests.size());
        var frame = service.requests.getFirst();
        assertEquals(32_768, frame.length);
        assertEquals("50525131", HexFormat.of().formatHex(frame, 0, 4));
        assertFalse(new String(frame, StandardCharsets.ISO_8859_1).contains("rent is due"));
    }

    @Test
    void sendsTheSameBytesAgainWhenTheServiceIsBusyOrGone() {
        service.status = 503;
        atConsent()
                .press("Continue")
                .keepsWordsAndSends()
                .reads("The service can’t take it just now.")
                .reads("We try again in 5 seconds.");
        service.status = 0;
        visitor.press("Try again now")
                .reads("We could not reach the service, or its answer was lost.")
                .reads("Everything you wrote is still here.");
        service.status = 200;
        visitor.sees("Sending").reads("We try again");
        // No press: it tries by itself.
        visitor.sees("What happens next");
        assertTrue(service.requests.size() >= 3);
        for (var request : service.requests) {
            assertArrayEquals(service.requests.getFirst(), request);
        }
    }

    @Test
    void sendsTheSameBytesAgainAfterLookingAtTheAnswersAndOtherBytesAfterAnEdit() {
        service.status = 503;
        atConsent().press("Continue").keepsWordsAndSends().reads("The service can’t take it just now.");
        visitor.press("Change my answers")
                .sees("Check your answers")
                .press("Continue")
                .press("Lock and send");
        visitor.reads("The service can’t take it just now.")
                .press("Change my answers")
                .sees("Check your answers");
        visitor.press("Change: Your message").sees("Your message");
        assertEquals("My rent is due.", visitor.page.inputValue("textarea"), "nothing is lost");
        visitor.type("Tell us what you want us to know", "My rent is due today.");
        visitor.press("Continue").sees(REACH).press("Continue").press("Continue");
        service.status = 200;
        visitor.press("Lock and send").sees("What happens next");
        assertEquals(3, service.requests.size());
        assertArrayEquals(service.requests.get(0), service.requests.get(1));
        assertFalse(Arrays.equals(id(service.requests.get(0)), id(service.requests.get(2))), "an edit draws a new id");
    }

    private static byte[] id(byte[] frame) {
        return Arrays.copyOfRange(frame, 4, 20);
    }

    @Test
    void asksForANeedOrSomeTextAndLosesNothing() {
        start().press("Ask for help")
                .press("I have read this")
                .sees("What would help?")
                .press("Skip this question");
        visitor.press("Skip this question").sees("Your message").press("Continue");
        visitor.isTold("Please write something here, or go back and tick one thing that would help.");
        visitor.type("Tell us what you want us to know", "é".repeat(6_001)).press("Continue");
        visitor.isTold("Please make your message shorter.").reads("Your message is too long by one letter.");
        assertEquals(6_001, visitor.page.inputValue("textarea").length());
        visitor.type("Tell us what you want us to know", "é".repeat(6_000))
                .press("Continue")
                .sees(REACH);
        visitor.tick("Call me").type("Phone number", "x".repeat(2_100)).press("Continue");
        visitor.isTold(visitor.page.locator(".error:visible").textContent()).reads("This part is too long by");
        visitor.type("Phone number", "00").tick("Write me an e-mail");
        assertEquals("", visitor.page.inputValue("input[type=text], .details textarea"), "a number is no address");
        visitor.tick("Call me").press("Continue").sees("Check your answers").reads("00");
    }

    @Test
    void shufflesTheNeedsOnEachVisitAndKeepsTheOrderWithinOne() {
        start().press("Ask for help").press("I have read this").sees("What would help?");
        var first = visitor.page.locator(".option").allTextContents();
        visitor.press("Continue").press("Back").sees("What would help?");
        assertEquals(first, visitor.page.locator(".option").allTextContents());
        start().press("Ask for help").press("I have read this").sees("What would help?");
        var second = visitor.page.locator(".option").allTextContents();
        assertFalse(first.equals(second), "the order is drawn anew");
        assertEquals(first.stream().sorted().toList(), second.stream().sorted().toList());
        assertEquals("Something else", second.getLast());
    }

    @Test
    void marksWrongWordsWithoutAskingTheServer() {
        start().press("Read an answer").sees("Your nine words");
        var asked = service.asked.size();
        visitor.type("Type or paste your nine words", "abandon abandom zoo").press("Read answers");
        visitor.isTold("Word 2, “abandom”, is not in the list. Please check how it is written.");
        visitor.type("Type or paste your nine words", "zoo zoo zoo").press("Read answers");
        visitor.isTold("You typed three words. Please type all nine.");
        visitor.type("Type or paste your nine words", "zoo zoo zoo zoo zoo zoo zoo zoo zoo")
                .press("Read answers");
        visitor.isTold(
                "These nine words do not fit together. Please check for a wrong word, or two words in the wrong order.");
        assertEquals(asked, service.asked.size());
    }

    @Test
    void wordsThatFitAndAreSomebodyElsesAreNotTakenForAnEmptyMailbox() {
        var wrong = String.join(" ", NineWords.draw(new SeededRandomness(7)).words());
        start().press("Read an answer").sees("Your nine words");
        visitor.type("Type or paste your nine words", wrong).press("Read answers");
        visitor.reads("A wrong word can look like this.").press("Delete everything");
        visitor.reads("If a word is wrong, this does not delete your messages.");
    }

    @Test
    void doesNotGoOnUntilTheWordsAreKept() {
        atConsent().press("Continue").sees("Your nine words").press("Continue");
        visitor.isTold(
                "Please tick this box when you have kept your words. Once you leave this page, we can’t show them again.");
        visitor.tick("I have kept my nine words").press("Continue").sees("Check that you kept them");
        var label = visitor.page.locator("label").textContent();
        visitor.type(label, "postern").press("Lock and send");
        visitor.isTold("That is not the right word. Try again, or look at your words once more.");
        visitor.press("Show my words again").sees("Your nine words");
        assertEquals(9, visitor.words().size());
    }

    @Test
    void deletesEverythingOnlyAfterAskingAndSaysWhenItCouldNot() {
        atConsent().press("Continue").keepsWordsAndSends().press("Look for an answer now");
        visitor.sees("Your answers");
        visitor.press("Delete everything")
                .sees("Delete everything?")
                .reads("It can’t be undone.")
                .press("No, go back");
        visitor.sees("Your answers").press("Delete everything");
        assertEquals(0, service.erasures.size());
        service.status = 503;
        visitor.press("Yes, delete everything").reads("We do not know whether everything was deleted.");
        service.status = 200;
        visitor.press("Try again").sees("Everything is deleted");
        assertEquals(68, service.erasures.getLast().length);
    }

    @Test
    void leavesByTheLinkAndDoesNotComeBack() {
        start().press("Ask for help").sees("Staying safe here");
        visitor.page.locator("#leave").click();
        visitor.page.waitForURL("**/elsewhere");
        assertEquals("Weather", visitor.page.title());
        visitor.page.goBack();
        assertEquals("about:blank", visitor.page.url(), "Back does not return to the page");
    }

    @Test
    void leavesByShiftPressedThreeTimesAndAnnouncesIt() {
        start();
        var page = visitor.page;
        var status = page.locator("#leave-status");
        page.keyboard().press("Shift");
        PlaywrightAssertions.assertThat(status).hasText("Shift, press 2 more times to leave.");
        page.keyboard().press("Shift+A");
        page.keyboard().press("a");
        PlaywrightAssertions.assertThat(status).hasText("");
        page.keyboard().press("Shift");
        page.keyboard().press("Shift");
        PlaywrightAssertions.assertThat(status).hasText("Shift, press 1 more time to leave.");
        PlaywrightAssertions.assertThat(page.locator(".dots .on")).hasCount(2);
        PlaywrightAssertions.assertThat(status).hasText("Leaving by the Shift key has been reset.");
        for (var i = 0; i < 3; i++) {
            page.keyboard().press("Shift");
        }
        page.waitForURL("**/elsewhere");
    }

    /// A Shift key that somebody holds while clicking, turning the wheel or typing is no press of its own.
    @Test
    void shiftWithTheMouseTheWheelOrTextNeverLeaves() {
        start();
        var page = visitor.page;
        page.mouse().move(150, 300);
        var deeds = List.<Runnable>of(
                () -> page.mouse().click(150, 300),
                () -> page.mouse().wheel(0, 100),
                () -> page.evaluate("document.dispatchEvent(new CompositionEvent('compositionstart'))"),
                () -> page.evaluate("document.dispatchEvent(new InputEvent('beforeinput', {data: 'a'}))"));
        for (var deed : deeds) {
            for (var i = 0; i < 4; i++) {
                page.keyboard().down("Shift");
                deed.run();
                // The wheel is told a frame later.
                page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                page.keyboard().up("Shift");
            }
            PlaywrightAssertions.assertThat(page.locator("h1")).hasText(START);
            PlaywrightAssertions.assertThat(page.locator("#leave-status")).hasText("");
        }
    }

    @Test
    void bothShiftKeysTogetherAreOnePress() {
        start();
        var keys = visitor.page.keyboard();
        for (var left = 2; left > 0; left--) {
            keys.down("ShiftLeft");
            keys.down("ShiftRight");
            keys.up("ShiftRight");
            keys.up("ShiftLeft");
            PlaywrightAssertions.assertThat(visitor.page.locator("#leave-status"))
                    .containsText("press " + left + " more");
        }
    }

    @Test
    void coversThePageBeforeItLeaves() {
        service.close();
        service = new StandIn(HOUSE.pinned().hex(), HOUSE.notes(), "/never");
        start().press("Ask for help").sees("Staying safe here");
        var left = visitor.page.evaluate("(() => { document.querySelector('#leave').click();"
                + " return [document.body.textContent, document.querySelector('main')] })()");
        assertEquals(Arrays.asList("Loading.", null), left);
    }

    @Test
    void saysThatScriptsAreOffBeforeAnythingCanBeTyped() {
        var document = service.get("");
        assertTrue(document.indexOf("Scripts are switched off") > document.indexOf("<noscript>"));
        assertTrue(document.contains("postern request"));
        assertFalse(Pattern.compile("<(input|textarea|form|button|select)")
                .matcher(document)
                .find());
        assertTrue(document.contains("href=\"/elsewhere\""), "the way out needs no script");
    }

    @Test
    void putsTheLeaveLinkFirstAfterTheSkipLink() {
        start();
        var links = visitor.page.locator("a");
        assertEquals("#main", links.nth(0).getAttribute("href"));
        assertEquals("leave", links.nth(1).getAttribute("id"));
        assertEquals("nofollow noreferrer", links.nth(1).getAttribute("rel"));
        assertEquals(2, links.count(), "no other link leads away");
    }

    @Test
    void readsFromRightToLeftWithoutBreaking() {
        start();
        visitor.page.evaluate("document.documentElement.dir = 'rtl'");
        visitor.asks("نص").tick("Call me");
        visitor.photograph("phone-18-right-to-left");
        var box = visitor.page.locator("#leave").boundingBox();
        assertTrue(box.x < 40, "the leave link stands at the line's end");
    }

    @Test
    void offersNoFieldThatABrowserMayRememberOrSendElsewhere() {
        start().asks("x").tick("Call me");
        var fields = visitor.page.locator("input[type=text], textarea");
        PlaywrightAssertions.assertThat(fields).hasCount(3);
        for (var field : fields.all()) {
            assertEquals("off", field.getAttribute("autocomplete"));
            assertEquals("false", field.getAttribute("spellcheck"));
            assertEquals(null, field.getAttribute("name"));
        }
        PlaywrightAssertions.assertThat(visitor.page.locator("form")).hasAttribute("method", "dialog");
        PlaywrightAssertions.assertThat(visitor.page.locator("form"))
                .not()
                .hasAttribute("action", Pattern.compile(".*"));
    }
}

package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.keyring.Keyring;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;
import org.postern.message.Written;
import org.postern.web.Chromium;

/// What somebody typed and has not sent is kept or asked about, and a slip of the finger answers no question.
final class BegunTest {
    private static final String BOX = "What you want to say";
    private static final String TEXT = "There is a bed. Come when you can.";
    private static Chromium chromium;
    private static TestHouse house;

    private final List<Console> consoles = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void open() throws IOException {
        chromium = new Chromium();
        house = new TestHouse();
        ask("housing").close();
        ask("legal").close();
    }

    /// @return the person's keys, which the caller closes
    private static RequesterKeys ask(String need) {
        var draft = new Draft(
                HelpRequest.Kind.FIRST,
                Answers.of(Map.of("needs", List.of(need))),
                "Hello.",
                Answers.of(Map.of("contact_way", List.of("call"), "contact_value", List.of("+00 555 0100"))),
                Set.of(Consent.Purpose.READ, Consent.Purpose.CONTACT),
                Set.of());
        var keys = Written.somebody(house.randomness);
        var sealer = new Sealer(house.randomness, InstantSource.system());
        house.intake().request(sealer.request(draft, keys, house.manifest()).frame());
        return keys;
    }

    @AfterAll
    static void close() {
        house.close();
        chromium.close();
    }

    @BeforeEach
    void newPage() {
        context = chromium.browser().newContext();
        page = context.newPage();
        page.setViewportSize(1000, 800);
    }

    @AfterEach
    void closePage() {
        context.close();
        consoles.forEach(Console::close);
    }

    @Test
    void whatWasTypedIsThereAgainAfterTheListAskingAndReload() {
        var console = open(Duration.ofHours(1));
        begin();
        page.getByLabel("We are waiting for you. No hurry.").check();
        press("Back to all messages");
        PlaywrightAssertions.assertThat(page.getByText("You began an answer")).isVisible();
        press("Housing");
        assertKept();
        assertTrue(page.getByLabel("We are waiting for you. No hurry.").isChecked());
        page.getByLabel("Call or write to the person").check();
        press("Ask colleagues to agree");
        PlaywrightAssertions.assertThat(page.getByText("0 of 2 colleagues agreed"))
                .isVisible();
        assertKept();
        page.getByLabel(BOX).fill(TEXT + " Ring twice.");
        page.reload();
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("This tab has no key");
        page.navigate(console.address().toString());
        press("Housing");
        PlaywrightAssertions.assertThat(page.getByLabel(BOX)).hasValue(TEXT + " Ring twice.");
    }

    @Test
    void noAnswerGoesOutOverAMessageThatWasNotOpened() {
        ask("immigration").close();
        open(Duration.ofHours(1));
        press("Visa or papers advice");
        page.getByLabel(BOX).fill(TEXT);
        press("Send the answer");
        PlaywrightAssertions.assertThat(page.getByText("A message above is still folded."))
                .isVisible();
        assertKept();
        // Folded again, and on another screen in between, it was open all the same.
        page.locator("summary").click();
        page.locator("summary").click();
        press("Back to all messages");
        press("Visa or papers advice");
        assertKept();
        press("Send the answer");
        PlaywrightAssertions.assertThat(page.locator(".ours").last()).containsText(TEXT);
        assertEquals(0, page.getByText("A message above is still folded.").count());
    }

    @Test
    void whatAPersonDeletesLeavesTheOpenScreenAndWhatWasTypedForThemIsSaid() {
        try (var keys = ask("peer")) {
            open(Duration.ofHours(1));
            press("A peer to talk with");
            page.getByLabel(BOX).fill(TEXT);
            house.intake().erase(keys.eraseKey(), keys.locator());
            var patience = new LocatorAssertions.HasTextOptions().setTimeout(60_000);
            PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Messages", patience);
            PlaywrightAssertions.assertThat(page.getByText("What you typed for somebody was not sent"))
                    .isVisible();
            assertEquals(0, page.getByText("A peer to talk with").count());
        }
    }

    @Test
    void detailsOpenAndCloseBesideATextThatIsBeingWritten() {
        open(Duration.ofHours(1));
        press("Legal advice");
        page.getByLabel(BOX).fill(TEXT);
        page.getByLabel("Call or write to the person").check();
        press("Ask colleagues to agree");
        PlaywrightAssertions.assertThat(page.locator("[data-focus]")).isFocused();
        page.locator("summary").click();
        page.getByLabel("Call or write to the person").check();
        press("Ask colleagues to agree");
        for (var colleague : List.of(1, 2)) {
            var tab = new Tab(console(colleague, Duration.ofHours(1)));
            var asked = Tab.until(tab::list, html -> html.contains("asks to open contact details"));
            var asks = asked.split("data-go=\"ask\" data-id=\"", -1);
            for (int i = 1; i < asks.length; i++) {
                tab.act("approve", "id", asks[i].substring(0, asks[i].indexOf('"')));
            }
        }
        press("Tell the person and open");
        PlaywrightAssertions.assertThat(page.getByText("+00 555 0100")).isVisible();
        assertKept();
        press("Close the details now");
        PlaywrightAssertions.assertThat(page.getByText("+00 555 0100")).isHidden();
        assertKept();
    }

    @Test
    void lockAsksBeforeItWipesWhatWasTyped() {
        open(Duration.ofHours(1));
        begin();
        press("Lock");
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Lock and lose what you typed?");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "console-lock.png")));
        assertFalse(page.locator("main").innerText().contains(TEXT));
        press("No, go back");
        assertKept();
        press("Lock");
        press("Yes, lock now");
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Locked");
    }

    @Test
    void whatIsSentOrClearedIsNotAskedAbout() {
        open(Duration.ofHours(1));
        begin();
        page.getByLabel(BOX).fill("");
        press("Back to all messages");
        PlaywrightAssertions.assertThat(page.getByText("You began an answer")).isHidden();
        begin();
        page.locator("summary").first().click();
        press("Send the answer");
        PlaywrightAssertions.assertThat(page.locator(".ours").last()).containsText(TEXT);
        press("Lock");
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Locked");
    }

    @Test
    void aConsoleWarnsBeforeItLocksItselfAndAMovedMouseKeepsItOpen() {
        open(Duration.ofMinutes(10));
        begin();
        page.waitForTimeout(3_000);
        assertEquals(0, page.locator("[data-locks]").count(), "not while it is far");
        house.advance(Duration.ofSeconds(510));
        var warning = page.locator("[data-locks]");
        var patience = new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);
        PlaywrightAssertions.assertThat(warning).isVisible(patience);
        assertTrue(warning.innerText().contains("There is 1 answer that you typed and did not send."));
        page.evaluate("window.scrollTo(0, 1000)");
        assertTrue(
                (Boolean) page.evaluate("document.querySelector('[data-locks]').getBoundingClientRect().top >= 0"),
                "it is in sight wherever the page is scrolled to");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "console-locks.png")));
        page.mouse().move(300, 300);
        page.mouse().move(340, 320);
        PlaywrightAssertions.assertThat(warning).isHidden();
        house.advance(Duration.ofSeconds(510));
        PlaywrightAssertions.assertThat(warning).isVisible(patience);
        press("Stay open");
        PlaywrightAssertions.assertThat(warning).isHidden();
        assertKept();
        house.advance(Duration.ofMinutes(11));
        PlaywrightAssertions.assertThat(page.locator("h1"))
                .hasText("Locked", new LocatorAssertions.HasTextOptions().setTimeout(90_000));
        assertFalse(page.content().contains(TEXT));
    }

    @Test
    void aDoubleClickAnswersNothingOnTheNextScreen() {
        open(Duration.ofHours(1));
        page.waitForTimeout(700);
        for (var width : List.of(320, 412, 768, 1280)) {
            page.setViewportSize(width, 700);
            doubleClick(page.locator(".rows button").first());
            PlaywrightAssertions.assertThat(page.locator("h1")).not().hasText("Messages");
            assertEquals(0, page.locator("details[open]").count(), "no message unfolded at " + width);
            assertEquals(1, page.locator("input[value='3']:checked").count(), "no choice made at " + width);
            press("Back to all messages");
            PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Messages");
            page.waitForTimeout(700);
        }
        begin();
        for (int i = 0; i < 3; i++) {
            doubleClick(page.locator("#lock"));
        }
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Lock and lose what you typed?");
    }

    /// Two clicks at one point, as a browser counts them.
    private void doubleClick(Locator button) {
        button.scrollIntoViewIfNeeded();
        button.click(new Locator.ClickOptions().setTrial(true));
        var box = button.boundingBox();
        page.mouse().click(box.x + box.width / 2, box.y + box.height / 2);
        page.waitForTimeout(120);
        page.mouse().down(new Mouse.DownOptions().setClickCount(2));
        page.mouse().up(new Mouse.UpOptions().setClickCount(2));
        page.waitForTimeout(400);
    }

    private Console open(Duration autoLock) {
        var console = console(0, autoLock);
        page.navigate(console.address().toString());
        PlaywrightAssertions.assertThat(page.locator(".rows button").first()).isVisible();
        return console;
    }

    private Console console(int responder, Duration autoLock) {
        var keyring = Keyring.decode(house.keyrings.get(responder).encode());
        consoles.add(Console.start(keyring, house.settings(autoLock)));
        return consoles.getLast();
    }

    private void begin() {
        press("Housing");
        page.getByLabel(BOX).fill(TEXT);
    }

    private void assertKept() {
        PlaywrightAssertions.assertThat(page.getByLabel(BOX)).hasValue(TEXT);
    }

    private void press(String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .first()
                .click();
    }
}

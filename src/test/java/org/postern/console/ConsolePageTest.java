package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;
import org.postern.web.Chromium;

/// The page in a real browser: under its own policy without a violation, by keyboard, for a screen reader, and
/// photographed.
final class ConsolePageTest {
    private static final Path SHOTS = Path.of("target", "screenshots");
    private static final String PHONE = "+00 555 0100";
    private static Chromium chromium;
    private static TestHouse house;

    private final List<String> complaints = new ArrayList<>();
    private final List<Console> consoles = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void open() throws IOException {
        chromium = new Chromium();
        house = new TestHouse();
        var sealer = new Sealer(house.randomness, InstantSource.system());
        send(sealer, List.of("housing", "money_food"), "week", "My landlord wants me out by the end of the month.", "");
        send(
                sealer,
                List.of("safe_place_now", "health"),
                "now",
                "I can't go home tonight.\n<img src=x onerror=alert(1)> is only text, and https://example.org too.",
                PHONE);
        send(sealer, List.of("papers_kept", "pay_rights", "legal"), "today", "Someone keeps my passport.", "");
        send(sealer, List.of("know_options"), "", "", "");
    }

    @AfterAll
    static void close() {
        house.close();
        chromium.close();
    }

    @BeforeEach
    void newPage() {
        page(Map.of(), ColorScheme.LIGHT, 1100);
    }

    @AfterEach
    void closePage() {
        context.close();
        consoles.forEach(Console::close);
    }

    @Test
    void aResponderOpensAnswersAndOpensDetailsWithTwoOthers() {
        var a = console(0);
        var b = new Tab(console(1));
        var c = new Tab(console(2));
        page.navigate(a.address().toString());
        var urgent = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("A safe place tonight"));
        PlaywrightAssertions.assertThat(urgent).isVisible();
        assertEquals("http://127.0.0.1:" + URI.create(page.url()).getPort() + "/", page.url(), "the fragment is gone");
        assertEquals("Messages – Postern console", page.title());
        assertFine("list");
        var first = page.locator(".rows li").first();
        assertTrue(first.innerText().contains("Now"), "the most urgent stands first");

        urgent.focus();
        page.keyboard().press("Enter");
        PlaywrightAssertions.assertThat(page.locator("h1")).isFocused();
        assertFalse(page.getByText("I can't go home tonight.").isVisible(), "messages stay folded");
        // A new screen hears nothing for half a second.
        PlaywrightAssertions.assertThat(page.locator("main.deaf")).hasCount(0);
        page.locator("summary").first().focus();
        page.keyboard().press("Enter");
        PlaywrightAssertions.assertThat(page.getByText("I can't go home tonight."))
                .isVisible();
        assertEquals(0, page.locator("main a, main img, main script").count());
        assertFine("case");

        page.getByLabel("What you want to say").fill("é".repeat(2_002));
        PlaywrightAssertions.assertThat(page.locator("#text-count")).hasText("Too long by about 2 letters.");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send the answer"))
                .click();
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.ALERT)).containsText("Your answer is too long.");
        page.evaluate(
                "(() => { const box = document.querySelector('textarea'); box.focus(); box.select();"
                        + " const data = new DataTransfer(); data.setData('text/plain', 'x '.repeat(500000));"
                        + " box.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data})) })()");
        PlaywrightAssertions.assertThat(page.locator("#text-count"))
                .containsText("Not all of that fitted in: only the first part is here.");
        assertEquals(8_000, page.locator("textarea").inputValue().length());
        page.getByLabel("What you want to say").fill("There is a bed tonight. You can come at any time.");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send the answer"))
                .click();
        PlaywrightAssertions.assertThat(page.locator(".ours")).containsText("There is a bed tonight.");

        page.getByLabel("Call or write to the person").check();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ask colleagues to agree"))
                .click();
        PlaywrightAssertions.assertThat(page.locator("#contact ~ p")).containsText("0 of 2 colleagues agreed");
        for (var colleague : List.of(b, c)) {
            var asked = Tab.until(colleague::list, html -> html.contains("asks to open contact details"));
            var name = asked.replaceAll("(?s).*>(Desk [^<]*) asks to open contact details.*", "$1");
            PlaywrightAssertions.assertThat(page.locator("#status"))
                    .containsText("Your colleagues see you as " + name + ".");
            colleague.act("approve", "id", Tab.id(asked, "ask"));
        }
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Tell the person and open"))
                .click();
        PlaywrightAssertions.assertThat(page.getByText(PHONE)).isVisible();
        assertFine("contact");

        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Lock").setExact(true))
                .click();
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Locked");
        assertFalse(page.content().contains(PHONE));
        assertFalse(page.content().contains("go home tonight"));
        assertFine("locked");
        assertNothingStored();
    }

    @Test
    void aKeyHolderDecidesByPurposeOnASmallDarkScreen() {
        context.close();
        page(Map.of(), ColorScheme.DARK, 320);
        var a = new Tab(console(0));
        page.navigate(console(1).address().toString());
        var list = Tab.until(a::list, html -> html.contains("A safe place tonight"));
        var row = list.substring(list.lastIndexOf("data-go=\"case\"", list.indexOf("A safe place tonight")));
        a.act("case", "id", Tab.id(row, "case"));
        a.act("ask-open", "id", Tab.id(row, "case"), "purpose", "4");
        var again = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show all messages"));
        var ask = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("asks to open contact details"));
        // The first news may be about keys, and not yet the ask.
        for (int look = 0; look < 300 && !ask.isVisible(); look++) {
            if (again.isVisible()) {
                again.click();
            }
            page.waitForTimeout(200);
        }
        PlaywrightAssertions.assertThat(ask).isVisible();
        assertFine("list-small-dark");
        ask.click();
        PlaywrightAssertions.assertThat(page.getByText("Urgent medical help")).isVisible();
        assertFalse(page.content().contains("go home tonight"));
        assertFine("ask-small-dark");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("I do not agree"))
                .click();
        PlaywrightAssertions.assertThat(page.getByText("You did not agree.")).isVisible();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("A safe place tonight"))
                .click();
        page.locator("summary").first().click();
        assertFine("case-small-dark");
        assertTrue(
                (Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"),
                "nothing sticks out at 320 pixels");
    }

    @Test
    void anAddressWorksOnce() {
        var address = console(0).address().toString();
        page.navigate(address);
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Messages");
        page.reload();
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("This tab has no key");
        assertFine("lost");
    }

    private Console console(int responder) {
        var keyring = Keyring.decode(house.keyrings.get(responder).encode());
        var console = Console.start(keyring, house.settings(java.time.Duration.ofHours(1)));
        consoles.add(console);
        return console;
    }

    private void page(Map<String, String> headers, ColorScheme scheme, int width) {
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setColorScheme(scheme)
                        .setExtraHTTPHeaders(headers)
                        .setViewportSize(width, 900));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    /// No violation of the policy, no error, nothing that axe finds; and a photograph.
    private void assertFine(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve("console-" + name + ".png"))
                .setFullPage(true));
        var violations = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .map(rule ->
                                rule.getId() + " " + rule.getNodes().getFirst().getHtml())
                        .toList();
        assertEquals(List.of(), violations);
        // Whatever was under way when the console was locked is refused, now or a moment later.
        var isShut = page.locator("h1").textContent().matches("Locked|This tab has no key");
        assertEquals(
                List.of(),
                complaints.stream()
                        .filter(line -> !isShut || !line.contains("401"))
                        .toList());
    }

    @Test
    void aRefusalThatIsNotALockKeepsThePageAndTheText() {
        page.navigate(console(0).address().toString());
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Papers are kept"))
                .or(page.locator(".rows button"))
                .first()
                .click();
        for (var code : List.of(413, 500, 403)) {
            page.getByLabel("What you want to say").fill("Come at eight, " + code);
            page.route("**/act", route -> {
                if (route.request().postData().contains("Come at eight")) {
                    route.fulfill(new Route.FulfillOptions().setStatus(code).setBody("refused"));
                } else {
                    route.resume();
                }
            });
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send the answer"))
                    .click();
            PlaywrightAssertions.assertThat(page.locator("[data-refused]"))
                    .containsText(code == 413 ? "too long to be taken" : "did not take it");
            PlaywrightAssertions.assertThat(page.getByLabel("What you want to say"))
                    .hasValue("Come at eight, " + code);
            assertFalse(page.locator("main").innerText().contains("Your keys and everything"));
            page.unroute("**/act");
        }
        complaints.clear();
    }

    @Test
    void whatIsNotToBeSentGoesWithOneClick() {
        page.navigate(console(0).address().toString());
        page.locator(".rows button").first().click();
        page.getByLabel("What you want to say").fill("Half a thought.");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send the answer"))
                .click();
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.ALERT)).containsText("Not sent.");
        PlaywrightAssertions.assertThat(page.locator("main.deaf")).hasCount(0);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Throw this text away"))
                .click();
        PlaywrightAssertions.assertThat(page.getByLabel("What you want to say")).hasValue("");
        PlaywrightAssertions.assertThat(page.getByText("Not sent.")).hasCount(0);
        assertEquals(List.of(), complaints);
    }

    @Test
    void aScreenIsCalledOldOnlyWhenWhatStandsOnItHasChanged() {
        var colleague = new Tab(console(1));
        page.navigate(console(0).address().toString());
        page.locator(".rows button").last().click();
        PlaywrightAssertions.assertThat(page.locator("h1")).hasAttribute("data-title", "One message");
        page.getByLabel("What you want to say").fill("Something that takes long to write.");
        var sealer = new Sealer(house.randomness, InstantSource.system());
        send(sealer, List.of("know_options"), "", "Another person.", "");
        var unchanged = page.getByText("Nothing on this screen has changed. The list of messages has.");
        var old = page.getByText("Something on this screen has changed since you opened it.");
        PlaywrightAssertions.assertThat(unchanged).isVisible();
        PlaywrightAssertions.assertThat(old).isHidden();
        var id = page.locator("main > div").getAttribute("data-case");
        colleague.act("case", "id", id);
        colleague.answer(id, "Said by a colleague.", "3");
        PlaywrightAssertions.assertThat(old).isVisible();
        PlaywrightAssertions.assertThat(unchanged).isHidden();
        PlaywrightAssertions.assertThat(page.getByLabel("What you want to say"))
                .hasValue("Something that takes long to write.");
        assertEquals(List.of(), complaints);
    }

    private void assertNothingStored() {
        assertEquals(List.of(), context.cookies());
        assertEquals(0, page.evaluate("localStorage.length + sessionStorage.length"));
    }

    private static void send(Sealer sealer, List<String> needs, String urgency, String text, String phone) {
        var answers = new LinkedHashMap<String, List<String>>();
        answers.put("needs", needs);
        if (!urgency.isEmpty()) {
            answers.put("urgency_self", List.of(urgency));
        }
        var contact = phone.isEmpty()
                ? Answers.none()
                : Answers.of(Map.of("contact_way", List.of("call"), "contact_value", List.of(phone)));
        var given =
                phone.isEmpty() ? Set.of(Consent.Purpose.READ) : Set.of(Consent.Purpose.READ, Consent.Purpose.CONTACT);
        var draft = new Draft(HelpRequest.Kind.FIRST, Answers.of(answers), text, contact, given, Set.of());
        try (var keys = RequesterKeys.derive(NineWords.draw(house.randomness), house.rootNote)) {
            house.intake().request(sealer.request(draft, keys, house.manifest()).frame());
        }
    }
}

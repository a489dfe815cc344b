package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A person with Chromium: reads headings, presses what is named, types where it is labelled. Keeps every fault
/// that the browser reports.
public final class Visitor implements AutoCloseable {
    private static final int PHONE_HEIGHT = 640;
    static final Path SCREENSHOTS = Path.of("target/screenshots");

    private final BrowserContext context;
    public final Page page;
    public final List<String> faults = new CopyOnWriteArrayList<>();

    public Visitor(Browser browser, int width, boolean dark) {
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, width < 600 ? PHONE_HEIGHT : 900)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE));
        context.addInitScript(
                "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))");
        page = context.newPage();
        page.setDefaultTimeout(60_000);
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        page.onConsoleMessage(this::note);
        page.onPageError(fault -> faults.add("page error: " + fault));
    }

    static Visitor onPhone(Chromium chromium) {
        return new Visitor(chromium.browser(), 320, false);
    }

    static Visitor atDesk(Chromium chromium) {
        return new Visitor(chromium.browser(), 900, false);
    }

    private void note(ConsoleMessage message) {
        // A refused or broken call is the test's own doing; the page answers to it in words.
        var refusedCall = message.text().startsWith("Failed to load resource")
                && message.location().contains("/v1/");
        if ((message.type().equals("error") || message.type().equals("warning")) && !refusedCall) {
            faults.add(message.type() + ": " + message.text());
        }
    }

    public Visitor open(String address) {
        page.navigate(address);
        return this;
    }

    /// Waits for a screen and checks what holds on every one: the heading has the focus, nothing is cut off at the
    /// side.
    public Visitor sees(String heading) {
        var top = page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName(heading).setLevel(1).setExact(true));
        PlaywrightAssertions.assertThat(top).isVisible();
        PlaywrightAssertions.assertThat(top).isFocused();
        assertEquals(
                page.evaluate("document.documentElement.clientWidth"),
                page.evaluate("document.documentElement.scrollWidth"),
                "wider than the screen: " + heading);
        return this;
    }

    public Visitor reads(String text) {
        PlaywrightAssertions.assertThat(page.locator("main")).containsText(text);
        return this;
    }

    public Visitor doesNotRead(String text) {
        PlaywrightAssertions.assertThat(page.locator("main")).not().containsText(text);
        return this;
    }

    public Visitor press(String button) {
        button(button).click();
        return this;
    }

    public Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    public Visitor tick(String label) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).check();
        return this;
    }

    public Visitor untick(String label) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).uncheck();
        return this;
    }

    public Visitor type(String label, String text) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
        return this;
    }

    /// The sentence of the one visible error, whose field has the focus.
    public Visitor isTold(String sentence) {
        var error = page.locator(".error:visible");
        PlaywrightAssertions.assertThat(error).hasText(sentence);
        assertEquals(
                true,
                page.evaluate(
                        "(() => { const f = document.activeElement; const e = document.querySelector('.error:not([hidden])');"
                                + " return f.tagName !== 'H1' && (f.getAttribute('aria-describedby') ?? f.closest('fieldset')?.getAttribute('aria-describedby') ?? '').split(' ').includes(e.id) })()"),
                "the focus is in the field that the sentence is about");
        return this;
    }

    /// Steps through the questions with the quickest answers up to the consents.
    public Visitor asks(String message) {
        return press("Ask for help")
                .sees("Staying safe here")
                .press("I have read this")
                .sees("What would help?")
                .tick("Help with housing, rent or eviction")
                .press("Continue")
                .sees("How soon do you need an answer?")
                .tick("This week")
                .press("Continue")
                .sees("Your message")
                .type("Tell us what you want us to know", message)
                .press("Continue")
                .sees("How can we reach you?");
    }

    /// Reads the nine words off the screen.
    public List<String> words() {
        return page.locator(".words li").allTextContents();
    }

    /// Types the word that is asked for, which sends.
    public Visitor keepsWords(List<String> words) {
        tick("I have kept my nine words").press("Continue").sees("Check that you kept them");
        var label = page.locator("label").textContent();
        return type(label, words.get(Integer.parseInt(label.replaceAll("\\D", "")) - 1))
                .press("Lock and send");
    }

    /// Keeps the words that are on the screen, and sends.
    Visitor keepsWordsAndSends() {
        return sees("Your nine words").keepsWords(words());
    }

    /// Keeps a picture of the whole screen.
    public Visitor photograph(String name) {
        page.evaluate("scrollTo(0, 0)");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + "-" + page.viewportSize().width + ".png"))
                .setFullPage(true));
        return this;
    }

    /// {@return what the browser kept of this visit, or "nothing"}
    public String leftBehind() {
        var kept = page.evaluate(
                "(async () => JSON.stringify([localStorage.length, sessionStorage.length, document.cookie,"
                        + " (await indexedDB.databases()).length, (await caches.keys()).length,"
                        + " (await navigator.serviceWorker.getRegistrations()).length]))()");
        return kept.equals("[0,0,\"\",0,0,0]") && context.cookies().isEmpty() ? "nothing" : kept.toString();
    }

    @Override
    public void close() {
        context.close();
    }
}

package org.postern.demo;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.web.Chromium;

/// A responder with a browser of their own before their console. Keeps every fault that the browser reports.
final class Responder implements AutoCloseable {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 700;

    private final BrowserContext context;
    final Page page;
    final List<String> faults = new CopyOnWriteArrayList<>();

    Responder(Chromium chromium, URI address) {
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(WIDTH, HEIGHT)
                        .setColorScheme(ColorScheme.LIGHT));
        context.addInitScript(
                "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))");
        page = context.newPage();
        page.setDefaultTimeout(60_000);
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        page.onConsoleMessage(this::note);
        page.onPageError(fault -> faults.add("page error: " + fault));
        page.navigate(address.toString());
        sees("Messages");
    }

    private void note(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            faults.add(message.type() + ": " + message.text());
        }
    }

    Responder sees(String heading) {
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText(heading);
        return this;
    }

    Responder reads(String text) {
        PlaywrightAssertions.assertThat(page.locator("main")).containsText(text);
        return this;
    }

    Responder press(String button) {
        button(button).click();
        return this;
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /// On the list: takes every offer to show what is new, until something is there.
    Responder looksUntil(Locator there) {
        var offer = button("Show all messages");
        there.or(offer).first().waitFor();
        while (!there.isVisible()) {
            takes(offer);
            there.or(offer).first().waitFor();
        }
        return this;
    }

    /// On the list: takes every offer to show what is new, until something is there no more.
    Responder looksUntilGone(Locator there) {
        while (there.isVisible()) {
            takes(button("Show all messages"));
        }
        return this;
    }

    private void takes(Locator offer) {
        offer.click();
        page.locator("main:not([aria-busy])").waitFor();
    }

    @Override
    public void close() {
        context.close();
    }
}

package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.keyring.Keyring;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.Sealer;
import org.postern.message.Written;
import org.postern.web.Chromium;

/// A list that is longer than a page.
final class LongListTest {
    private static final int PEOPLE = 120;
    private static Chromium chromium;
    private static TestHouse house;

    @BeforeAll
    static void open() throws IOException {
        chromium = new Chromium();
        house = new TestHouse();
        var sealer = new Sealer(house.randomness, InstantSource.system());
        try (var senders = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < PEOPLE; i++) {
                var needs = List.of(i % 2 == 0 ? "housing" : "legal");
                var draft = new Draft(
                        HelpRequest.Kind.FIRST,
                        Answers.of(Map.of("needs", needs)),
                        "Hello.",
                        Answers.none(),
                        Set.of(Consent.Purpose.READ),
                        Set.of());
                senders.execute(() -> {
                    try (var keys = Written.somebody(house.randomness)) {
                        house.intake()
                                .request(sealer.request(draft, keys, house.manifest())
                                        .frame());
                    }
                });
            }
        }
    }

    @AfterAll
    static void close() {
        house.close();
        chromium.close();
    }

    private static Console console() {
        var keyring = Keyring.decode(house.keyrings.getFirst().encode());
        return Console.start(keyring, house.settings(Duration.ofHours(1)));
    }

    @Test
    void aPageOfTheListHoldsFiftyAndSaysHowManyThereAre() {
        try (var console = console()) {
            var tab = new Tab(console);
            var first = Tab.until(tab::list, html -> html.contains("Waiting for an answer (" + PEOPLE + ")"));
            assertEquals(50, rows(first));
            assertTrue(first.contains("1 to 50 of " + PEOPLE));
            assertFalse(first.contains("Previous page"));
            var last = tab.act("list", "id", "2-0");
            assertEquals(20, rows(last));
            assertTrue(last.contains("101 to 120 of " + PEOPLE));
            assertFalse(last.contains("Next page"));
            assertEquals(20, rows(tab.act("list", "id", "999-7")), "past the end is the last page");
            assertEquals(50, rows(tab.act("list", "id", "-1")), "what no page sends is the beginning");
        }
    }

    @Test
    void backFromACaseLeadsToItsPageAndRow() {
        try (var console = console();
                var context = chromium.browser().newContext()) {
            var page = context.newPage();
            page.setViewportSize(1100, 900);
            page.navigate(console.address().toString());
            press(page, "Next page");
            PlaywrightAssertions.assertThat(page.getByText("51 to 100 of 120")).isVisible();
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of("target", "screenshots", "console-long-list.png"))
                    .setFullPage(true));
            var row = page.locator(".rows button").nth(37);
            var id = row.getAttribute("data-id");
            row.click();
            PlaywrightAssertions.assertThat(page.locator("h1")).not().hasText("Messages");
            press(page, "Back to all messages");
            PlaywrightAssertions.assertThat(page.getByText("51 to 100 of 120")).isVisible();
            PlaywrightAssertions.assertThat(page.locator("button[data-id='" + id + "']"))
                    .isFocused();
            assertTrue((Integer) page.evaluate("window.scrollY") > 1_000, "the row is in sight");
        }
    }

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .click();
    }

    private static int rows(String html) {
        return html.split("data-go=\"case\"", -1).length - 1;
    }
}

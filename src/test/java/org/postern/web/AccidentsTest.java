package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a slip of the finger does: a second click, Back, reload, a pull at the top.
class AccidentsTest extends OnAPhone {
    private static final String BOX = "Tell us what you want us to know";
    private static final House HOUSE = new House(2);

    AccidentsTest() {
        super(HOUSE);
    }

    @Test
    void asksBeforeBackAndReloadLoseTypedTextOrUnkeptWords() {
        asksNothingBeforeReload("the first screen");
        visitor.press("Ask for help").press("I have read this").sees("What would help?");
        asksNothingBeforeReload("no answer yet");
        visitor.press("Ask for help").press("I have read this").tick("Legal advice");
        asksBeforeItIsLost("a tick");
        visitor.press("Continue").press("Continue").type(BOX, "My rent is due.");
        asksBeforeItIsLost("typed text");
        visitor.press("Continue").press("Continue").press("Continue").tick(READ);
        visitor.press("Continue").sees("Your nine words");
        asksBeforeItIsLost("unkept words");
        visitor.keepsWords(visitor.words()).sees("What happens next");
        asksNothingBeforeReload("sent, and the words kept");
        visitor.press("Read an answer").type("Type or paste your nine words", "abandon");
        asksBeforeItIsLost("typed words");
    }

    private void asksNothingBeforeReload(String when) {
        if (visitor.page.url().equals("about:blank")) {
            start();
        }
        assertEquals("", whatIsAsked("location.reload()"), when);
        visitor.sees(START);
    }

    private void asksBeforeItIsLost(String what) {
        var heading = visitor.page.locator("h1").textContent();
        assertEquals("beforeunload", whatIsAsked("location.reload()"), "reload: " + what);
        assertEquals("beforeunload", whatIsAsked("history.back()"), "Back: " + what);
        assertEquals(heading, visitor.page.locator("h1").textContent(), "nothing is lost by staying");
    }

    /// The kind of the question that comes; it is answered with "stay".
    private String whatIsAsked(String move) {
        var asked = new AtomicReference<>("");
        Consumer<Dialog> stay = dialog -> {
            asked.set(dialog.type());
            dialog.dismiss();
        };
        visitor.page.onDialog(stay);
        visitor.page.evaluate("void setTimeout(() => " + move + ")");
        visitor.page.waitForTimeout(1_000);
        visitor.page.offDialog(stay);
        return asked.get();
    }

    @Test
    void theLeaveButtonNeverAsks() {
        start().asks("My rent is due.");
        var asked = new ArrayList<String>();
        visitor.page.onDialog(dialog -> {
            asked.add(dialog.type());
            dialog.dismiss();
        });
        visitor.page.locator("#leave").click();
        visitor.page.waitForURL("**/elsewhere");
        assertEquals(List.of(), asked);
    }

    @Test
    void aPullAtTheTopOrASwipeAtTheSideDoesNotMoveThePage() {
        start();
        assertEquals("none", visitor.page.evaluate("getComputedStyle(document.documentElement).overscrollBehavior"));
    }

    @Test
    void backInsideThePageKeepsWhatWasTypedOrAsks() {
        start().asks("My rent is due.")
                .press("Back")
                .press("Back")
                .press("Back")
                .press("Back");
        visitor.sees("Staying safe here").press("Back").sees("Throw away what you wrote?");
        visitor.photograph("phone-lose").press("No, keep it").sees("Staying safe here");
        visitor.press("I have read this").press("Continue").press("Continue").sees("Your message");
        assertEquals("My rent is due.", visitor.page.inputValue("textarea"));
        for (var i = 0; i < 4; i++) {
            visitor.press("Back");
        }
        visitor.press("Yes, throw it away").sees(START);
        visitor.press("Ask for help")
                .press("I have read this")
                .press("Continue")
                .press("Continue");
        assertEquals("", visitor.page.inputValue("textarea"));
    }

    @Test
    void backFromAMessageToTheTeamKeepsIt() {
        atTheWords().keepsWords(visitor.words()).press("Look for an answer now").sees("Your answers");
        visitor.press("Write to the team").type(BOX, "He found my phone.").press("Back to your answers");
        visitor.sees("Your answers").press("Look again").sees("Your answers");
        assertEquals("beforeunload", whatIsAsked("location.reload()"), "it is still there to be lost");
        visitor.press("Write to the team").sees("Write to the team");
        assertEquals("He found my phone.", visitor.page.inputValue("textarea"));
        visitor.tick(READ).press("Lock and send").sees("Your message was sent");
        visitor.press("Back to your answers").press("Write to the team").sees("Write to the team");
        assertEquals("", visitor.page.inputValue("textarea"));
    }

    @Test
    void aDoubleClickDoesNotAnswerTheNextScreensQuestionOnAnyOfTwelveScreens() {
        atTheWords().keepsWords(visitor.words()).press("Look for an answer now").sees("Your answers");
        for (var size : List.of(
                "320x480",
                "320x568",
                "320x640",
                "360x640",
                "360x780",
                "375x667",
                "390x844",
                "412x915",
                "768x1024",
                "1024x768",
                "1280x720",
                "1920x1080")) {
            var sides = size.split("x", 2);
            visitor.page.setViewportSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
            doubleClick("Delete everything", size.equals("320x568") ? 700 : 120);
            visitor.sees("Delete everything?");
            visitor.page.waitForTimeout(700);
            // A third click, at the same point, when the screen listens again.
            visitor.page.mouse().click(x, y);
            visitor.page.waitForTimeout(200);
            assertEquals(0, service.erasures.size(), size);
            if (visitor.page.locator("h1").textContent().equals("Delete everything?")) {
                visitor.press("No, go back");
            }
            visitor.sees("Your answers");
        }
    }

    private double x;
    private double y;

    /// Two clicks at one point, as a browser counts them.
    private void doubleClick(String name, int betweenMillis) {
        var button = visitor.button(name);
        button.scrollIntoViewIfNeeded();
        button.click(new Locator.ClickOptions().setTrial(true));
        var box = button.boundingBox();
        x = box.x + box.width / 2;
        y = box.y + box.height / 2;
        visitor.page.mouse().click(x, y);
        visitor.page.waitForTimeout(betweenMillis);
        visitor.page.mouse().move(x, y);
        visitor.page.mouse().down(new Mouse.DownOptions().setClickCount(2));
        visitor.page.mouse().up(new Mouse.UpOptions().setClickCount(2));
    }

    @Test
    void aDoubleClickTicksNothingAndSkipsNothing() {
        start();
        doubleClick("Ask for help", 120);
        visitor.sees("Staying safe here");
        doubleClick("I have read this", 120);
        visitor.sees("What would help?");
        doubleClick("Continue", 700);
        visitor.sees("How soon do you need an answer?");
        PlaywrightAssertions.assertThat(visitor.page.locator("input:checked")).hasCount(0);
        doubleClick("Continue", 120);
        visitor.page.waitForTimeout(700);
        visitor.sees("Your message");
    }

    @Test
    void aNewScreenHearsTheKeyboardAndOtherHelpersAfterHalfASecond() {
        start();
        visitor.page.waitForTimeout(600);
        visitor.page.evaluate("document.querySelector('.main').click()");
        visitor.sees("Staying safe here");
        visitor.page.evaluate("document.querySelector('button.main').click()");
        visitor.sees("Staying safe here");
        visitor.page.waitForTimeout(600);
        visitor.button("I have read this").focus();
        visitor.page.keyboard().press("Enter");
        visitor.sees("What would help?");
        visitor.page.waitForTimeout(600);
        // A double click on the screen's own box is nobody's mistake.
        visitor.page.getByLabel("Legal advice").dblclick();
        visitor.page.getByLabel("Legal advice").click();
        PlaywrightAssertions.assertThat(visitor.page.getByLabel("Legal advice")).isChecked();
    }
}

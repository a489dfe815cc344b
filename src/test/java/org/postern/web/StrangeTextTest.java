package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Texts as strangers type and paste them: far too long, invisible, or in several scripts at once.
class StrangeTextTest extends OnAPhone {
    private static final String LABEL = "Tell us what you want us to know";
    private static final String CUT =
            "That was too long for this box. Only the first part is here. Please check where it ends.";
    private static final House HOUSE = new House(2);
    private static final int BOX = 24_000;

    /// How long the page was busy without a break, in milliseconds: the longest since it was asked last.
    private static final String WATCH = """
            window.busiest = 0
            new PerformanceObserver(list => {
              for (const entry of list.getEntries()) window.busiest = Math.max(window.busiest, entry.duration)
            }).observe({ type: 'longtask' })""";

    StrangeTextTest() {
        super(HOUSE);
    }

    @BeforeEach
    void atADesk() {
        visitor.close();
        visitor = Visitor.atDesk(chromium);
        visitor.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    }

    private Visitor atMessage() {
        return visitor.open(service.address())
                .press("Ask for help")
                .sees("Staying safe here")
                .press("I have read this")
                .sees("What would help?")
                .press("Skip this question")
                .sees("How soon do you need an answer?")
                .press("Skip this question")
                .sees("Your message");
    }

    private int typed() {
        return visitor.page.inputValue("textarea").length();
    }

    private double busiest() {
        visitor.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))");
        var figure = ((Number) visitor.page.evaluate("window.busiest")).doubleValue();
        visitor.page.evaluate("window.busiest = 0");
        return figure;
    }

    private double paste(int units) {
        visitor.page.evaluate(
                "n => navigator.clipboard.writeText('\u0645\u0631 '.repeat(n / 3 + 1).slice(0, n))", units);
        visitor.page.fill("textarea", "");
        visitor.page.focus("textarea");
        busiest();
        visitor.page.keyboard().press("Control+V");
        PlaywrightAssertions.assertThat(visitor.page.locator("textarea")).not().hasValue("");
        return busiest();
    }

    @Test
    void aHugePasteIsCutBeforeItIsLaidOutAndSaidSo() {
        atMessage();
        visitor.page.evaluate(WATCH);
        var usual = paste(12_000);
        assertEquals(12_000, typed());
        for (var units : List.of(1_000_000, 5_000_000)) {
            var busy = paste(units);
            System.out.printf(
                    "paste of %,d letters: page busy %.0f ms at most; of 12,000 letters: %.0f ms%n",
                    units, busy, usual);
            assertEquals(BOX, typed());
            visitor.isTold(CUT);
        }
        visitor.photograph("text-cut");
        visitor.page.locator("#leave").click();
        visitor.page.waitForURL("**/elsewhere");
    }

    @Test
    void whatIsDroppedOrPutInByAProgramIsCutToo() {
        atMessage();
        visitor.page.evaluate(WATCH);
        var page = visitor.page;
        page.evaluate("""
                (() => { const box = document.querySelector('textarea')
                box.value = 'x '.repeat(2500000)
                box.dispatchEvent(new InputEvent('input', { bubbles: true })) })()""");
        visitor.isTold(CUT);
        assertEquals(BOX, typed());
        System.out.printf("5,000,000 letters put in by a program: page busy %.0f ms at most%n", busiest());
        page.fill("textarea", "");
        page.evaluate("""
                (() => { const box = document.querySelector('textarea'), data = new DataTransfer()
                data.setData('text/plain', 'x '.repeat(500000))
                box.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data })) })()""");
        visitor.isTold(CUT);
        assertEquals(BOX, typed());
        page.fill("textarea", "");
        page.keyboard().insertText("y ".repeat(500_000));
        visitor.isTold(CUT);
        assertTrue(typed() <= BOX);
    }

    @Test
    void invisibleTextIsNotAMessage() {
        for (var text : List.of("\u200b\u200d\ufeff", "\u2800\u2800\u2800", "\u3164", " \u00a0\n")) {
            if (visitor.page.url().startsWith("http")) {
                visitor.type(LABEL, text);
            } else {
                atMessage().type(LABEL, text);
            }
            visitor.press("Continue")
                    .isTold("Please write something here, or go back and tick one thing that would help.");
        }
    }

    @Test
    void theRoomIsCountedInTheLettersOfThePerson() {
        atMessage().reads("You can write some pages here.");
        visitor.type(LABEL, "\u0e01".repeat(1_000)).reads("There is room for about 3 000 more letters like yours.");
        visitor.type(LABEL, "a".repeat(1_000)).reads("There is room for about 11 000 more letters like yours.");
        visitor.type(LABEL, "\u0e01".repeat(4_000)).reads("There is no room left.");
    }

    /// Two numbers in Arabic text: each digit group of a number is further right than the one before.
    @Test
    void numbersInArabicTextReadFromLeftToRight() {
        atMessage()
                .type(LABEL, "\u0647\u0627\u062a\u0641\u064a 0612 345 678 \u0623\u0648 0698 765 432")
                .press("Continue")
                .sees("How can we reach you?")
                .press("Continue")
                .sees("Check your answers");
        for (var groups : List.of(List.of("0612", "345", "678"), List.of("0698", "765", "432"))) {
            var places = groups.stream().map(this::placeOf).toList();
            assertEquals(places.stream().sorted().toList(), places, groups + " at " + places);
        }
        visitor.photograph("text-arabic");
    }

    private double placeOf(String digits) {
        return ((Number) visitor.page.evaluate("""
                digits => { const walk = document.createTreeWalker(document.querySelector('.answers'), NodeFilter.SHOW_TEXT)
                for (let node; (node = walk.nextNode());) { const at = node.data.indexOf(digits); if (at < 0) continue
                const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + digits.length)
                return range.getBoundingClientRect().left }
                throw new Error(digits) }""", digits)).doubleValue();
    }
}

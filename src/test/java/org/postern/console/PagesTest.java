package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagesTest {
    private final Pages pages = new Pages();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "\"><svg onload=alert(1)>",
                "' autofocus onfocus='alert(1)",
                "</textarea><script>alert(1)</script>",
                "</details></li></ol><iframe src=javascript:alert(1)>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "${7*7} @template.x() !{x}",
            })
    void showsMarkupAsText(String hostile) {
        var html = String.join("", everywhere(hostile));
        // Only what the templates themselves hold may open a tag or an attribute.
        assertFalse(html.contains("<script"), html);
        assertFalse(html.contains("<img"), html);
        assertFalse(html.contains("<svg"), html);
        assertFalse(html.contains("<iframe"), html);
        assertFalse(html.contains("<a "), html);
        assertEquals(count(html, "</textarea>"), count(String.join("", everywhere("plain")), "</textarea>"));
        var attributes = html.replaceAll("\"[^\"]*\"", "\"\"").replaceAll(">[^<]*<", "><");
        assertFalse(attributes.matches("(?s).*<[^>]*\\son[a-z]+=.*"), attributes);
    }

    @Test
    void makesNoLinks() {
        var html = String.join("", everywhere("see https://attacker.example/x and tel:123"));
        assertFalse(html.contains("href"), html);
        assertTrue(html.contains("https://attacker.example/x"));
    }

    @Test
    void numbersInTextFromRightToLeftAreIsolated() {
        var html = pages.oneCase(oneCase("هاتفي 0612 345 678 أو +31 (6) 98-76", new AnswerView.Sending("")));
        assertTrue(
                html.contains(">هاتفي <bdi dir=\"ltr\">0612 345 678</bdi> أو <bdi dir=\"ltr\">+31 (6) 98-76</bdi></p>"),
                html);
        assertFalse(pages.oneCase(oneCase("call 0612 345", new AnswerView.Sending("")))
                .contains("<bdi"));
        var long1 = "م" + "1 ".repeat(6_000);
        assertTrue(String.join(
                        "",
                        CaseView.pieces(long1).stream()
                                .map(CaseView.Piece::text)
                                .toList())
                .equals(long1));
    }

    @Test
    void invisibleTextIsSaidToBeThere() {
        for (var text : List.of("\u200b\ufeff", "\u2800", " \n\u00a0", "\u3164", "\ufe0f")) {
            var html = pages.oneCase(oneCase(text, new AnswerView.Sending("")));
            assertTrue(html.contains("There is a text, but nothing in it can be seen"), text);
        }
        assertFalse(pages.oneCase(oneCase("ก", new AnswerView.Sending(""))).contains("nothing in it can be seen"));
    }

    @Test
    void keepsMessagesFolded() {
        var html = pages.oneCase(oneCase("MARK", new AnswerView.Sending("")));
        var folded = html.indexOf("<details data-message=");
        assertTrue(folded > 0 && folded < html.indexOf("MARK", html.indexOf("<ol")), html);
        assertFalse(html.matches("(?s).*<details[^>]* open.*"), html);
    }

    @Test
    void everyStateOfTheLockedDetailsHasOnlyTheButtonsThatWork() {
        assertEquals(0, count(contact(new ContactView.Closed("No details.")), "<button"));
        assertEquals(0, count(contact(new ContactView.Asked("Call", 1, 2)), "<button"));
        assertEquals(0, count(contact(new ContactView.Opening()), "<button"));
        assertTrue(contact(new ContactView.Ready("i", "Call", "")).contains("data-go=\"open\""));
        assertTrue(contact(new ContactView.Open(List.of(), "15 minutes.")).contains("data-go=\"close-contact\""));
        assertTrue(contact(new ContactView.MayAsk(2, "Yes.", List.of(new ContactView.Purpose(1, "Call")), "", ""))
                .contains("data-go=\"ask-open\""));
    }

    @Test
    void anAskThatCannotBeApprovedHasNoApproveButton() {
        assertTrue(pages.ask(new AskView(1, "i", "desk", "Call", "Given.", "")).contains("data-go=\"approve\""));
        var refused = pages.ask(new AskView(1, "i", "desk", "Call", "Taken back.", "No consent."));
        assertFalse(refused.contains("data-go=\"approve\""));
        assertTrue(refused.contains("data-go=\"decline\""));
    }

    @Test
    void theAlarmSaysWhatToDoAndWhichWordsToCompare() {
        var html = pages.status(new StatusView(
                "Last round a minute ago.",
                false,
                true,
                "",
                "legal winner thank",
                12,
                List.of(),
                "",
                false,
                "",
                "",
                false,
                "",
                false));
        assertTrue(html.contains("Stop: the shared log does not add up."), html);
        assertTrue(html.contains("legal winner thank"), html);
    }

    @Test
    void theDocumentNamesItsLanguageAndHoldsNoInlineCode() {
        var html = new String(pages.shell("sha256-a", "sha256-b", 5), StandardCharsets.UTF_8);
        assertTrue(html.contains("<html lang=\"en\">"));
        assertFalse(html.matches("(?s).*<script[^>]*>[^<].*"));
        assertFalse(html.contains("style="));
        assertFalse(html.matches("(?s).*\\son[a-z]+=.*"));
    }

    @Test
    void usesNoneOfTheWordsThatPutPeopleInBoxes() {
        var html = (String.join("", everywhere("plain")) + new String(pages.shell("", "", 5), StandardCharsets.UTF_8))
                .toLowerCase(java.util.Locale.ROOT);
        for (var word : List.of("victim", "rescue", "prostitut", "suspect", "trafficked", "beneficiary")) {
            assertFalse(html.contains(word), word);
        }
    }

    private List<String> everywhere(String text) {
        var facts = List.of(new CaseView.Fact(text, text));
        var form = new AnswerView.Form(text, text, text, List.of(new AnswerView.State(3, text, true)), 1, text);
        return List.of(
                pages.status(new StatusView(
                        text, true, true, text, text, 1, List.of(text), text, true, text, text, true, text, false)),
                pages.status(new StatusView(
                        text, false, false, "", text, 1, List.of(), "", false, "", text, false, "", true)),
                pages.list(new ListView(
                        1,
                        false,
                        true,
                        text,
                        List.of(new ListView.AskRow(text, text, text)),
                        part(new ListView.CaseRow(text, text, text, true, text, text, text, true)),
                        part(new ListView.CaseRow(text, text, text, false, text, text, text, false)),
                        2,
                        text)),
                pages.oneCase(oneCase(text, form)),
                pages.oneCase(oneCase(text, new AnswerView.Failed(text, text))),
                pages.oneCase(oneCase(text, new AnswerView.Sending(text))),
                contact(new ContactView.Closed(text)),
                contact(new ContactView.MayAsk(2, text, List.of(new ContactView.Purpose(1, text)), text, text)),
                contact(new ContactView.Asked(text, 1, 2)),
                contact(new ContactView.Ready(text, text, text)),
                contact(new ContactView.Open(facts, text)),
                pages.ask(new AskView(1, text, text, text, text, "")),
                pages.ask(new AskView(1, text, text, text, text, text)));
    }

    private static ListView.Part part(ListView.CaseRow row) {
        return new ListView.Part(120, 1, List.of(row), "0-0", "2-0");
    }

    private CaseView oneCase(String text, AnswerView answer) {
        var facts = List.of(new CaseView.Fact(text, text));
        return new CaseView(
                1,
                text,
                text,
                facts,
                List.of(new CaseView.Talk(text, text, text, facts), new CaseView.Talk("", text, text, facts)),
                answer,
                new ContactView.Closed(text));
    }

    private String contact(ContactView view) {
        var html = pages.oneCase(new CaseView(1, "i", "n", List.of(), List.of(), new AnswerView.Sending(""), view));
        return html.substring(html.indexOf("id=\"contact\""));
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}

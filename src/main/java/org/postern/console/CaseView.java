package org.postern.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One thread as the page shows it.
///
/// @param version the state that this shows
/// @param id names it towards this console only
/// @param needs what was ticked, in plain words
/// @param facts urgency, age and the like
/// @param talk messages and answers, oldest first
/// @param answer where an answer is written, or what became of it
/// @param contact the locked details
public record CaseView(
        long version,
        String id,
        String needs,
        List<Fact> facts,
        List<Talk> talk,
        AnswerView answer,
        ContactView contact) {
    /// Takes copies of the lists.
    public CaseView {
        facts = List.copyOf(facts);
        talk = List.copyOf(talk);
    }

    /// Whether something is under way whose outcome the page should show without being asked. The page never
    /// does so over a text that somebody is writing.
    ///
    /// @return true while an answer, an ask or an opening is on its way
    public boolean waits() {
        var answering = switch (answer) {
            case AnswerView.Sending ignored -> true;
            case AnswerView.Form ignored -> false;
            case AnswerView.Failed ignored -> false;
        };
        var opening = switch (contact) {
            case ContactView.Asked ignored -> true;
            case ContactView.Opening ignored -> true;
            case ContactView.Open ignored -> true;
            case ContactView.Closed ignored -> false;
            case ContactView.MayAsk ignored -> false;
            case ContactView.Ready ignored -> false;
        };
        return answering || opening;
    }

    /// The same case with another answer part.
    ///
    /// @param other what stands there instead
    /// @return the view
    CaseView with(AnswerView other) {
        return new CaseView(version, id, needs, facts, talk, other, contact);
    }

    /// The same case, saying why the locked details were not reached for.
    ///
    /// @param problem one or two sentences
    /// @return the view
    CaseView with(String problem) {
        var said = switch (contact) {
            case ContactView.MayAsk may ->
                new ContactView.MayAsk(may.needed(), may.consent(), may.purposes(), may.earlier(), problem);
            case ContactView.Ready ready -> new ContactView.Ready(ready.id(), ready.purpose(), problem);
            case ContactView.Asked asked -> asked;
            case ContactView.Opening opening -> opening;
            case ContactView.Open open -> open;
            case ContactView.Closed closed -> closed;
        };
        return new CaseView(version, id, needs, facts, talk, answer, said);
    }

    private static final Pattern RIGHT_TO_LEFT = Pattern.compile(
            "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\x{10800}-\\x{10fff}\\x{1e800}-\\x{1efff}]");

    // As the page has it. The repetition has an end: the matcher goes a step deeper for each, and anybody may write.
    private static final Pattern NUMBER =
            Pattern.compile("\\+?\\(?\\p{Nd}+(?:[ \\u00a0\\u202f.()/\\u2010-\\u2013-]{1,2}\\p{Nd}+){0,15}");

    /// A piece of what somebody wrote.
    ///
    /// @param number true when it is a number in a text from right to left: it stands from left to right, by itself
    /// @param text as it was written
    public record Piece(boolean number, String text) {}

    /// Takes apart what somebody wrote, so that the page can isolate the numbers.
    ///
    /// @param text as it was written
    /// @return its pieces in order; one when there is nothing to isolate
    public static List<Piece> pieces(String text) {
        if (!RIGHT_TO_LEFT.matcher(text).find()) {
            return List.of(new Piece(false, text));
        }
        var pieces = new ArrayList<Piece>();
        var numbers = NUMBER.matcher(text);
        int end = 0;
        while (numbers.find()) {
            pieces.add(new Piece(false, text.substring(end, numbers.start())));
            pieces.add(new Piece(true, numbers.group()));
            end = numbers.end();
        }
        pieces.add(new Piece(false, text.substring(end)));
        return pieces;
    }

    /// A name and a value.
    ///
    /// @param name what it is
    /// @param value as plain text
    public record Fact(String name, String value) {}

    /// One message or one answer.
    ///
    /// @param message names one of the person's messages towards this console only; empty for an answer of the team
    /// @param heading what it is and how old
    /// @param text as it was written: plain text
    /// @param facts what else was answered or said
    public record Talk(String message, String heading, String text, List<Fact> facts) {
        /// Takes a copy of the list.
        public Talk {
            facts = List.copyOf(facts);
        }

        /// Whether the team wrote it.
        ///
        /// @return false for what the person wrote
        public boolean ours() {
            return message.isEmpty();
        }
    }
}

package org.postern.console;

import java.util.List;

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

    /// Whether something is under way whose outcome the page should show without being asked.
    ///
    /// @return true when no text field would be lost by it
    public boolean waits() {
        return switch (answer) {
            case AnswerView.Sending ignored -> true;
            case AnswerView.Form ignored -> false;
            case AnswerView.Failed ignored -> false;
        };
    }

    /// A name and a value.
    ///
    /// @param name what it is
    /// @param value as plain text
    public record Fact(String name, String value) {}

    /// One message or one answer.
    ///
    /// @param ours true for an answer of the team
    /// @param heading what it is and how old
    /// @param text as it was written: plain text
    /// @param facts what else was answered or said
    public record Talk(boolean ours, String heading, String text, List<Fact> facts) {
        /// Takes a copy of the list.
        public Talk {
            facts = List.copyOf(facts);
        }
    }
}

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

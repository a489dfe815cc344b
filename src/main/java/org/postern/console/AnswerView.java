package org.postern.console;

import java.util.List;

/// Where an answer is written, or what became of the one that was.
public sealed interface AnswerView {
    /// An empty form, or one with a text that could not be sent as it was.
    ///
    /// @param text what to start from
    /// @param problem why it was not sent, or empty
    /// @param returned what came back unsent while another text was begun, or empty
    /// @param states what the person can be told about where things stand
    /// @param shown how many of the person's messages stand above the form
    /// @param sight which messages and answers these are
    record Form(String text, String problem, String returned, List<State> states, int shown, String sight)
            implements AnswerView {
        /// Takes a copy of the list.
        public Form {
            states = List.copyOf(states);
        }
    }

    /// On its way: it waits a random moment first, so that opening and answering are harder to match by their times.
    ///
    /// @param text what was written; empty for a notice
    record Sending(String text) implements AnswerView {}

    /// Not acknowledged. The same bytes can be sent again; they are never stored twice.
    ///
    /// @param text what was written; empty for a notice
    /// @param problem what went wrong, in plain words
    record Failed(String text, String problem) implements AnswerView {}

    /// One choice.
    ///
    /// @param code the format's number
    /// @param label what the person will read
    /// @param chosen true for the one that fits most often
    record State(int code, String label, boolean chosen) {}
}

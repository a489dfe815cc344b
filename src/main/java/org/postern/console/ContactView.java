package org.postern.console;

import java.util.List;

/// The locked details of one thread: each case says what can be done next, and only that has a button.
public sealed interface ContactView {
    /// Nothing can be done.
    ///
    /// @param line why, in plain words
    record Closed(String line) implements ContactView {}

    /// The person allows contact: a responder may ask.
    ///
    /// @param needed how many colleagues must agree
    /// @param consent since when contact is allowed
    /// @param purposes the only reasons there are
    /// @param earlier what became of an earlier ask, or empty
    /// @param problem why it was not asked just now, or empty
    record MayAsk(int needed, String consent, List<Purpose> purposes, String earlier, String problem)
            implements ContactView {
        /// Takes a copy of the list.
        public MayAsk {
            purposes = List.copyOf(purposes);
        }
    }

    /// Asked; colleagues have not all agreed yet.
    ///
    /// @param purpose in plain words
    /// @param given how many agreed
    /// @param needed how many must
    record Asked(String purpose, int given, int needed) implements ContactView {}

    /// Enough colleagues agreed.
    ///
    /// @param id names the ask towards this console only
    /// @param purpose in plain words
    /// @param problem why an earlier attempt failed, or empty
    record Ready(String id, String purpose, String problem) implements ContactView {}

    /// The event and the notice to the person are on their way; the details follow.
    record Opening() implements ContactView {}

    /// Open on this screen only.
    ///
    /// @param details what the person gave
    /// @param until how much longer, in plain words
    record Open(List<CaseView.Fact> details, String until) implements ContactView {
        /// Takes a copy of the list.
        public Open {
            details = List.copyOf(details);
        }
    }

    /// One choice.
    ///
    /// @param code the format's number
    /// @param label in plain words
    record Purpose(int code, String label) {}
}

package org.postern.console;

import java.util.List;

/// The list of people who wrote: what is needed to choose one, and nothing of what they wrote.
///
/// @param version the state that this shows
/// @param loading true while everything is read for the first time
/// @param partial true until everything was read once: who is not shown may wait all the same
/// @param coverage how much is read, or at what time it was whole; empty when that is just now
/// @param asks colleagues who ask for this person's share
/// @param waiting threads whose newest message is the requester's
/// @param answered the others
/// @param unreadable how many fetched files could not be opened or did not add up
/// @param notice what has just happened, or empty
public record ListView(
        long version,
        boolean loading,
        boolean partial,
        String coverage,
        List<AskRow> asks,
        List<CaseRow> waiting,
        List<CaseRow> answered,
        int unreadable,
        String notice) {
    /// Takes copies of the lists.
    public ListView {
        asks = List.copyOf(asks);
        waiting = List.copyOf(waiting);
        answered = List.copyOf(answered);
    }

    /// One thread.
    ///
    /// @param id names it towards this console only
    /// @param needs what was ticked, in plain words
    /// @param urgency in plain words, as the person said it
    /// @param first true for the most urgent level
    /// @param age how long ago the newest message of the person was written, coarse
    /// @param messages how many, in words
    /// @param note something about it that a colleague should see, or empty
    public record CaseRow(
            String id, String needs, String urgency, boolean first, String age, String messages, String note) {}

    /// One ask by a colleague.
    ///
    /// @param id names it towards this console only
    /// @param who the colleague's desk, as two words
    /// @param purpose in plain words
    public record AskRow(String id, String who, String purpose) {}
}

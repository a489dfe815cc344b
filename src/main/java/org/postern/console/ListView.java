package org.postern.console;

import java.util.List;
import java.util.regex.Pattern;

/// The list of people who wrote: what is needed to choose one, and nothing of what they wrote.
///
/// @param version the state that this shows
/// @param loading true while everything is read for the first time
/// @param partial true until everything was read once: who is not shown may wait all the same
/// @param coverage how much is read, or at what time it was whole; empty when that is just now
/// @param asks colleagues who ask for this person's share
/// @param waiting threads whose newest message is the requester's, a page of them
/// @param answered the others, a page of them
/// @param unreadable how many fetched files could not be opened or did not add up
/// @param notice what has just happened, or empty
public record ListView(
        long version,
        boolean loading,
        boolean partial,
        String coverage,
        List<AskRow> asks,
        Part waiting,
        Part answered,
        int unreadable,
        String notice) {
    /// Takes copies of the lists.
    public ListView {
        asks = List.copyOf(asks);
    }

    /// Names the two pages that are shown, for coming back to them.
    ///
    /// @return as [Spot] reads it
    public String spot() {
        return new Spot(waiting.page(), answered.page()).token();
    }

    /// Which page of each part is shown, both from 0.
    record Spot(int waiting, int answered) {
        /// The first page of both.
        static final Spot FIRST = new Spot(0, 0);

        private static final Pattern FORM = Pattern.compile("(\\d{1,6})-(\\d{1,6})");

        /// Reads what a page sends; what has another form is the beginning.
        static Spot of(String token) {
            var form = FORM.matcher(token);
            return form.matches() ? new Spot(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))) : FIRST;
        }

        String token() {
            return waiting + "-" + answered;
        }
    }

    /// One page of the waiting or of the answered.
    ///
    /// @param all how many there are, shown or not
    /// @param page which page this is, from 0
    /// @param rows those of this page, at most [#ROWS_MAX]
    /// @param earlier the [Spot] of the page before, or empty
    /// @param later the [Spot] of the page after, or empty
    public record Part(int all, int page, List<CaseRow> rows, String earlier, String later) {
        /// Most rows on a page.
        static final int ROWS_MAX = 50;

        /// Takes a copy of the list.
        public Part {
            rows = List.copyOf(rows);
        }

        /// How many pages some rows fill.
        static int pages(int all) {
            return Math.max(1, (all + ROWS_MAX - 1) / ROWS_MAX);
        }

        /// Which rows these are, in words.
        ///
        /// @return empty when all are shown
        public String range() {
            int first = page * ROWS_MAX + 1;
            return pages(all) == 1 ? "" : first + " to " + (first + rows.size() - 1) + " of " + all;
        }
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
    /// @param back true when the page was left through this row
    public record CaseRow(
            String id,
            String needs,
            String urgency,
            boolean first,
            String age,
            String messages,
            String note,
            boolean back) {}

    /// One ask by a colleague.
    ///
    /// @param id names it towards this console only
    /// @param who the colleague's desk, as two words
    /// @param purpose in plain words
    public record AskRow(String id, String who, String purpose) {}
}

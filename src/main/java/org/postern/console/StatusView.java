package org.postern.console;

import java.util.List;

/// The lines under the page's head: how the last round with the server went, whether log and keys still add up, and
/// what the console did by itself.
///
/// @param line one sentence about the last round
/// @param trouble true when the last round failed
/// @param alarm true when the shared log contradicts what was seen before; it stays until the console is locked
/// @param keyAlarm how the keys contradict what was seen before, or empty; it stays until the console is locked
/// @param headWords first words for the log's head, for comparing by telephone
/// @param position the log's length
/// @param calm what was done without being asked, a sentence each
/// @param locks that the console soon locks itself and what is lost then, or empty
/// @param fresh true when the tab shows an older state than the console holds
/// @param from the case that the tab shows, or empty
/// @param waiting how many wait for an answer, one sentence
/// @param asked true when a colleague's ask waits for this console's holder and the tab may not show it
/// @param unsent the case whose answer was not sent, if the tab shows another, or empty
/// @param gone true when the tab shows somebody whose messages are no longer here
public record StatusView(
        String line,
        boolean trouble,
        boolean alarm,
        String keyAlarm,
        String headWords,
        long position,
        List<String> calm,
        String locks,
        boolean fresh,
        String from,
        String waiting,
        boolean asked,
        String unsent,
        boolean gone) {
    /// Takes a copy of the list.
    public StatusView {
        calm = List.copyOf(calm);
    }
}

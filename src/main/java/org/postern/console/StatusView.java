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
        boolean gone) {
    /// Takes a copy of the list.
    public StatusView {
        calm = List.copyOf(calm);
    }
}

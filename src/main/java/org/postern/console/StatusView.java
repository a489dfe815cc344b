package org.postern.console;

/// The lines under the page's head: how the last round with the server went, and whether the log still adds up.
///
/// @param line one sentence about the last round
/// @param trouble true when the last round failed
/// @param alarm true when the shared log contradicts what was seen before; it stays until the console is locked
/// @param headWords first words for the log's head, for comparing by telephone
/// @param position the log's length
/// @param fresh true when the tab shows an older state than the console holds
public record StatusView(String line, boolean trouble, boolean alarm, String headWords, long position, boolean fresh) {}

package org.postern.console;

/// A colleague's ask, as a key holder sees it: the purpose and the consent, never the message.
///
/// @param version the state that this shows
/// @param id names the ask towards this console only
/// @param who the colleague's desk, as two words
/// @param purpose in plain words
/// @param consent since when the person allows contact, or that they do not
/// @param problem why this can't be approved, or empty
public record AskView(long version, String id, String who, String purpose, String consent, String problem) {}

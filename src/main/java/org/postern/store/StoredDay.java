package org.postern.store;

/// A day on which something was stored.
///
/// @param day whole days since 1970-01-01 UTC
/// @param ordinal of its last tick; 0 after a re-deal
/// @param dealt how often it was dealt again; a reader who sees this grow reads the day anew
public record StoredDay(int day, int ordinal, int dealt) {}

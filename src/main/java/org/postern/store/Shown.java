package org.postern.store;

/// What everybody is shown: a published state together with a checkpoint that enough witnesses cosigned.
///
/// @param published notes, and the log's size
/// @param checkpoint of that size, signed and cosigned; empty before the first
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Shown(Published published, byte[] checkpoint) {}

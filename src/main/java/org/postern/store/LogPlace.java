package org.postern.store;

/// Where an entry stands in the triage log.
///
/// @param position from 1
/// @param head after it, 32 bytes
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record LogPlace(long position, byte[] head) {}

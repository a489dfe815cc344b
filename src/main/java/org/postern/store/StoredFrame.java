package org.postern.store;

/// A request or a reply as it came, with its only order.
///
/// @param ordinal of its tick within its day; 0 after a re-deal
/// @param frame all its bytes
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record StoredFrame(int ordinal, byte[] frame) {}

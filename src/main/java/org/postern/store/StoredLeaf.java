package org.postern.store;

/// A leaf of the public log.
///
/// @param hash its leaf hash (RFC 6962, section 2.1), 32 bytes
/// @param body what was logged, 1 to 65 535 bytes
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record StoredLeaf(byte[] hash, byte[] body) {}

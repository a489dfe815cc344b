package org.postern.store;

/// What consoles are told of an erasure, so that they can purge their own copies.
///
/// @param eraseKey 32 bytes; a request is erased when its mark is `H(erase key, id)`
/// @param tag the mailbox, 32 bytes
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record ErasedKey(byte[] eraseKey, byte[] tag) {}

package org.postern.store;

/// One more file of an epoch that is published already, for people who joined.
///
/// @param epoch from 1
/// @param file an age file
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Supplement(int epoch, byte[] file) {}

package org.postern.store;

/// What a desk needs to open an epoch. Sealed and signed elsewhere; here just bytes.
///
/// @param epoch from 1
/// @param file `epoch-NNNN.age`
/// @param roster the roster's text
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record EpochKeys(int epoch, byte[] file, byte[] roster) {}

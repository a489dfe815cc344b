package org.postern.store;

import java.util.List;
import java.util.Optional;

/// What a desk needs to open an epoch. Sealed and signed elsewhere; here just bytes.
///
/// @param epoch from 1
/// @param files `epoch-NNNN.age`: the first, then supplements in order of publication
/// @param roster the roster's text
/// @param recovery the recovery file, if there are seats
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record EpochKeys(int epoch, List<byte[]> files, byte[] roster, Optional<byte[]> recovery) {}

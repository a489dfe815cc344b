package org.postern.store;

import java.util.Optional;

/// One entry of the triage log.
///
/// @param position from 1
/// @param hash `H(entry)`, 32 bytes
/// @param body 512 or 2 048 bytes; none once its epoch is destroyed
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record LogRow(long position, byte[] hash, Optional<byte[]> body) {}

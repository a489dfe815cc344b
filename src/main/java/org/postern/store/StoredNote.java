package org.postern.store;

/// A note as its signers published it.
///
/// @param kind root or manifest
/// @param version its own, from 1
/// @param body text and signatures
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record StoredNote(NoteKind kind, int version, byte[] body) {}

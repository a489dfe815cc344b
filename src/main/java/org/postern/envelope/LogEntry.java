package org.postern.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.postern.crypto.Sha256;

/// An entry of the triage log as the server sees it: sealed, 512 or 2 048 bytes, the epoch in front
/// (PROTOCOL.md, section 6).
///
/// Arrays are shared, not copied: treat them as read-only.
///
/// @param epoch whose log key sealed it, 1 or more
/// @param bytes all of it
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record LogEntry(int epoch, byte[] bytes) {
    /// Reads an entry.
    ///
    /// @throws RefusedException WRONG_LENGTH, EPOCH_CLOSED (an epoch that can't be)
    public static LogEntry parse(byte[] bytes) {
        if (bytes.length != Limits.LOG_ENTRY_SMALL_BYTES && bytes.length != Limits.LOG_ENTRY_LARGE_BYTES)
            throw new RefusedException(Refusal.WRONG_LENGTH);
        return new LogEntry(Frame.startingWith(bytes, "").epoch(), bytes);
    }

    /// `H(entry)`, 32 bytes.
    public byte[] hash() {
        return Sha256.hash(bytes);
    }

    /// `head(0) = H("postern/v1/log")`, 32 bytes: the head before any entry.
    public static byte[] firstHead() {
        return Sha256.hash("postern/v1/log".getBytes(StandardCharsets.US_ASCII));
    }

    /// `head(i) = H(head(i-1), u64 i, H(entry i))`, 32 bytes.
    ///
    /// @param headBefore `head(i-1)`, 32 bytes
    /// @param position i, from 1
    /// @param entryHash `H(entry i)`, 32 bytes
    public static byte[] nextHead(byte[] headBefore, long position, byte[] entryHash) {
        if (position < 1) throw new IllegalArgumentException("positions count from 1");
        var i = ByteBuffer.allocate(Long.BYTES).putLong(position).array();
        return Sha256.hash(headBefore, i, entryHash);
    }
}

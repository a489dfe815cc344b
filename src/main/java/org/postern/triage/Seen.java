package org.postern.triage;

import java.util.Objects;
import org.postern.envelope.LogEntry;
import org.postern.manifest.Hash;

/// How far somebody has read the log: the last position and the head of the hash chain after it.
///
/// @param position 0 when nothing was read
/// @param head the head after that position
public record Seen(long position, Hash head) {
    /// Nothing read yet.
    public static final Seen NOTHING = new Seen(0, Hash.ofRaw(LogEntry.firstHead()));

    /// Checks the position.
    public Seen {
        Objects.requireNonNull(head);
        if (position < 0) {
            throw new IllegalArgumentException("positions start at 1, and 0 means none");
        }
    }

    /// What is seen after one more entry.
    ///
    /// @param entryHash hash of the entry, all its bytes
    Seen next(Hash entryHash) {
        return new Seen(position + 1, Hash.ofRaw(LogEntry.nextHead(head.raw(), position + 1, entryHash.raw())));
    }
}

package org.postern.triage;

import java.util.List;
import java.util.Optional;
import org.postern.envelope.LogEntry;
import org.postern.manifest.Hash;

/// What the log asks of the server. The api's team client stands behind it; tests put a lying server there.
public interface LogPort {
    /// Most entries in one answer.
    int READ_MAX = 256;

    /// Appends an entry. The same entry again gets the same answer.
    ///
    /// @param entry sealed, 512 or 2 048 bytes
    /// @return the entry's position and the head after it
    Seen append(LogEntry entry);

    /// Reads on.
    ///
    /// @param after the last position that is known, 0 for the start
    /// @param max at most [#READ_MAX]
    /// @return entries in order of their positions
    List<Stored> read(long after, int max);

    /// An entry as the server keeps it.
    ///
    /// @param position from 1
    /// @param hash hash of the entry, all its bytes
    /// @param entry the entry; nothing once its body is deleted
    record Stored(long position, Hash hash, Optional<LogEntry> entry) {}
}

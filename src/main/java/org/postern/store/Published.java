package org.postern.store;

import java.util.List;
import java.util.Optional;

/// One state of what the admins published, and how far the public log had grown with it.
///
/// @param roots all root notes, oldest first
/// @param manifest the newest manifest note
/// @param leaves how many leaves the log has; the manifest is the last of them
public record Published(List<StoredNote> roots, Optional<StoredNote> manifest, int leaves) {
    /// The version of the newest root; 0 when there is none.
    public int rootVersion() {
        return roots.isEmpty() ? 0 : roots.getLast().version();
    }

    /// The version of the newest manifest; 0 when there is none.
    public int manifestVersion() {
        return manifest.map(StoredNote::version).orElse(0);
    }
}

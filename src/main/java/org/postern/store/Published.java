package org.postern.store;

import java.util.List;
import java.util.Optional;

/// What everybody may see of the publications, and what the next one is compared with.
///
/// @param roots all root notes, oldest first
/// @param manifest the newest manifest note
public record Published(List<StoredNote> roots, Optional<StoredNote> manifest) {
    /// The version of the newest root; 0 when there is none.
    public int rootVersion() {
        return roots.isEmpty() ? 0 : roots.getLast().version();
    }

    /// The version of the newest manifest; 0 when there is none.
    public int manifestVersion() {
        return manifest.map(StoredNote::version).orElse(0);
    }
}

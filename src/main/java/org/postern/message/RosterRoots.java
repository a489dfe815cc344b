package org.postern.message;

import java.util.Optional;
import org.postern.manifest.Hash;

/// Which roster root a verified manifest names for an epoch: `manifest::rosterRoot`.
@FunctionalInterface
public interface RosterRoots {
    /// The root; nothing for an epoch that the manifest does not name.
    ///
    /// @param epoch 1 or more
    Optional<Hash> of(int epoch);
}

package org.postern.triage;

import java.util.Optional;
import org.postern.manifest.Roster;

/// What a console knows about the epochs whose entries it may read.
public interface LogRing {
    /// The log key of an epoch; nothing when its seed was destroyed or never given.
    ///
    /// @param epoch 1 or more
    /// @return the key, which stays the ring's
    Optional<LogKey> logKey(int epoch);

    /// The roster of an epoch, checked against the root in the manifest.
    ///
    /// @param epoch 1 or more
    Optional<Roster> roster(int epoch);
}

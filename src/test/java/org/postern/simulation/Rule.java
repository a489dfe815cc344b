package org.postern.simulation;

/// A rule that can be left out, to show that the simulation would notice.
enum Rule {
    /// Whoever was removed is not among those whom the next epoch is sealed to.
    LEAVE_OUT_THE_REMOVED,
    /// The desks of whoever was removed stop at once.
    STOP_DESKS,
    /// Whoever joins gets the older epochs that still live.
    SUPPLEMENT_JOINERS,
    /// Live cases move out of an epoch before it is destroyed.
    MOVE_CASES,
    /// Consoles wipe a destroyed epoch.
    DESTROY_KEYS,
    /// The page asks for a proof that the manifest is in the log, and `verify` whether it is.
    LOGGED,
    /// The page and `verify` ask whether the manifest is the last entry of the log.
    LAST_LEAF,
    /// `verify` compares served files.
    SERVED_FILES,
    /// `verify` compares the log with the one that it saw before.
    CONSISTENCY
}

package org.postern.triage;

/// The server shows this console another log than it showed before, or than it shows a colleague. Nothing that
/// follows can be trusted until people have compared what they see.
public enum Alarm {
    /// Positions have a gap, an entry is not the one that its hash names, or an entry came back a second time.
    BROKEN,
    /// The log is shorter than it was, or ends before a position that a colleague had seen.
    ROLLED_BACK,
    /// A head differs from one that this console or a colleague had seen.
    FORKED,
    /// An entry that was acknowledged does not stand where it was said to stand.
    LOST
}

package org.postern.store;

/// What became of a request or a reply that was handed in. All of them are answers after a commit.
public enum Outcome {
    /// It is on disk; also when it was there before, the same bytes.
    STORED,
    /// Its mark or its mailbox was erased: dropped, and acknowledged like stored, for a late retry must not
    /// tell.
    DROPPED,
    /// Its id, or its place in the mailbox, holds other bytes.
    TAKEN,
    /// The desk's fifth reply to this mailbox today.
    TOO_MANY
}

package org.postern.store;

/// Whether a request could be stored just now, and what is in the way.
public enum StoreState {
    /// It can: something of a request's size was committed a few seconds ago.
    WELL("ok"),
    /// The database does not answer, or not in time.
    DATABASE("database"),
    /// The database waits for a synchronous standby that is not there.
    STANDBY("standby"),
    /// The database has no room left on its disk, or its disk fails.
    DISK("disk");

    private final String word;

    StoreState(String word) {
        this.word = word;
    }

    /// {@return one word for the operator}
    public String word() {
        return word;
    }
}

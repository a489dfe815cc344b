package org.postern.console;

/// Whether this person's desk works, and what to do when it does not.
enum Standing {
    /// It works, or nothing else is known yet.
    WORKING("", ""),
    /// The vault has keys, but for no epoch that is still alive.
    TOO_OLD(
            "This vault is too old",
            "It has no keys for the time that runs now, so it can open nothing. That happens after a long break."),
    /// The admins stopped this desk.
    STOPPED("Your desk was stopped", "The admins have stopped this desk. It can open nothing new and write nothing."),
    /// The keys of this vault are not among those that the team works with now.
    LEFT_OUT(
            "You are not in the team's newest keys",
            "The team works with new keys, and this vault is not among those that they were made for.");

    private final String heading;
    private final String reason;

    Standing(String heading, String reason) {
        this.heading = heading;
        this.reason = reason;
    }

    String heading() {
        return heading;
    }

    String reason() {
        return reason;
    }
}

package org.postern.store;

/// The store can't take or give anything now; nothing was acknowledged, and the same call may be made again.
/// The message holds PostgreSQL's five-character code at most: its own messages may quote rows.
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean rowAtFault;

    StoreUnavailable(String why) {
        this(why, false);
    }

    private StoreUnavailable(String why, boolean rowAtFault) {
        super(why, null, false, false);
        this.rowAtFault = rowAtFault;
    }

    /// From PostgreSQL's answer; classes 22 and 23 (data, constraints) blame a row, the others the database.
    static StoreUnavailable because(java.sql.SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        return new StoreUnavailable("database: " + state, state.startsWith("22") || state.startsWith("23"));
    }

    /// True when one row of a batch may be at fault, so that its neighbours deserve another try without it.
    boolean rowAtFault() {
        return rowAtFault;
    }
}

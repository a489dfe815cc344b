package org.postern.store;

import java.util.Locale;

/// Who a connection is to the database. Each concern has its own, with the least it needs (`V2__rights.sql`).
public enum Role {
    /// Owns the tables; used while migrating and then no more.
    MIGRATOR,
    /// Takes requests in; reads no frame.
    INTAKE,
    /// Hands out mailbox pages and public notes.
    MAILBOX,
    /// Serves signed-in desks, and publishing.
    TEAM,
    /// Erases, on a person's order and when an epoch ends; reads no frame.
    REAPER,
    /// Deals closed days again.
    REDEALER;

    /// Its name in PostgreSQL.
    public String user() {
        return "postern_" + name().toLowerCase(Locale.ROOT);
    }
}

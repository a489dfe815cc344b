package org.postern.store;

import java.sql.SQLException;
import java.util.List;

/// Removes what has outlived its epoch or its day.
final class Reaper {
    private final Pools pools;
    private final Days days;

    Reaper(Pools pools, Days days) {
        this.pools = pools;
        this.days = days;
    }

    private static final List<String> EPOCH = List.of(
            "DELETE FROM request WHERE epoch = ?",
            "DELETE FROM reply WHERE epoch = ?",
            "DELETE FROM erased_mark WHERE epoch <= ?",
            "DELETE FROM erased_tag WHERE epoch <= ?",
            "DELETE FROM erase_key WHERE epoch <= ?",
            "DELETE FROM epoch_file WHERE epoch = ?",
            "DELETE FROM deposit WHERE epoch = ?",
            "UPDATE log_entry SET body = NULL WHERE epoch = ?",
            "INSERT INTO epoch (epoch, destroyed) VALUES (?, true) ON CONFLICT (epoch)"
                    + " DO UPDATE SET destroyed = true, roster = NULL, recovery = NULL");

    /// Deletes a destroyed epoch's rows, tombstones, log bodies, key files and deposits. Hashes and heads
    /// of the log stay.
    void destroyed(int epoch) {
        pools.transaction(Role.REAPER, connection -> {
            days.lockAll(connection);
            for (var statement : EPOCH) run(connection, statement, epoch);
            return epoch;
        });
    }

    /// Forgets which desk answered which mailbox before today.
    void forgetBudgets() {
        pools.transaction(
                Role.REAPER, connection -> run(connection, "DELETE FROM reply_budget WHERE day < ?", days.today()));
    }

    private static final String STALE_PROPOSALS = "DELETE FROM proposal WHERE NOT follows = ANY (?)";

    private static final String OLD_PEOPLE = """
            DELETE FROM people WHERE manifest <
            (SELECT max(p.manifest) FROM people p WHERE p.manifest <= (SELECT manifest FROM shown))""";

    /// Removes what a newly shown manifest has left behind.
    void tidy(byte[]... manifestHashes) {
        pools.transaction(Role.REAPER, connection -> {
            try (var proposals = connection.prepareStatement(STALE_PROPOSALS);
                    var people = connection.prepareStatement(OLD_PEOPLE)) {
                proposals.setArray(1, connection.createArrayOf("bytea", manifestHashes));
                return proposals.executeUpdate() + people.executeUpdate();
            }
        });
    }

    private static int run(java.sql.Connection connection, String statement, int value) throws SQLException {
        try (var run = connection.prepareStatement(statement)) {
            run.setInt(1, value);
            return run.executeUpdate();
        }
    }
}

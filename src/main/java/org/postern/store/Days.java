package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The day rows. Whoever writes, erases or deals a day's rows locks the day first, so that ordinals have no
/// gap, and readers' cursors miss nothing, whatever the number of nodes.
final class Days {
    private static final long SECONDS_A_DAY = 86_400;

    private final InstantSource clock;

    Days(InstantSource clock) {
        this.clock = clock;
    }

    /// Whole days since 1970-01-01 UTC.
    int today() {
        return Math.toIntExact(Math.floorDiv(clock.instant().getEpochSecond(), SECONDS_A_DAY));
    }

    private static final String NEXT = "UPDATE day SET ordinal = ordinal + 1 WHERE day = ? RETURNING ordinal";

    /// Locks a day until the transaction ends, and gives this tick's ordinal in it, from 1.
    int lockNext(Connection connection, int day) throws SQLException {
        try (var update = connection.prepareStatement(NEXT)) {
            update.setInt(1, day);
            for (int tries = 0; tries < 2; tries++) {
                try (var row = update.executeQuery()) {
                    if (row.next()) return row.getInt(1);
                }
                add(connection, day);
            }
        }
        throw new AssertionError("a row just inserted can be updated");
    }

    private static final String ADD = "INSERT INTO day (day) VALUES (?) ON CONFLICT DO NOTHING";

    private void add(Connection connection, int day) throws SQLException {
        try (var insert = connection.prepareStatement(ADD)) {
            insert.setInt(1, day);
            insert.executeUpdate();
        }
    }

    private static final String LOCK_ALL = "SELECT day FROM day ORDER BY day FOR UPDATE";

    /// Locks every day, oldest first, so that neither a tick nor a re-deal moves a row meanwhile. Yesterday and
    /// tomorrow are among them even when nothing was written yet: another node's clock may stand there.
    void lockAll(Connection connection) throws SQLException {
        for (int day = today() - 1; day <= today() + 1; day++) add(connection, day);
        try (var lock = connection.prepareStatement(LOCK_ALL);
                var rows = lock.executeQuery()) {
            while (rows.next()) rows.getInt(1);
        }
    }

    private static final String LIST = """
            SELECT day, ordinal, dealt FROM day WHERE ordinal > 0 OR dealt > 0 ORDER BY day""";

    List<StoredDay> list(Connection connection) throws SQLException {
        var days = new ArrayList<StoredDay>();
        try (var select = connection.prepareStatement(LIST);
                var rows = select.executeQuery()) {
            while (rows.next()) days.add(new StoredDay(rows.getInt(1), rows.getInt(2), rows.getInt(3)));
        }
        return days;
    }
}

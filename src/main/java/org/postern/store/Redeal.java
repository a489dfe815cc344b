package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Every night, days at least two back are dealt again: their rows are deleted and inserted anew in random
/// order in one transaction, and their ordinals become zero. `CLUSTER` and `VACUUM FULL` would not do: they
/// keep the order of arrival in xmin and in TOAST ids (anonymity.md 1.2).
///
/// The dead rows stay in the table's free space until new rows take it, and in the WAL while that lasts. A
/// partition a day could be dropped instead, but then every tick would have to look for its ids in every
/// partition.
final class Redeal {
    private static final int DAYS_BACK = 2;

    private final Pools pools;
    private final Days days;

    Redeal(Pools pools, Days days) {
        this.pools = pools;
        this.days = days;
    }

    /// Deals what is due.
    ///
    /// @return how many days
    int run() {
        var due = pools.transaction(Role.REDEALER, connection -> due(connection, days.today() - DAYS_BACK));
        for (var day : due) pools.transaction(Role.REDEALER, connection -> deal(connection, day));
        if (!due.isEmpty()) pools.alone(Role.REDEALER, "VACUUM request, reply");
        return due.size();
    }

    // An ordinal above zero says that rows came since the day was last dealt.
    private static final String DUE = "SELECT day FROM day WHERE day <= ? AND ordinal > 0 ORDER BY day";

    private static List<Integer> due(Connection connection, int newest) throws SQLException {
        var due = new ArrayList<Integer>();
        try (var select = connection.prepareStatement(DUE)) {
            select.setInt(1, newest);
            try (var rows = select.executeQuery()) {
                while (rows.next()) due.add(rows.getInt(1));
            }
        }
        return due;
    }

    private static final String LOCK = "UPDATE day SET ordinal = 0, dealt = dealt + 1 WHERE day = ?";

    // gen_random_uuid draws from PostgreSQL's strong generator; random() does not. `|| ''` makes the value a new one.
    private static final String REQUESTS = """
            WITH gone AS (DELETE FROM request WHERE day = ? RETURNING id, epoch, mark, digest, day, frame)
            INSERT INTO request (id, epoch, mark, digest, day, ordinal, frame)
            SELECT id, epoch, mark, digest, day, 0, frame || ''::bytea FROM gone ORDER BY gen_random_uuid()""";

    private static final String REPLIES = """
            WITH gone AS (DELETE FROM reply WHERE day = ? RETURNING tag, number, epoch, digest, day, frame)
            INSERT INTO reply (tag, number, epoch, digest, day, ordinal, frame)
            SELECT tag, number, epoch, digest, day, 0, frame || ''::bytea FROM gone ORDER BY gen_random_uuid()""";

    private static int deal(Connection connection, int day) throws SQLException {
        var rows = 0;
        for (var statement : List.of(LOCK, REQUESTS, REPLIES)) {
            try (var run = connection.prepareStatement(statement)) {
                run.setInt(1, day);
                rows += run.executeUpdate();
            }
        }
        return rows;
    }
}

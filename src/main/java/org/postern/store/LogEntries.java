package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.envelope.LogEntry;

/// The triage log: positions from 1 without a gap, and the chain of heads (PROTOCOL.md, section 6).
final class LogEntries {
    private final Pools pools;

    LogEntries(Pools pools) {
        this.pools = pools;
    }

    private static final String HEAD = "SELECT position, head FROM log_head WHERE one FOR UPDATE";

    /// Appends under the head row's lock; an entry that is there already keeps its place.
    LogPlace append(LogEntry entry) {
        var hash = entry.hash();
        return pools.transaction(Role.TEAM, connection -> {
            LogPlace last;
            try (var select = connection.prepareStatement(HEAD);
                    var row = select.executeQuery()) {
                row.next();
                last = new LogPlace(row.getLong(1), row.getBytes(2));
            }
            var known = find(connection, hash);
            if (known.isPresent()) return known.get();
            var position = last.position() + 1;
            var place = new LogPlace(position, LogEntry.nextHead(last.head(), position, hash));
            insert(connection, place, hash, entry);
            return place;
        });
    }

    private static final String FIND = "SELECT position, head FROM log_entry WHERE hash = ?";

    private static Optional<LogPlace> find(Connection connection, byte[] hash) throws SQLException {
        try (var select = connection.prepareStatement(FIND)) {
            select.setBytes(1, hash);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(new LogPlace(row.getLong(1), row.getBytes(2))) : Optional.empty();
            }
        }
    }

    private static final String INSERT = """
            INSERT INTO log_entry (position, hash, head, epoch, body) VALUES (?, ?, ?, ?, ?)""";

    private static final String MOVE_HEAD = "UPDATE log_head SET position = ?, head = ? WHERE one";

    private static void insert(Connection connection, LogPlace place, byte[] hash, LogEntry entry) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT);
                var move = connection.prepareStatement(MOVE_HEAD)) {
            insert.setLong(1, place.position());
            insert.setBytes(2, hash);
            insert.setBytes(3, place.head());
            insert.setInt(4, entry.epoch());
            insert.setBytes(5, entry.bytes());
            insert.executeUpdate();
            move.setLong(1, place.position());
            move.setBytes(2, place.head());
            move.executeUpdate();
        }
    }

    private static final String AFTER = """
            SELECT position, hash, body FROM log_entry WHERE position > ? ORDER BY position LIMIT ?""";

    List<LogRow> after(long position, int max) {
        return pools.transaction(Role.TEAM, connection -> {
            var found = new ArrayList<LogRow>();
            try (var select = connection.prepareStatement(AFTER)) {
                select.setLong(1, position);
                select.setInt(2, max);
                try (var rows = select.executeQuery()) {
                    while (rows.next())
                        found.add(new LogRow(rows.getLong(1), rows.getBytes(2), Optional.ofNullable(rows.getBytes(3))));
                }
            }
            return found;
        });
    }
}

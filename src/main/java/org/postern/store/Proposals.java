package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The ceremony's board: proposals on their way to k signatures, and people's sealed deposits.
final class Proposals {
    private final Pools pools;

    Proposals(Pools pools) {
        this.pools = pools;
    }

    private static final String OF = "SELECT body FROM proposal WHERE follows = ? ORDER BY id";

    List<byte[]> following(byte[] manifestHash) {
        return pools.transaction(Role.TEAM, connection -> following(connection, manifestHash));
    }

    private static List<byte[]> following(Connection connection, byte[] manifestHash) throws SQLException {
        var bodies = new ArrayList<byte[]>();
        try (var select = connection.prepareStatement(OF)) {
            select.setBytes(1, manifestHash);
            try (var rows = select.executeQuery()) {
                while (rows.next()) bodies.add(rows.getBytes(1));
            }
        }
        return bodies;
    }

    // One writer at a time, so that merging loses nothing and the bound holds with several nodes.
    private static final String LOCK = "SELECT one FROM shown WHERE one FOR UPDATE";

    private static final String FIND = "SELECT body FROM proposal WHERE id = ?";

    private static final String ADD = "INSERT INTO proposal (id, follows, body) VALUES (?, ?, ?)";

    private static final String CHANGE = "UPDATE proposal SET body = ? WHERE id = ?";

    void put(byte[] id, byte[] follows, Store.Merging merging) {
        pools.transaction(Role.TEAM, connection -> {
            try (var lock = connection.prepareStatement(LOCK);
                    var row = lock.executeQuery()) {
                row.next();
            }
            var stored = find(connection, id);
            var body = stored.isPresent() ? merging.onto(stored.get()) : merging.beside(following(connection, follows));
            if (stored.isEmpty()) return write(connection, ADD, id, follows, body);
            return write(connection, CHANGE, body, id);
        });
    }

    private static Optional<byte[]> find(Connection connection, byte[] id) throws SQLException {
        try (var select = connection.prepareStatement(FIND)) {
            select.setBytes(1, id);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    private static int write(Connection connection, String statement, byte[]... values) throws SQLException {
        try (var run = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) run.setBytes(i + 1, values[i]);
            return run.executeUpdate();
        }
    }

    private static final String DEPOSIT = """
            INSERT INTO deposit (epoch, desk, file) VALUES (?, ?, ?)
            ON CONFLICT (epoch, desk) DO UPDATE SET file = excluded.file""";

    void deposit(int epoch, byte[] desk, byte[] file) {
        pools.transaction(Role.TEAM, connection -> {
            try (var upsert = connection.prepareStatement(DEPOSIT)) {
                upsert.setInt(1, epoch);
                upsert.setBytes(2, desk);
                upsert.setBytes(3, file);
                return upsert.executeUpdate();
            }
        });
    }

    // Neither the desk nor the order in which they came is told.
    private static final String DEPOSITS = """
            SELECT file FROM (SELECT file FROM deposit ORDER BY epoch DESC LIMIT ?) newest ORDER BY gen_random_uuid()""";

    List<byte[]> deposits(int max) {
        return pools.transaction(Role.TEAM, connection -> {
            var files = new ArrayList<byte[]>();
            try (var select = connection.prepareStatement(DEPOSITS)) {
                select.setInt(1, max);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) files.add(rows.getBytes(1));
                }
            }
            return files;
        });
    }
}

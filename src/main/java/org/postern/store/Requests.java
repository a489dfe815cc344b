package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.postern.envelope.RequestEnvelope;

/// The table of requests: written by the tick, read by consoles.
final class Requests implements Batch<RequestEnvelope> {
    private final Pools pools;
    private final Days days;

    Requests(Pools pools, Days days) {
        this.pools = pools;
        this.days = days;
    }

    /// One transaction: lock the day, look for ids and tombstones, insert the rest sorted by id.
    @Override
    public List<Outcome> write(List<RequestEnvelope> arrived) {
        return pools.transaction(Role.INTAKE, connection -> {
            var day = days.today();
            var ordinal = days.lockNext(connection, day);
            var digests = digests(connection, arrived);
            var erased = erased(connection, arrived);
            var outcomes = new ArrayList<Outcome>(arrived.size());
            var fresh = new ArrayList<RequestEnvelope>(arrived.size());
            for (var request : arrived) {
                var known = digests.putIfAbsent(request.id(), request.digest());
                if (erased.contains(Bytes.of(request.mark()))) outcomes.add(Outcome.DROPPED);
                else if (known == null) {
                    outcomes.add(Outcome.STORED);
                    fresh.add(request);
                } else outcomes.add(Arrays.equals(known, request.digest()) ? Outcome.STORED : Outcome.TAKEN);
            }
            // Ids are random, so their order says nothing about the order of arrival.
            fresh.sort(Comparator.comparing(RequestEnvelope::id));
            insert(connection, fresh, day, ordinal);
            return outcomes;
        });
    }

    private static final String DIGESTS = "SELECT id, digest FROM request WHERE id = ANY (?)";

    private static Map<UUID, byte[]> digests(Connection connection, List<RequestEnvelope> arrived) throws SQLException {
        var ids = arrived.stream().map(RequestEnvelope::id).toArray();
        var known = new HashMap<UUID, byte[]>();
        try (var select = connection.prepareStatement(DIGESTS)) {
            select.setArray(1, connection.createArrayOf("uuid", ids));
            try (var rows = select.executeQuery()) {
                while (rows.next()) known.put(rows.getObject(1, UUID.class), rows.getBytes(2));
            }
        }
        return known;
    }

    private static final String ERASED = "SELECT mark FROM erased_mark WHERE mark = ANY (?)";

    private static Set<Bytes> erased(Connection connection, List<RequestEnvelope> arrived) throws SQLException {
        var marks = arrived.stream().map(RequestEnvelope::mark).toArray(byte[][]::new);
        var erased = new HashSet<Bytes>();
        try (var select = connection.prepareStatement(ERASED)) {
            select.setArray(1, connection.createArrayOf("bytea", marks));
            try (var rows = select.executeQuery()) {
                while (rows.next()) erased.add(Bytes.of(rows.getBytes(1)));
            }
        }
        return erased;
    }

    private static final String INSERT = """
            INSERT INTO request (id, epoch, mark, digest, day, ordinal, frame) VALUES (?, ?, ?, ?, ?, ?, ?)""";

    private static void insert(Connection connection, List<RequestEnvelope> fresh, int day, int ordinal)
            throws SQLException {
        if (fresh.isEmpty()) return;
        try (var insert = connection.prepareStatement(INSERT)) {
            for (var request : fresh) {
                insert.setObject(1, request.id());
                insert.setInt(2, request.epoch());
                insert.setBytes(3, request.mark());
                insert.setBytes(4, request.digest());
                insert.setInt(5, day);
                insert.setInt(6, ordinal);
                insert.setBytes(7, request.frame());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static final String AFTER = """
            SELECT ordinal, frame FROM request
            WHERE day = ? AND (ordinal, id) > (?, ?) ORDER BY ordinal, id LIMIT ?""";

    List<StoredFrame> after(int day, int ordinal, UUID id, int max) {
        return pools.transaction(Role.TEAM, connection -> {
            try (var select = connection.prepareStatement(AFTER)) {
                select.setInt(1, day);
                select.setInt(2, ordinal);
                select.setObject(3, id);
                select.setInt(4, max);
                return frames(select);
            }
        });
    }

    static List<StoredFrame> frames(java.sql.PreparedStatement select) throws SQLException {
        var frames = new ArrayList<StoredFrame>();
        try (var rows = select.executeQuery()) {
            while (rows.next()) frames.add(new StoredFrame(rows.getInt(1), rows.getBytes(2)));
        }
        return frames;
    }
}

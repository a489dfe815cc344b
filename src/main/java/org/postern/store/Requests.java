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
            var digests = new HashMap<UUID, byte[]>();
            var erased = new HashSet<Bytes>();
            lookUp(connection, arrived, digests, erased);
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

    // One question for both: every round trip is time in which the day stays locked.
    private static final String LOOK_UP = """
            SELECT id, digest FROM request WHERE id = ANY (?)
            UNION ALL SELECT NULL, mark FROM erased_mark WHERE mark = ANY (?)""";

    /// Fills in the digests of ids that are stored already, and the marks that were erased.
    private static void lookUp(
            Connection connection, List<RequestEnvelope> arrived, Map<UUID, byte[]> digests, Set<Bytes> erased)
            throws SQLException {
        var ids = arrived.stream().map(RequestEnvelope::id).toArray();
        var marks = arrived.stream().map(RequestEnvelope::mark).toArray(byte[][]::new);
        try (var select = connection.prepareStatement(LOOK_UP)) {
            select.setArray(1, connection.createArrayOf("uuid", ids));
            select.setArray(2, connection.createArrayOf("bytea", marks));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    var id = rows.getObject(1, UUID.class);
                    if (id == null) erased.add(Bytes.of(rows.getBytes(2)));
                    else digests.put(id, rows.getBytes(2));
                }
            }
        }
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

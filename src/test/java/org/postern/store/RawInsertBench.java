package org.postern.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

/// What PostgreSQL can take by bare JDBC: rows of 32 768 bytes into the same table, durable, on one connection;
/// one row a transaction, or 64. The numbers beside which the server's are printed.
public final class RawInsertBench {
    private static final int BATCH = 64;

    // Ids that are there already are passed over, as the one-by-one server has to do without the tick's look
    // beforehand.
    private static final String INSERT = """
            INSERT INTO request (id, epoch, mark, digest, day, ordinal, frame) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private RawInsertBench() {}

    static void insert(Connection connection, RequestEnvelope request, int day) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            bind(insert, request, day);
            insert.executeUpdate();
        }
    }

    private static void bind(PreparedStatement insert, RequestEnvelope request, int day) throws SQLException {
        insert.setObject(1, request.id());
        insert.setInt(2, request.epoch());
        insert.setBytes(3, request.mark());
        insert.setBytes(4, request.digest());
        insert.setInt(5, day);
        insert.setInt(6, 1);
        insert.setBytes(7, request.frame());
    }

    /// One row a transaction, one after the other.
    ///
    /// @return rows a second
    public static double singleRows(Database database, int rows) throws SQLException {
        return run(database, rows, 1);
    }

    /// 64 rows a transaction, by a rewritten JDBC batch.
    ///
    /// @return rows a second
    public static double batches(Database database, int rows) throws SQLException {
        return run(database, rows, BATCH);
    }

    private static double run(Database database, int rows, int batch) throws SQLException {
        var requests = made(rows);
        var url = database.url() + "?currentSchema=postern&reWriteBatchedInserts=true";
        try (var connection = DriverManager.getConnection(url, Role.INTAKE.user(), database.password(Role.INTAKE));
                var insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            var began = System.nanoTime();
            for (int from = 0; from < rows; from += batch) {
                for (var request : requests.subList(from, Math.min(rows, from + batch))) {
                    bind(insert, request, 1);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
            }
            return rows / ((System.nanoTime() - began) / 1e9);
        }
    }

    /// Drawn beforehand: making random frames is not what is measured.
    private static List<RequestEnvelope> made(int rows) {
        var frames = new Frames(System.nanoTime());
        var requests = new ArrayList<RequestEnvelope>();
        for (int i = 0; i < rows; i++) requests.add(RequestEnvelope.parse(frames.request(1)));
        requests.sort(Comparator.comparing(RequestEnvelope::id));
        return requests;
    }
}

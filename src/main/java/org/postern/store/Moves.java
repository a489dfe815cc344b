package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;

/// Rows of cases that outlive their epoch: a console sealed them anew, and the new frame takes the old one's place. A
/// row that is gone, or moved already, stays as it is: nothing is ever inserted, so what was erased stays erased.
final class Moves implements Batch<Moves.Move> {
    private final Pools pools;

    /// A frame of the intake epoch for a row of an older one.
    sealed interface Move {
        /// Epochs that a row may leave: those whose keys still exist, as PostgreSQL's `integer[]`.
        List<Integer> from();

        /// A request's row, found by id and mark.
        record OfRequest(RequestEnvelope frame, List<Integer> from) implements Move {}

        /// A reply's row, found by tag and number.
        record OfReply(ReplyFrame frame, List<Integer> from) implements Move {}
    }

    Moves(Pools pools) {
        this.pools = pools;
    }

    @Override
    public List<Outcome> write(List<Move> moves) {
        return pools.transaction(Role.TEAM, connection -> {
            var requests = requests(moves);
            var replies = replies(moves);
            lockDays(connection, requests, replies);
            // In the order of what is random anyway: the rows' new versions don't tell who moved first.
            if (!requests.isEmpty()) moveRequests(connection, requests);
            if (!replies.isEmpty()) moveReplies(connection, replies);
            return Collections.nCopies(moves.size(), Outcome.STORED);
        });
    }

    private static List<Move.OfRequest> requests(List<Move> moves) {
        return moves.stream()
                .filter(Move.OfRequest.class::isInstance)
                .map(Move.OfRequest.class::cast)
                .sorted(Comparator.comparing(move -> move.frame().id()))
                .toList();
    }

    private static List<Move.OfReply> replies(List<Move> moves) {
        return moves.stream()
                .filter(Move.OfReply.class::isInstance)
                .map(Move.OfReply.class::cast)
                .sorted(Comparator.<Move.OfReply, byte[]>comparing(
                                move -> move.frame().tag(), Arrays::compareUnsigned)
                        .thenComparingInt(move -> move.frame().number()))
                .toList();
    }

    // A re-deal deletes and inserts a day's rows: without its lock an update could find neither the old nor the new
    // one.
    private static final String LOCK_DAYS = """
            SELECT day FROM day WHERE day IN (
                SELECT day FROM request WHERE id = ANY (?) UNION SELECT day FROM reply WHERE tag = ANY (?))
            ORDER BY day FOR UPDATE""";

    private static void lockDays(Connection connection, List<Move.OfRequest> requests, List<Move.OfReply> replies)
            throws SQLException {
        var ids = requests.stream().map(move -> move.frame().id()).toArray();
        var tags = replies.stream().map(move -> move.frame().tag()).toArray(byte[][]::new);
        try (var lock = connection.prepareStatement(LOCK_DAYS)) {
            lock.setArray(1, connection.createArrayOf("uuid", ids));
            lock.setArray(2, connection.createArrayOf("bytea", tags));
            try (var rows = lock.executeQuery()) {
                while (rows.next()) rows.getInt(1);
            }
        }
    }

    private static final String REQUEST = """
            UPDATE request SET epoch = ?, digest = ?, frame = ? WHERE id = ? AND mark = ? AND epoch = ANY (?)""";

    private static void moveRequests(Connection connection, List<Move.OfRequest> moves) throws SQLException {
        try (var update = connection.prepareStatement(REQUEST)) {
            for (var move : moves) {
                update.setInt(1, move.frame().epoch());
                update.setBytes(2, move.frame().digest());
                update.setBytes(3, move.frame().frame());
                update.setObject(4, move.frame().id());
                update.setBytes(5, move.frame().mark());
                update.setArray(6, epochs(connection, move));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static final String REPLY = """
            UPDATE reply SET epoch = ?, digest = ?, frame = ? WHERE tag = ? AND number = ? AND epoch = ANY (?)""";

    private static void moveReplies(Connection connection, List<Move.OfReply> moves) throws SQLException {
        try (var update = connection.prepareStatement(REPLY)) {
            for (var move : moves) {
                update.setInt(1, move.frame().epoch());
                update.setBytes(2, move.frame().digest());
                update.setBytes(3, move.frame().frame());
                update.setBytes(4, move.frame().tag());
                update.setInt(5, move.frame().number());
                update.setArray(6, epochs(connection, move));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static java.sql.Array epochs(Connection connection, Move move) throws SQLException {
        return connection.createArrayOf("integer", move.from().toArray());
    }
}

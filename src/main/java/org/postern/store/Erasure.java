package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postern.envelope.EraseOrder;

/// Deletes what a person asks to delete, and remembers just enough to drop what arrives late (DESIGN.md 4).
final class Erasure {
    private static final int ANSWER_MILLIS = 30_000;

    private final Pools pools;
    private final Days days;

    Erasure(Pools pools, Days days) {
        this.pools = pools;
        this.days = days;
    }

    /// Erases. An order that finds nothing leaves nothing behind, so that nobody can fill the tables with
    /// orders.
    void erase(EraseOrder order) {
        pools.transaction(Role.REAPER, connection -> {
            // A person waits for this one; the pool puts its own limit back.
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            days.lockAll(connection);
            var found = requests(connection, order.eraseKey()) + replies(connection, order.tag());
            if (found > 0) remember(connection, order);
            return found;
        });
    }

    // A scan on purpose: an index from key to rows would tie a person's requests together for whoever reads the disk.
    private static final String REQUESTS = """
            WITH gone AS (DELETE FROM request WHERE mark = sha256(? || uuid_send(id)) RETURNING mark, epoch)
            INSERT INTO erased_mark (mark, epoch) SELECT mark, epoch FROM gone ON CONFLICT DO NOTHING""";

    private static int requests(Connection connection, byte[] eraseKey) throws SQLException {
        try (var delete = connection.prepareStatement(REQUESTS)) {
            delete.setBytes(1, eraseKey);
            return delete.executeUpdate();
        }
    }

    private static final String REPLIES = "DELETE FROM reply WHERE tag = ?";

    private static int replies(Connection connection, byte[] tag) throws SQLException {
        try (var delete = connection.prepareStatement(REPLIES)) {
            delete.setBytes(1, tag);
            return delete.executeUpdate();
        }
    }

    // Replies may still be written in the newest epoch, so mailbox and key are remembered until that one is destroyed.
    private static final String TAG = """
            INSERT INTO erased_tag (tag, epoch) SELECT ?, coalesce(max(epoch), 0) FROM epoch
            ON CONFLICT DO NOTHING""";

    private static final String KEY = """
            INSERT INTO erase_key (key, tag, epoch) SELECT ?, ?, coalesce(max(epoch), 0) FROM epoch
            ON CONFLICT DO NOTHING""";

    private static void remember(Connection connection, EraseOrder order) throws SQLException {
        try (var tag = connection.prepareStatement(TAG);
                var key = connection.prepareStatement(KEY)) {
            tag.setBytes(1, order.tag());
            tag.executeUpdate();
            key.setBytes(1, order.eraseKey());
            key.setBytes(2, order.tag());
            key.executeUpdate();
        }
    }

    private static final String AFTER = "SELECT key, tag FROM erase_key WHERE key > ? ORDER BY key LIMIT ?";

    List<ErasedKey> after(byte[] eraseKey, int max) {
        return pools.transaction(Role.TEAM, connection -> {
            var keys = new ArrayList<ErasedKey>();
            try (var select = connection.prepareStatement(AFTER)) {
                select.setBytes(1, eraseKey);
                select.setInt(2, max);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) keys.add(new ErasedKey(rows.getBytes(1), rows.getBytes(2)));
                }
            }
            return keys;
        });
    }
}

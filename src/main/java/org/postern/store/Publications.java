package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the admins published: root and manifest notes for everybody, epoch files and rosters for signed-in
/// desks.
final class Publications {
    private final Pools pools;

    Publications(Pools pools) {
        this.pools = pools;
    }

    private static final String ROOTS = "SELECT version, body FROM note WHERE kind = 1 ORDER BY version";

    private static final String NEWEST_MANIFEST =
            "SELECT version, body FROM note WHERE kind = 2 ORDER BY version DESC LIMIT 1";

    Published load() {
        return pools.transaction(Role.MAILBOX, connection -> {
            var roots = notes(connection, ROOTS, NoteKind.ROOT);
            return new Published(
                    roots,
                    notes(connection, NEWEST_MANIFEST, NoteKind.MANIFEST).stream()
                            .findFirst());
        });
    }

    private static List<StoredNote> notes(Connection connection, String query, NoteKind kind) throws SQLException {
        var notes = new ArrayList<StoredNote>();
        try (var select = connection.prepareStatement(query);
                var rows = select.executeQuery()) {
            while (rows.next()) notes.add(new StoredNote(kind, rows.getInt(1), rows.getBytes(2)));
        }
        return notes;
    }

    private static final String MOVE_HEAD = """
            UPDATE note_head SET root = greatest(root, ?), manifest = greatest(manifest, ?)
            WHERE one AND root = ? AND manifest = ?""";

    private static final String ADD_NOTE = "INSERT INTO note (kind, version, body) VALUES (?, ?, ?)";

    private static final String ADD_EPOCH = """
            INSERT INTO epoch (epoch, file, roster) VALUES (?, ?, ?)
            ON CONFLICT (epoch) DO UPDATE SET file = excluded.file, roster = excluded.roster
            WHERE NOT epoch.destroyed""";

    /// Saves everything or nothing.
    ///
    /// @return false when somebody else published since `seen` was loaded
    boolean save(Published seen, List<StoredNote> notes, List<EpochKeys> keys) {
        return pools.transaction(Role.TEAM, connection -> {
            try (var move = connection.prepareStatement(MOVE_HEAD)) {
                move.setInt(1, newest(notes, NoteKind.ROOT));
                move.setInt(2, newest(notes, NoteKind.MANIFEST));
                move.setInt(3, seen.rootVersion());
                move.setInt(4, seen.manifestVersion());
                if (move.executeUpdate() == 0) return false;
            }
            for (var note : notes) add(connection, note);
            for (var epoch : keys) add(connection, epoch);
            return true;
        });
    }

    private static int newest(List<StoredNote> notes, NoteKind kind) {
        return notes.stream()
                .filter(n -> n.kind() == kind)
                .mapToInt(StoredNote::version)
                .max()
                .orElse(0);
    }

    private static void add(Connection connection, StoredNote note) throws SQLException {
        try (var insert = connection.prepareStatement(ADD_NOTE)) {
            insert.setInt(1, note.kind().code());
            insert.setInt(2, note.version());
            insert.setBytes(3, note.body());
            insert.executeUpdate();
        }
    }

    private static void add(Connection connection, EpochKeys keys) throws SQLException {
        try (var upsert = connection.prepareStatement(ADD_EPOCH)) {
            upsert.setInt(1, keys.epoch());
            upsert.setBytes(2, keys.file());
            upsert.setBytes(3, keys.roster());
            upsert.executeUpdate();
        }
    }

    private static final String EPOCHS = "SELECT epoch, destroyed FROM epoch ORDER BY epoch";

    List<StoredEpoch> epochs() {
        return pools.transaction(Role.TEAM, connection -> {
            var epochs = new ArrayList<StoredEpoch>();
            try (var select = connection.prepareStatement(EPOCHS);
                    var rows = select.executeQuery()) {
                while (rows.next()) epochs.add(new StoredEpoch(rows.getInt(1), rows.getBoolean(2)));
            }
            return epochs;
        });
    }

    private static final String KEYS = """
            SELECT epoch, file, roster FROM epoch WHERE epoch = ? AND NOT destroyed AND file IS NOT NULL""";

    Optional<EpochKeys> keys(int epoch) {
        return pools.transaction(Role.TEAM, connection -> {
            try (var select = connection.prepareStatement(KEYS)) {
                select.setInt(1, epoch);
                try (var row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new EpochKeys(row.getInt(1), row.getBytes(2), row.getBytes(3)))
                            : Optional.empty();
                }
            }
        });
    }
}

package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What the admins published, twice: the newest that was taken in, and the newest that is shown. Notes, leaves and
/// files are never changed, so a head row says all about its state.
final class Publications {
    private final Pools pools;

    Publications(Pools pools) {
        this.pools = pools;
    }

    private static final String TAKEN = "SELECT root, manifest, leaves FROM note_head WHERE one";

    private static final String SHOWN = "SELECT root, manifest, leaves, checkpoint FROM shown WHERE one";

    /// The newest state that was taken in; the next publication has to follow it.
    Published taken() {
        return pools.transaction(Role.MAILBOX, connection -> {
            try (var select = connection.prepareStatement(TAKEN);
                    var row = select.executeQuery()) {
                row.next();
                return state(connection, row.getInt(1), row.getInt(2), row.getInt(3));
            }
        });
    }

    Shown shown() {
        return pools.transaction(Role.MAILBOX, connection -> {
            try (var select = connection.prepareStatement(SHOWN);
                    var row = select.executeQuery()) {
                row.next();
                return new Shown(state(connection, row.getInt(1), row.getInt(2), row.getInt(3)), row.getBytes(4));
            }
        });
    }

    private static final String ROOTS =
            "SELECT version, body FROM note WHERE kind = 1 AND version <= ? ORDER BY version";

    private static final String MANIFEST = "SELECT version, body FROM note WHERE kind = 2 AND version = ?";

    private static Published state(Connection connection, int root, int manifest, int leaves) throws SQLException {
        var roots = notes(connection, ROOTS, NoteKind.ROOT, root);
        var newest = notes(connection, MANIFEST, NoteKind.MANIFEST, manifest);
        return new Published(roots, newest.stream().findFirst(), leaves);
    }

    private static List<StoredNote> notes(Connection connection, String query, NoteKind kind, int version)
            throws SQLException {
        var notes = new ArrayList<StoredNote>();
        try (var select = connection.prepareStatement(query)) {
            select.setInt(1, version);
            try (var rows = select.executeQuery()) {
                while (rows.next()) notes.add(new StoredNote(kind, rows.getInt(1), rows.getBytes(2)));
            }
        }
        return notes;
    }

    private static final String LEAVES = """
            SELECT hash, body FROM leaf WHERE place >= ? AND place < ? ORDER BY place""";

    List<StoredLeaf> leaves(int from, int to) {
        return pools.transaction(Role.MAILBOX, connection -> {
            var leaves = new ArrayList<StoredLeaf>();
            try (var select = connection.prepareStatement(LEAVES)) {
                select.setInt(1, from);
                select.setInt(2, to);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) leaves.add(new StoredLeaf(rows.getBytes(1), rows.getBytes(2)));
                }
            }
            return leaves;
        });
    }

    // The lock that keeps several nodes from growing two logs: whoever moves the head appends, and nobody else.
    private static final String MOVE_HEAD = """
            UPDATE note_head SET root = greatest(root, ?), manifest = greatest(manifest, ?), leaves = leaves + ?
            WHERE one AND root = ? AND manifest = ? AND leaves = ? RETURNING manifest""";

    /// Saves everything or nothing.
    ///
    /// @return false when somebody else published since `seen` was loaded
    boolean save(Published seen, Addition added) {
        return pools.transaction(Role.TEAM, connection -> {
            int manifest;
            try (var move = connection.prepareStatement(MOVE_HEAD)) {
                move.setInt(1, newest(added.notes(), NoteKind.ROOT));
                move.setInt(2, newest(added.notes(), NoteKind.MANIFEST));
                move.setInt(3, added.leaves().size());
                move.setInt(4, seen.rootVersion());
                move.setInt(5, seen.manifestVersion());
                move.setInt(6, seen.leaves());
                try (var row = move.executeQuery()) {
                    if (!row.next()) return false;
                    manifest = row.getInt(1);
                }
            }
            for (var note : added.notes()) add(connection, note);
            append(connection, seen.leaves(), added.leaves());
            if (added.epoch().isPresent())
                add(connection, manifest, added.epoch().get());
            for (var supplement : added.supplements())
                addFile(connection, manifest, supplement.epoch(), supplement.file());
            if (added.people().isPresent())
                addPeople(connection, manifest, added.people().get());
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

    private static final String ADD_NOTE = "INSERT INTO note (kind, version, body) VALUES (?, ?, ?)";

    private static void add(Connection connection, StoredNote note) throws SQLException {
        try (var insert = connection.prepareStatement(ADD_NOTE)) {
            insert.setInt(1, note.kind().code());
            insert.setInt(2, note.version());
            insert.setBytes(3, note.body());
            insert.executeUpdate();
        }
    }

    private static final String ADD_LEAF = "INSERT INTO leaf (place, hash, body) VALUES (?, ?, ?)";

    private static void append(Connection connection, int from, List<StoredLeaf> leaves) throws SQLException {
        try (var insert = connection.prepareStatement(ADD_LEAF)) {
            for (int i = 0; i < leaves.size(); i++) {
                insert.setInt(1, from + i);
                insert.setBytes(2, leaves.get(i).hash());
                insert.setBytes(3, leaves.get(i).body());
                insert.executeUpdate();
            }
        }
    }

    // A row that is there already is a destroyed epoch's: it is never opened again.
    private static final String ADD_EPOCH = """
            INSERT INTO epoch (epoch, manifest, roster, recovery) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    private static void add(Connection connection, int manifest, EpochKeys keys) throws SQLException {
        try (var insert = connection.prepareStatement(ADD_EPOCH)) {
            insert.setInt(1, keys.epoch());
            insert.setInt(2, manifest);
            insert.setBytes(3, keys.roster());
            insert.setBytes(4, keys.recovery().orElse(null));
            if (insert.executeUpdate() == 0) return;
        }
        for (var file : keys.files()) addFile(connection, manifest, keys.epoch(), file);
    }

    private static final String ADD_FILE = """
            INSERT INTO epoch_file (epoch, place, manifest, file)
            SELECT ?, coalesce(max(place) + 1, 0), ?, ? FROM epoch_file WHERE epoch = ?""";

    private static void addFile(Connection connection, int manifest, int epoch, byte[] file) throws SQLException {
        try (var insert = connection.prepareStatement(ADD_FILE)) {
            insert.setInt(1, epoch);
            insert.setInt(2, manifest);
            insert.setBytes(3, file);
            insert.setInt(4, epoch);
            insert.executeUpdate();
        }
    }

    private static final String ADD_PEOPLE = "INSERT INTO people (manifest, file) VALUES (?, ?)";

    private static void addPeople(Connection connection, int manifest, byte[] file) throws SQLException {
        try (var insert = connection.prepareStatement(ADD_PEOPLE)) {
            insert.setInt(1, manifest);
            insert.setBytes(2, file);
            insert.executeUpdate();
        }
    }

    // Never backwards; the same size again brings newer cosignatures.
    private static final String SHOW = """
            UPDATE shown SET root = ?, manifest = ?, leaves = ?, checkpoint = ?
            WHERE one AND leaves <= ? AND root <= ? AND manifest <= ?""";

    /// Shows a state that was taken in, with its checkpoint.
    ///
    /// @return false when a later one is shown already
    boolean show(Shown next) {
        var state = next.published();
        return pools.transaction(Role.TEAM, connection -> {
            try (var update = connection.prepareStatement(SHOW)) {
                update.setInt(1, state.rootVersion());
                update.setInt(2, state.manifestVersion());
                update.setInt(3, state.leaves());
                update.setBytes(4, next.checkpoint());
                update.setInt(5, state.leaves());
                update.setInt(6, state.rootVersion());
                update.setInt(7, state.manifestVersion());
                return update.executeUpdate() == 1;
            }
        });
    }
}

package org.postern.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The table rule of DESIGN.md 5, asked of PostgreSQL's own description of a schema. Flyway's table is aside.
final class TableRule {
    private static final String COLUMNS = """
            SELECT table_name || '.' || column_name || ' is ' || data_type FROM information_schema.columns
            WHERE table_schema = ? AND table_name <> 'flyway_schema_history'
            AND data_type NOT IN ('uuid', 'bytea', 'smallint', 'integer', 'boolean')
            AND NOT (data_type = 'bigint' AND table_name IN ('log_head', 'log_entry') AND column_name = 'position')""";

    private static final String DEFAULTS = """
            SELECT table_name || '.' || column_name || ' is filled by ' || column_default
            FROM information_schema.columns WHERE table_schema = ? AND table_name <> 'flyway_schema_history'
            AND (column_default NOT IN ('0', 'false') OR is_identity = 'YES' OR is_generated <> 'NEVER')""";

    private static final String SEQUENCES = """
            SELECT 'sequence ' || sequence_name FROM information_schema.sequences WHERE sequence_schema = ?""";

    private static final String FOREIGN_KEYS = """
            SELECT table_name || ' refers to another table' FROM information_schema.table_constraints
            WHERE constraint_schema = ? AND constraint_type = 'FOREIGN KEY'""";

    private static final String TRIGGERS = """
            SELECT 'trigger ' || trigger_name FROM information_schema.triggers WHERE trigger_schema = ?""";

    private static final String COMPRESSED = """
            SELECT c.relname || '.' || a.attname || ' may be compressed' FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind = 'r' AND a.attname IN ('frame', 'body') AND c.relname <> 'note'
            AND a.attstorage <> 'e'""";

    private static final String UNLOGGED = """
            SELECT c.relname || ' is emptied by a crash' FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind = 'r' AND c.relpersistence <> 'p'""";

    private TableRule() {}

    /// What breaks the rule in a schema; nothing when it holds.
    static List<String> breaches(Connection connection, String schema) throws SQLException {
        var breaches = new ArrayList<String>();
        for (var query : List.of(COLUMNS, DEFAULTS, SEQUENCES, FOREIGN_KEYS, TRIGGERS, COMPRESSED, UNLOGGED)) {
            try (var select = connection.prepareStatement(query)) {
                select.setString(1, schema);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) breaches.add(rows.getString(1));
                }
            }
        }
        return breaches;
    }
}

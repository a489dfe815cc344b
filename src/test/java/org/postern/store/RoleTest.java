package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every role against every statement that matters: what is not listed as allowed must be denied by PostgreSQL.
final class RoleTest {
    private static final Set<Role> NOBODY = EnumSet.noneOf(Role.class);

    private static final Map<String, Set<Role>> MAY = Map.ofEntries(
            Map.entry("SELECT frame FROM request", EnumSet.of(Role.TEAM, Role.REDEALER)),
            Map.entry("SELECT mark FROM request", EnumSet.of(Role.TEAM, Role.REDEALER, Role.REAPER)),
            Map.entry("SELECT id FROM request", EnumSet.of(Role.INTAKE, Role.TEAM, Role.REDEALER, Role.REAPER)),
            Map.entry("SELECT day, ordinal FROM request", EnumSet.of(Role.TEAM, Role.REDEALER)),
            Map.entry("DELETE FROM request", EnumSet.of(Role.REAPER, Role.REDEALER)),
            Map.entry("UPDATE request SET frame = frame", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE request SET epoch = epoch, digest = digest", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE request SET id = id", NOBODY),
            Map.entry("UPDATE request SET mark = mark", NOBODY),
            Map.entry("UPDATE request SET day = day", NOBODY),
            Map.entry("UPDATE request SET ordinal = ordinal", NOBODY),
            Map.entry(
                    "INSERT INTO request (id, epoch, mark, digest, day, ordinal, frame)"
                            + " SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE false",
                    EnumSet.of(Role.INTAKE, Role.REDEALER)),
            Map.entry("SELECT frame FROM reply", EnumSet.of(Role.MAILBOX, Role.TEAM, Role.REDEALER)),
            Map.entry("SELECT tag FROM reply", EnumSet.of(Role.MAILBOX, Role.TEAM, Role.REDEALER, Role.REAPER)),
            Map.entry("DELETE FROM reply", EnumSet.of(Role.REAPER, Role.REDEALER)),
            Map.entry("UPDATE reply SET frame = frame", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE reply SET tag = tag", NOBODY),
            Map.entry("UPDATE reply SET day = day", NOBODY),
            Map.entry("SELECT desk FROM reply_budget", EnumSet.of(Role.TEAM)),
            Map.entry("SELECT mark FROM erased_mark", EnumSet.of(Role.INTAKE, Role.REAPER)),
            Map.entry("DELETE FROM erased_mark", EnumSet.of(Role.REAPER)),
            Map.entry("SELECT key FROM erase_key", EnumSet.of(Role.TEAM, Role.REAPER)),
            Map.entry("SELECT body FROM log_entry", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE log_entry SET hash = hash", NOBODY),
            Map.entry("DELETE FROM log_entry", NOBODY),
            Map.entry("UPDATE log_head SET position = position", EnumSet.of(Role.TEAM)),
            Map.entry("SELECT body FROM note", EnumSet.of(Role.MAILBOX, Role.TEAM)),
            Map.entry("UPDATE note SET body = body", NOBODY),
            Map.entry("SELECT roster, recovery FROM epoch", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE epoch SET roster = NULL", EnumSet.of(Role.REAPER)),
            Map.entry("SELECT file FROM epoch_file", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE epoch_file SET file = file", NOBODY),
            Map.entry("DELETE FROM epoch_file", EnumSet.of(Role.REAPER)),
            Map.entry("SELECT body FROM leaf", EnumSet.of(Role.MAILBOX, Role.TEAM)),
            Map.entry("UPDATE leaf SET body = body", NOBODY),
            Map.entry("DELETE FROM leaf", NOBODY),
            Map.entry("SELECT checkpoint FROM shown", EnumSet.of(Role.MAILBOX, Role.TEAM)),
            Map.entry("UPDATE shown SET checkpoint = checkpoint", EnumSet.of(Role.TEAM)),
            Map.entry("DELETE FROM shown", NOBODY),
            Map.entry("SELECT file FROM people", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE people SET file = file", NOBODY),
            Map.entry("DELETE FROM people", EnumSet.of(Role.REAPER)),
            Map.entry("SELECT body FROM proposal", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE proposal SET body = body", EnumSet.of(Role.TEAM)),
            Map.entry("UPDATE proposal SET id = id", NOBODY),
            Map.entry("DELETE FROM proposal", EnumSet.of(Role.REAPER)),
            Map.entry("SELECT desk, file FROM deposit", EnumSet.of(Role.TEAM)),
            Map.entry("DELETE FROM deposit", EnumSet.of(Role.REAPER)),
            Map.entry("SELECT frame FROM trial", NOBODY),
            Map.entry("TRUNCATE trial", EnumSet.of(Role.INTAKE)),
            Map.entry("INSERT INTO trial (frame) SELECT NULL WHERE false", EnumSet.of(Role.INTAKE)),
            Map.entry("DELETE FROM day", NOBODY),
            Map.entry("UPDATE day SET dealt = dealt", EnumSet.of(Role.REDEALER)),
            Map.entry("CREATE TABLE extra (id uuid)", NOBODY),
            Map.entry("CREATE TEMPORARY TABLE extra (id uuid)", NOBODY),
            Map.entry("SELECT n_tup_ins FROM pg_stat_user_tables", NOBODY),
            Map.entry("SELECT * FROM pg_stat_activity", NOBODY),
            Map.entry("SELECT pg_current_wal_lsn()", NOBODY),
            Map.entry("SELECT pg_relation_size('request')", NOBODY),
            Map.entry("SELECT txid_current()", NOBODY),
            Map.entry("SELECT pg_read_file('postgresql.conf')", NOBODY));

    private final EmbeddedPostgres postgres = TestPostgres.shared();

    @Test
    void everyRoleMayDoWhatItNeedsAndNothingElse() throws SQLException {
        Migrations.run(postgres.database());
        var wrong = new ArrayList<String>();
        for (var role : EnumSet.complementOf(EnumSet.of(Role.MIGRATOR))) {
            try (var connection = TestPostgres.as(postgres, role)) {
                connection.setAutoCommit(false);
                for (var entry : MAY.entrySet()) {
                    var may = allowed(connection, entry.getKey());
                    if (may != entry.getValue().contains(role))
                        wrong.add(role + (may ? " may: " : " may not: ") + entry.getKey());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean allowed(java.sql.Connection connection, String statement) throws SQLException {
        try (var run = connection.createStatement()) {
            run.execute(statement);
            return true;
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) fail(statement + ": " + e.getSQLState());
            return false;
        } finally {
            connection.rollback();
        }
    }
}

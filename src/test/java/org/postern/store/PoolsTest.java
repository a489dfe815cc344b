package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.PGProperty;

/// What a pool was told reaches the driver and PostgreSQL; libraries in between have dropped it in silence.
final class PoolsTest {
    private final EmbeddedPostgres postgres = TestPostgres.shared();

    @Test
    void aLimitHoldsInEveryTransactionOfAConnection() throws SQLException {
        Migrations.run(postgres.database());
        try (var pool = Pools.pool(postgres.database(), Role.INTAKE, 1, 7, "SET statement_timeout = '5s'");
                var connection = pool.getConnection()) {
            assertEquals(7_000, connection.getNetworkTimeout());
            assertEquals("5s", shown(connection, "statement_timeout"));
            connection.rollback();
            assertEquals("5s", shown(connection, "statement_timeout"));
        }
    }

    @Test
    void theDriverSeesEverySettingAsText() {
        try (var pool = Pools.pool(postgres.database(), Role.INTAKE, 1, 7, "SELECT 1")) {
            var seen = new Properties();
            seen.putAll(pool.getDataSourceProperties());
            assertEquals("false", PGProperty.LOG_SERVER_ERROR_DETAIL.getOrDefault(seen));
            assertEquals("7", PGProperty.SOCKET_TIMEOUT.getOrDefault(seen));
            assertEquals("3", PGProperty.CONNECT_TIMEOUT.getOrDefault(seen));
            assertEquals("true", PGProperty.REWRITE_BATCHED_INSERTS.getOrDefault(seen));
        }
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (var ask = connection.createStatement();
                var row = ask.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}

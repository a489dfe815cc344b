package org.postern.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// One pool of connections a role, and the way every transaction is run: committed whole or not at all, tried
/// again where PostgreSQL asks for it, and never reporting more than an error code.
final class Pools implements AutoCloseable {
    private static final int TRIES_MAX = 5;
    private static final int CONNECT_SECONDS = 3;
    private static final int ANSWER_SECONDS = 30;

    private final Map<Role, HikariDataSource> pools = new EnumMap<>(Role.class);

    /// What runs inside one transaction.
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    Pools(Database database) {
        for (var role : Role.values()) {
            switch (role) {
                case MIGRATOR -> {}
                case INTAKE -> pools.put(role, pool(database, role, 2, ANSWER_SECONDS));
                case MAILBOX, TEAM -> pools.put(role, pool(database, role, 8, ANSWER_SECONDS));
                // Scans and re-deals take as long as they take.
                case REAPER, REDEALER -> pools.put(role, pool(database, role, 2, 0));
            }
        }
    }

    static HikariDataSource pool(Database database, Role role, int connectionsMax, int answerSeconds) {
        var config = new HikariConfig();
        config.setPoolName(role.name().toLowerCase(Locale.ROOT));
        config.setJdbcUrl(database.url());
        config.setUsername(role.user());
        config.setPassword(database.password(role));
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(CONNECT_SECONDS * 1_000L);
        config.setValidationTimeout(1_000);
        // The house may stand before its database does.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("currentSchema", "postern");
        config.addDataSourceProperty("ApplicationName", "");
        config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
        config.addDataSourceProperty("socketTimeout", answerSeconds);
        config.addDataSourceProperty("tcpKeepAlive", true);
        config.addDataSourceProperty("reWriteBatchedInserts", true);
        // PostgreSQL's detail lines quote keys and rows; the driver must not even build them into messages.
        config.addDataSourceProperty("logServerErrorDetail", false);
        return new HikariDataSource(config);
    }

    /// Runs one transaction.
    ///
    /// @throws StoreUnavailable if it did not commit, or if nobody knows whether it did
    <T> T transaction(Role role, Work<T> work) {
        for (int tries = 1; ; tries++) {
            try (var connection = pools.get(role).getConnection()) {
                try {
                    var result = work.run(connection);
                    connection.commit();
                    return result;
                } catch (SQLException e) {
                    rollBack(connection);
                    throw e;
                }
            } catch (SQLException e) {
                if (tries >= TRIES_MAX || !worthAnotherTry(e)) throw StoreUnavailable.because(e);
            }
        }
    }

    /// Runs one statement outside any transaction: PostgreSQL's VACUUM demands it.
    void alone(Role role, String statement) {
        try (var connection = pools.get(role).getConnection()) {
            connection.setAutoCommit(true);
            try (var run = connection.createStatement()) {
                run.execute(statement);
            }
        } catch (SQLException e) {
            throw StoreUnavailable.because(e);
        }
    }

    /// Serialisation failure, deadlock, and the unique violation of two nodes writing the same row at once:
    /// after a rollback the second try sees what the first could not. A connection that PostgreSQL closed
    /// (57P01 to 57P03 but for "starting up", 08006) was stale in the pool after a restart; running again is
    /// safe because everything that is run here is idempotent.
    private static boolean worthAnotherTry(SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "40001", "40P01", "23505", "57P01", "57P02", "08006" -> true;
            default -> false;
        };
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is gone, and with it the transaction.
        }
    }

    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
    }
}

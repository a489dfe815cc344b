package org.postern.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One pool of connections a role, and the way every transaction is run: committed whole or not at all, tried
/// again where PostgreSQL asks for it, and never reporting more than an error code.
final class Pools implements AutoCloseable {
    private static final int TRIES_MAX = 5;
    private static final int CONNECT_SECONDS = 3;

    /// How long a connection may be silent: then nobody knows what became of its transaction, and whoever waits
    /// for it is told so. PostgreSQL ends a single statement earlier by itself, so that only a commit can be left
    /// behind, and whatever comes after that waits for its locks instead of being left behind as well.
    static final int ANSWER_SECONDS = 12;

    private static final int CLEANUP_SECONDS = 120;
    private static final String LIMITS = "SET statement_timeout = '10s'; SET lock_timeout = '10s'";
    private static final String CLEANUP_LIMITS = "SET statement_timeout = '110s'; SET lock_timeout = '10s'";
    private static final String ONLY_LOCKS = "SET lock_timeout = '10s'";

    /// A connection that went stale in the pool fails at once; what fails later was under way.
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<Role, HikariDataSource> pools = new EnumMap<>(Role.class);
    private final Trial trial;

    /// What runs inside one transaction.
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    Pools(Database database) {
        for (var role : Role.values()) {
            switch (role) {
                case MIGRATOR -> {}
                case INTAKE -> pools.put(role, pool(database, role, 2, ANSWER_SECONDS, LIMITS));
                case MAILBOX, TEAM -> pools.put(role, pool(database, role, 8, ANSWER_SECONDS, LIMITS));
                case REAPER -> pools.put(role, pool(database, role, 2, CLEANUP_SECONDS, CLEANUP_LIMITS));
                // A re-deal takes as long as it takes.
                case REDEALER -> pools.put(role, pool(database, role, 2, 0, ONLY_LOCKS));
            }
        }
        trial = new Trial(database, () -> pools.values().forEach(Trial::evict));
    }

    /// {@return what finds out whether anything can be stored}
    Trial trial() {
        return trial;
    }

    static HikariDataSource pool(Database database, Role role, int connectionsMax, int answerSeconds, String limits) {
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
        config.setConnectionInitSql(limits);
        // Otherwise the limits would be set in a transaction that the first user may roll back.
        config.setIsolateInternalQueries(true);
        // As text: what is not text HikariCP 7 hands on in a way that the driver does not see.
        Map.of(
                        "currentSchema", "postern",
                        "ApplicationName", "",
                        "connectTimeout", Integer.toString(CONNECT_SECONDS),
                        "socketTimeout", Integer.toString(answerSeconds),
                        "tcpKeepAlive", "true",
                        "reWriteBatchedInserts", "true",
                        // PostgreSQL's detail lines quote keys and rows; the driver must not even build them into
                        // messages.
                        "logServerErrorDetail", "false")
                .forEach(config::addDataSourceProperty);
        return new HikariDataSource(config);
    }

    /// Runs one transaction.
    ///
    /// @throws StoreUnavailable if it did not commit, or if nobody knows whether it did
    <T> T transaction(Role role, Work<T> work) {
        for (int tries = 1; ; tries++) {
            var began = System.nanoTime();
            try (var connection = pools.get(role).getConnection()) {
                try {
                    var result = work.run(connection);
                    commit(connection);
                    return result;
                } catch (SQLException e) {
                    rollBack(connection);
                    throw e;
                }
            } catch (SQLException e) {
                if (tries < TRIES_MAX && worthAnotherTry(e, began)) continue;
                var away = StoreUnavailable.because(e);
                if (!away.rowAtFault()) trial.suspect();
                throw away;
            }
        }
    }

    /// Commits. PostgreSQL only warns when somebody cut short its wait for the standby: then the standby may not have
    /// it, and nothing may be acknowledged.
    static void commit(Connection connection) throws SQLException {
        connection.clearWarnings();
        connection.commit();
        if (connection.getWarnings() != null) throw new SQLException("committed on one side only", "40003");
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

    /// Serialisation failure, deadlock, and the unique violation of two nodes writing the same row at once: after
    /// a rollback the second try sees what the first could not. A connection that PostgreSQL closed (57P01 and
    /// 57P02, 08006) was stale in the pool after a restart; running again is safe because everything that is run
    /// here is idempotent.
    private boolean worthAnotherTry(SQLException e, long beganNanos) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "40001", "40P01", "23505" -> true;
            case "57P01", "57P02", "08006" -> {
                var isFresh = System.nanoTime() - beganNanos < STALE_NANOS;
                if (isFresh) trial.lost(beganNanos);
                yield isFresh;
            }
            default -> false;
        };
    }

    static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is gone, and with it the transaction.
        }
    }

    @Override
    public void close() {
        trial.close();
        pools.values().forEach(HikariDataSource::close);
    }
}

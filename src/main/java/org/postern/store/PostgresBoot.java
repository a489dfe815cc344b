package org.postern.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Waits until a server that was just started answers, and gives it the database, the roles and their
/// passwords. All of it is done at every start, and changes nothing when it is there.
final class PostgresBoot {
    private static final int PAUSE_MILLIS = 20;
    private static final int REFUSALS_MAX = 50;

    private final EmbeddedPostgres postgres;

    PostgresBoot(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /// Waits, however long recovery takes.
    ///
    /// @return false when the process ended first
    /// @throws IllegalStateException with one clear line if it answers and yet can't be set up
    boolean await(Process process) throws InterruptedException {
        var refusals = 0;
        while (process.isAlive()) {
            try {
                provide();
                return true;
            } catch (SQLException e) {
                if (!isStarting(e) && ++refusals >= REFUSALS_MAX)
                    throw new IllegalStateException("PostgreSQL answers and can't be used (" + e.getSQLState()
                            + "): see postgres.log, or set db.url");
                Thread.sleep(PAUSE_MILLIS);
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalStateException("PostgreSQL's passwords can't be read: see its folder, or set db.url");
            }
        }
        return false;
    }

    /// Not listening yet (class 08), or starting up and recovering (57P03).
    private static boolean isStarting(SQLException e) {
        var state = e.getSQLState() == null ? "08" : e.getSQLState();
        return state.startsWith("08") || state.startsWith("57P");
    }

    private void provide() throws SQLException, IOException {
        try (var connection = connect("postgres");
                var ask = connection.createStatement();
                var found = ask.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'postern'")) {
            if (!found.next()) {
                try (var create = connection.createStatement()) {
                    create.execute("CREATE DATABASE postern");
                }
            }
        }
        try (var connection = connect("postern");
                var run = connection.createStatement()) {
            run.execute(rolesScript());
            for (var entry : Passwords.readOrDraw(postgres.folder().passwords()).entrySet())
                run.execute("ALTER ROLE " + entry.getKey().user() + " PASSWORD '" + entry.getValue() + "'");
        }
    }

    private Connection connect(String database) throws SQLException, IOException {
        return DriverManager.getConnection(
                postgres.url(database), PostgresFolder.OWNER, postgres.folder().ownerPassword());
    }

    private static String rolesScript() throws IOException {
        try (var script = PostgresBoot.class.getResourceAsStream("/postgres/roles.sql")) {
            if (script == null) throw new AssertionError("roles.sql is packed with the program");
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

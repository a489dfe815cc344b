package org.postern.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// One embedded PostgreSQL for all tests of a JVM, and the superuser's view of it. Below `/var/tmp`, because
/// root's own folders can't be passed by the server's user.
public final class TestPostgres {
    /// Where all tests of this user keep PostgreSQL's unpacked programs.
    public static final Path PROGRAMS = Path.of("/var/tmp/postern-test-" + System.getProperty("user.name"));
    private static EmbeddedPostgres shared;

    private TestPostgres() {}

    /// The shared server; its tables are emptied by {@link #empty}.
    public static synchronized EmbeddedPostgres shared() {
        if (shared == null) {
            var home = freshHome();
            shared = EmbeddedPostgres.start(PROGRAMS, home);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                shared.close();
                deleteAll(home);
            }));
        }
        return shared;
    }

    /// A server of a test's own, which the test closes.
    public static EmbeddedPostgres own(Path home) {
        return EmbeddedPostgres.start(PROGRAMS, home);
    }

    /// The file with the roles' passwords of a server.
    public static Path passwords(EmbeddedPostgres postgres) {
        return postgres.folder().passwords();
    }

    /// A new folder that the server's user can pass.
    public static Path freshHome() {
        try {
            var home = Files.createTempDirectory(Path.of("/var/tmp"), "postern-test");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void deleteAll(Path home) {
        try {
            PostgresBinaries.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The superuser's connection to a server, for looking behind the store's back.
    public static Connection owner(EmbeddedPostgres postgres) throws SQLException {
        try {
            return DriverManager.getConnection(
                    postgres.url("postern"),
                    PostgresFolder.OWNER,
                    postgres.folder().ownerPassword());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The superuser's connection to the server that runs in a data folder.
    ///
    /// @param home what the server was started with
    public static Connection owner(Path home) throws SQLException {
        var folder = new PostgresFolder(PROGRAMS, home);
        try {
            // Line 4 of the file is the port: https://www.postgresql.org/docs/current/storage-file-layout.html
            var port = Files.readAllLines(folder.data().resolve("postmaster.pid"))
                    .get(3)
                    .strip();
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/postern", PostgresFolder.OWNER, folder.ownerPassword());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One of the store's roles.
    public static Connection as(EmbeddedPostgres postgres, Role role) throws SQLException {
        var database = postgres.database();
        return DriverManager.getConnection(
                postgres.url("postern") + "?currentSchema=postern", role.user(), database.password(role));
    }

    /// Empties every table as the migrations left them.
    public static void empty(EmbeddedPostgres postgres) {
        try (var connection = owner(postgres);
                var run = connection.createStatement()) {
            run.execute("""
                    TRUNCATE postern.day, postern.request, postern.reply, postern.reply_budget, postern.erased_mark,
                        postern.erased_tag, postern.erase_key, postern.log_entry, postern.note, postern.epoch, postern.leaf,
                        postern.epoch_file, postern.people, postern.proposal, postern.deposit;
                    UPDATE postern.log_head SET position = 0, head = sha256('postern/v1/log'::bytea);
                    UPDATE postern.note_head SET root = 0, manifest = 0, leaves = 0;
                    UPDATE postern.shown SET root = 0, manifest = 0, leaves = 0, checkpoint = ''""");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

final class EmbeddedPostgresTest {
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("data_checksums", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("wal_recycle", "off"),
            Map.entry("track_commit_timestamp", "off"),
            Map.entry("track_activities", "off"),
            Map.entry("log_statement", "none"),
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_min_messages", "error"),
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("log_connections", "off"),
            Map.entry("log_parameter_max_length", "0"),
            Map.entry("log_parameter_max_length_on_error", "0"),
            Map.entry("log_line_prefix", ""),
            Map.entry("shared_preload_libraries", "")));

    @Test
    void isDurableQuietAndOfTheVersionItsFolderBears() throws SQLException {
        var found = new TreeMap<String, String>();
        try (var owner = TestPostgres.owner(TestPostgres.shared());
                var run = owner.createStatement()) {
            try (var rows = run.executeQuery("SELECT name, setting FROM pg_settings")) {
                while (rows.next())
                    if (SETTINGS.containsKey(rows.getString(1))) found.put(rows.getString(1), rows.getString(2));
            }
            try (var row = run.executeQuery("SHOW server_version")) {
                row.next();
                assertEquals(PostgresBinaries.VERSION, row.getString(1) + ".0");
            }
        }
        assertEquals(SETTINGS, found);
    }

    @Test
    void runsWithoutRightsAndKeepsPasswordsFromOthers() throws Exception {
        var postgres = TestPostgres.shared();
        var status = Files.readString(
                Path.of("/proc", Long.toString(postgres.handle().orElseThrow().pid()), "status"));
        assertFalse(status.contains("Uid:\t0"), "not root");
        assertTrue(status.contains("CapEff:\t0000000000000000"));
        if (Unprivileged.isRoot()) assertTrue(status.contains("NoNewPrivs:\t1"));
        for (var secret : new String[] {"passwords", "owner"})
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            postgres.folder().passwords().resolveSibling(secret))));
    }

    @Test
    void letsNobodyInWithoutThePassword() {
        var postgres = TestPostgres.shared();
        for (var user : new String[] {PostgresFolder.OWNER, Role.INTAKE.user(), "nobody"})
            assertThrows(SQLException.class, () -> DriverManager.getConnection(postgres.url("postern"), user, "guess"));
    }

    @Test
    void itsLogNeverQuotesARow() throws Exception {
        var postgres = TestPostgres.shared();
        Migrations.run(postgres.database());
        try (var intake = TestPostgres.as(postgres, Role.INTAKE);
                var insert = intake.prepareStatement(
                        "INSERT INTO request (id, epoch, mark, digest, day, ordinal, frame) VALUES (?, 1, ?, ?, 1, 1, ?)")) {
            insert.setObject(1, UUID.fromString("ca4a4700-0000-4000-8000-00000000cafe"));
            for (int i = 2; i <= 4; i++)
                insert.setBytes(i, "CANARYROW".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            var refused = assertThrows(SQLException.class, insert::executeUpdate);
            assertEquals("23514", refused.getSQLState());
        }
        var log = Files.readString(postgres.folder().log());
        assertTrue(log.contains("violates check constraint"), "the log is the one we read");
        assertFalse(log.contains("ca4a4700") || log.contains("CANARY") || log.contains("43414e415259"), log);
    }

    @Test
    void keepsItsDataOverARestartAndIsGoneWhenItsParentIsKilled() throws Exception {
        var home = TestPostgres.freshHome();
        try {
            var request = RequestEnvelope.parse(new Frames(9).request(1));
            var parent = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Parent.class.getName(),
                            home.toString())
                    .redirectError(new File("/dev/null"))
                    .start();
            long child;
            try (var words = parent.inputReader()) {
                child = Long.parseLong(words.readLine());
            }
            var server = ProcessHandle.of(child).orElseThrow();
            parent.destroyForcibly().waitFor();
            server.onExit().join();

            try (var postgres = TestPostgres.own(home);
                    var store = Store.open(
                            postgres.database(), TickSettings.every(Duration.ofMillis(5)), InstantSource.system())) {
                var day = store.days().getFirst().day();
                var stored = store.requests(day, 0, new UUID(0, 0), 64);
                assertEquals(1, stored.size());
                assertEquals(
                        request.id(),
                        RequestEnvelope.parse(stored.getFirst().frame()).id());
            }
        } finally {
            TestPostgres.deleteAll(home);
        }
    }

    /// A process that stores one request, says who its PostgreSQL is, and waits to be killed.
    static final class Parent {
        public static void main(String[] args) throws InterruptedException {
            var postgres = TestPostgres.own(Path.of(args[0]));
            var store =
                    Store.open(postgres.database(), TickSettings.every(Duration.ofMillis(5)), InstantSource.system());
            store.submit(RequestEnvelope.parse(new Frames(9).request(1)));
            System.out.println(postgres.handle().orElseThrow().pid());
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    @Test
    void aFolderThatTheServerCannotPassIsOneClearLine() throws Exception {
        if (!Unprivileged.isRoot()) return; // Only root hands the server to another user.
        var home = TestPostgres.freshHome();
        try {
            var closed = Files.createDirectory(
                    home.resolve("closed"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var refused = assertThrows(IllegalStateException.class, () -> TestPostgres.own(closed.resolve("home")));
            assertEquals(1, refused.getMessage().lines().count());
            assertTrue(refused.getMessage().contains("db.url"), refused.getMessage());
        } finally {
            TestPostgres.deleteAll(home);
        }
    }

    @Test
    void aLostPasswordIsOneClearLine() throws Exception {
        var home = TestPostgres.freshHome();
        try {
            TestPostgres.own(home).close();
            Passwords.write(home.resolve("owner"), "another\n");
            var refused = assertThrows(IllegalStateException.class, () -> TestPostgres.own(home));
            assertTrue(refused.getMessage().contains("28P01"), refused.getMessage());
        } finally {
            TestPostgres.deleteAll(home);
        }
    }

    @Test
    void aFolderInUseIsOneClearLine() {
        var home = TestPostgres.freshHome();
        try {
            try (var first = TestPostgres.own(home)) {
                var refused = assertThrows(IllegalStateException.class, () -> TestPostgres.own(home));
                assertEquals(1, refused.getMessage().lines().count());
                assertTrue(first.handle().isPresent());
            }
        } finally {
            TestPostgres.deleteAll(home);
        }
    }
}

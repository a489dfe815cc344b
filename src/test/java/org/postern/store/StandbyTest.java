package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

/// A real primary whose real synchronous standby goes away and comes back: nothing is acknowledged that is on one disk
/// only, nobody waits for minutes, and nothing is lost or doubled.
@Timeout(300)
final class StandbyTest {
    private final Path home = TestPostgres.freshHome();
    private final Frames frames = new Frames(4);
    private final StoreLog log = new StoreLog();
    private EmbeddedPostgres primary;
    private PostgresFolder standbyFolder;
    private Process standby;
    private Store store;

    @BeforeEach
    void pair() throws Exception {
        try (var alone = TestPostgres.own(Files.createDirectory(home.resolve("primary")))) {
            run(alone, "ALTER SYSTEM SET wal_level = replica");
            run(alone, "ALTER SYSTEM SET max_wal_senders = 4");
        }
        primary = TestPostgres.own(home.resolve("primary"));
        store = Store.open(primary.database(), TickSettings.every(Duration.ofMillis(5)), InstantSource.system());
        copyWhileStanding();
        standbyStarts();
        run(primary, "ALTER SYSTEM SET synchronous_standby_names = 'away'");
        run(primary, "SELECT pg_reload_conf()");
        until(() -> count("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1);
    }

    /// The primary's files with PostgreSQL's own words for a backup around the copy.
    private void copyWhileStanding() throws Exception {
        var target = Files.createDirectory(
                home.resolve("standby"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        standbyFolder = new PostgresFolder(TestPostgres.PROGRAMS.resolve("pg-" + PostgresBinaries.VERSION), target);
        try (var owner = TestPostgres.owner(primary);
                var run = owner.createStatement()) {
            run.execute("SELECT pg_backup_start('copy', true)");
            sh("cp -a '" + home + "/primary/data' '" + target + "/data' && rm -f '" + target + "/data/postmaster.pid'");
            try (var label = run.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                label.next();
                Files.writeString(target.resolve("data/backup_label"), label.getString(1));
            }
        }
        // What was written since the copy began comes from the primary.
        Files.writeString(target.resolve("data/standby.signal"), "");
        var address = URI.create(primary.url("postern").substring("jdbc:".length()));
        Files.writeString(
                target.resolve("data/postgresql.auto.conf"),
                "wal_level = replica\nmax_wal_senders = 4\nprimary_conninfo = 'host=127.0.0.1 port=" + address.getPort()
                        + " user=" + PostgresFolder.OWNER + " password="
                        + primary.folder().ownerPassword() + " application_name=away'\n");
        if (Unprivileged.isRoot()) sh("chown -R nobody '" + target + "/data'");
    }

    private void standbyStarts() throws Exception {
        standby = standbyFolder.start(List.of(
                standbyFolder.program("postgres"),
                "-D",
                standbyFolder.data().toString(),
                "-p",
                Integer.toString(freePort()),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=64"));
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void standbyDies() throws Exception {
        standby.destroyForcibly().waitFor();
        until(() -> count("SELECT count(*) FROM pg_stat_replication") == 0);
    }

    @AfterEach
    void end() throws Exception {
        standby.destroyForcibly().waitFor();
        run(primary, "ALTER SYSTEM RESET synchronous_standby_names");
        run(primary, "SELECT pg_reload_conf()");
        store.close();
        primary.close();
        log.close();
        TestPostgres.deleteAll(home);
    }

    @Test
    void aRequestWithoutItsStandbyIsNotKnownInSecondsAndStoredOnceLater() throws Exception {
        var before = RequestEnvelope.parse(frames.request(1));
        assertEquals(Outcome.STORED, store.submit(before));
        assertEquals(StoreState.WELL, store.state());
        standbyDies();
        var sent = new ArrayList<RequestEnvelope>();
        for (var i = 0; i < 5; i++) sent.add(RequestEnvelope.parse(frames.request(1)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<?>>();
            for (var request : sent) answers.add(threads.submit(() -> notKnown(() -> store.submit(request))));
            answers.add(threads.submit(() -> notKnown(
                    () -> store.erase(EraseOrder.parse(EraseOrder.frame(frames.bytes(32), frames.bytes(32)))))));
            for (var answer : answers) answer.get();
        }
        until(() -> store.state() == StoreState.STANDBY);
        // Once more, while what came first still hangs in its commit.
        notKnown(() -> store.submit(sent.getFirst()));
        assertEquals(StoreState.STANDBY, store.state());
        // Reading goes on.
        assertTrue(store.mailbox(frames.bytes(32), 0).found().isEmpty());
        standbyStarts();
        until(() -> store.state() == StoreState.WELL);
        for (var request : sent) assertEquals(Outcome.STORED, store.submit(request));
        assertEquals(6, count("SELECT count(*) FROM postern.request"));
        assertEquals(6, count("SELECT count(DISTINCT id) FROM postern.request"));
        assertEquals(
                List.of(
                        "the database waits for its synchronous standby, which is away: nothing can be stored until it is"
                                + " back",
                        "the database is back: requests are stored again"),
                log.lines());
    }

    @Test
    void aWaitForTheStandbyThatSomebodyCutShortIsNoAcknowledgement() throws Exception {
        standbyDies();
        var request = RequestEnvelope.parse(frames.request(1));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(() -> notKnown(() -> store.submit(request)));
            until(() -> count("SELECT count(*) FROM pg_stat_activity WHERE CASE WHEN wait_event = 'SyncRep'"
                            + " THEN pg_cancel_backend(pid) ELSE false END")
                    > 0);
            answer.get();
        }
        standbyStarts();
        until(() -> store.state() == StoreState.WELL);
        assertEquals(Outcome.STORED, store.submit(request));
        assertEquals(1, count("SELECT count(*) FROM postern.request"));
    }

    private static void notKnown(Runnable call) {
        var began = System.nanoTime();
        assertThrows(StoreUnavailable.class, call::run);
        // A person's page waits for 90 seconds.
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 80, "answered in time");
    }

    private interface Question {
        boolean isSo() throws Exception;
    }

    private static void until(Question question) throws Exception {
        for (var tries = 0; !question.isSo(); tries++) {
            assertTrue(tries < 1_200, "it does not become so");
            Thread.sleep(100);
        }
    }

    private int count(String query) throws SQLException {
        try (var owner = TestPostgres.owner(primary);
                var row = owner.createStatement().executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void run(EmbeddedPostgres postgres, String statement) throws SQLException {
        try (var owner = TestPostgres.owner(postgres);
                var run = owner.createStatement()) {
            run.execute(statement);
        }
    }

    private static void sh(String command) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start().waitFor(),
                command);
    }
}

package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

/// What is acknowledged stays, whatever dies; what was not is stored once when it is sent again.
final class FaultTest {
    private static final TickSettings OFTEN = TickSettings.every(Duration.ofMillis(5));

    private final Path home = TestPostgres.freshHome();

    @AfterEach
    void clean() {
        TestPostgres.deleteAll(home);
    }

    @Test
    void everyAcknowledgedIdIsStoredOnceAfterThreeKills() throws Exception {
        try (var postgres = TestPostgres.own(home);
                var store = Store.open(postgres.database(), OFTEN, InstantSource.system());
                var load = new Load(store, 16, System.nanoTime())) {
            for (int round = 1; round <= 3; round++) {
                load.awaitAcknowledged(load.acknowledged.size() + 100);
                var before = running(postgres, 0);
                kill("-KILL", before);
                running(postgres, before);
            }
            load.awaitAcknowledged(load.acknowledged.size() + 100);
            load.end();
            load.sendTheRest(store);
            System.out.println("acknowledged over three kills: " + load.acknowledged.size());
            assertEquals(Set.of(), load.wrong);
            assertEquals(load.acknowledged, stored(postgres));
        }
    }

    @Test
    void aStoppedDatabaseIsNotNowAndTheSameBytesAreStoredOnceLater() throws Exception {
        var frames = new Frames(5);
        var request = RequestEnvelope.parse(frames.request(1));
        var database = startedAndStopped();
        assertThrows(StoreUnavailable.class, () -> Store.open(database, OFTEN, InstantSource.system()));
        var postgres = TestPostgres.own(home);
        try (var store = Store.open(postgres.database(), OFTEN, InstantSource.system())) {
            assertEquals(StoreState.WELL, store.state());
            var pid = postgres.handle().orElseThrow().pid();
            // Held, not dead: no answer comes, and none may be made up.
            kill("-STOP", pid);
            for (var child : ProcessHandle.of(pid).orElseThrow().children().toList()) kill("-STOP", child.pid());
            var sender = Thread.ofVirtual().start(() -> store.submit(request));
            Thread.sleep(300);
            assertTrue(sender.isAlive(), "not acknowledged while the database stands still");
            for (var child : ProcessHandle.of(pid).orElseThrow().children().toList()) kill("-CONT", child.pid());
            kill("-CONT", pid);
            sender.join();
            assertEquals(Outcome.STORED, store.submit(request));
            assertEquals(Set.of(request.id()), stored(postgres));

            postgres.close();
            assertEquals(StoreState.DATABASE, stateNow(store));
            assertThrows(StoreUnavailable.class, () -> store.submit(RequestEnvelope.parse(frames.request(1))));
        } finally {
            postgres.close();
        }
    }

    @Test
    void aFullDiskIsAnErrorToTheSenderAndNeverAnAcknowledgement() throws Exception {
        try (var disk = SmallDisk.of(home)) {
            System.out.println("small disk: " + disk);
            try (var postgres = TestPostgres.own(disk.home());
                    var store = Store.open(postgres.database(), OFTEN, InstantSource.system());
                    var load = new Load(store, 8, System.nanoTime())) {
                disk.shrink(postgres);
                var refused = 0;
                var frames = new Frames(System.nanoTime());
                while (refused < 3) {
                    var request = RequestEnvelope.parse(frames.request(1));
                    try {
                        store.submit(request);
                        load.acknowledged.add(request.id());
                    } catch (StoreUnavailable e) {
                        refused++;
                        load.kept.put(request.id(), request);
                    }
                }
                load.end();
                assertEquals(StoreState.DISK, stateNow(store));
                disk.grow(postgres);
                load.sendTheRest(store);
                assertEquals(StoreState.WELL, stateNow(store));
                System.out.println("acknowledged around a full disk: " + load.acknowledged.size());
                assertEquals(Set.of(), load.wrong);
                assertEquals(load.acknowledged, stored(postgres));
            }
        }
    }

    /// The process that serves now. One that starts while the last one's memory is still held ends again at once.
    private static long running(EmbeddedPostgres postgres, long otherThan) throws InterruptedException {
        while (true) {
            var pid = postgres.handle().map(ProcessHandle::pid).orElse(otherThan);
            if (pid != otherThan) return pid;
            Thread.sleep(10);
        }
    }

    private Database startedAndStopped() {
        try (var postgres = TestPostgres.own(home)) {
            return postgres.database();
        }
    }

    /// What the store says once what it said before counts no longer.
    private static StoreState stateNow(Store store) throws InterruptedException {
        Thread.sleep(5_500);
        return store.state();
    }

    /// Every id in the table, read behind the store's back; a double one fails.
    private static Set<UUID> stored(EmbeddedPostgres postgres) throws SQLException {
        var ids = new HashSet<UUID>();
        try (var owner = TestPostgres.owner(postgres);
                var run = owner.createStatement()) {
            // The heap, not the index: a damaged index must not hide a second row.
            run.execute("SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off");
            try (var rows = run.executeQuery("SELECT id, length(frame) FROM postern.request")) {
                while (rows.next()) {
                    assertTrue(ids.add(rows.getObject(1, UUID.class)), "stored twice");
                    assertEquals(32_768, rows.getInt(2));
                }
            }
        }
        return ids;
    }

    static void kill(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/kill", signal, Long.toString(pid)).start().waitFor();
    }
}

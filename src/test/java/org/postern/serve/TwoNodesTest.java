package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.IntakeClient;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.PublishClient;
import org.postern.api.TeamClient;
import org.postern.envelope.Frames;
import org.postern.manifest.Hash;
import org.postern.store.Store;
import org.postern.store.TestPostgres;
import org.postern.store.TickSettings;

/// Two servers on one database: what is published at one is not refused by the other.
@Timeout(120)
final class TwoNodesTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Founding founding = new Founding(31, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final Frames frames = new Frames(9);
    private Path folder;
    private Server one;
    private Server two;

    @BeforeEach
    void found() {
        Quiet.silence();
        folder = TestPostgres.freshHome();
        store().close();
        TestPostgres.empty(TestPostgres.shared());
        one = Server.over(store(), founding.config(folder, 5), CLOCK);
        two = Server.over(store(), founding.config(folder, 5), CLOCK);
    }

    private static Store store() {
        return Store.open(TestPostgres.shared().database(), TickSettings.every(Duration.ofMillis(5)), CLOCK);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        TestPostgres.deleteAll(folder);
    }

    @Test
    void anEpochThatTheOtherNodePublishedIsKnownBeforeItIsRefused() {
        new PublishClient(one.teamUri()).publish(founding.publication());
        new IntakeClient(two.publicUri()).request(frames.request(1));
        new PublishClient(one.teamUri())
                .publish(founding.rotation(Instant.now(), Instant.now().plus(Duration.ofDays(7))));
        new IntakeClient(two.publicUri()).request(frames.request(2));
        new PublishClient(two.teamUri())
                .publish(founding.rotation(Instant.now(), Instant.now().plus(Duration.ofDays(7))));
        new TeamClient(one.teamUri(), founding.desk(3, 0), CLOCK).days();
    }

    @Test
    void theOtherNodeShowsWhatWasPublishedByItself() throws Exception {
        new PublishClient(one.teamUri()).publish(founding.publication());
        new PublishClient(one.teamUri()).publish(founding.renewal(Instant.now().plus(Duration.ofDays(7))));
        var shown = new PublishClient(one.teamUri()).notes().bytes();
        while (!Arrays.equals(shown, new PublishClient(two.teamUri()).notes().bytes())) {
            Thread.sleep(50);
        }
    }

    /// The look of one serves everybody who asks meanwhile.
    @Test
    void manyUnknownEpochsMakeOneLookASecond() throws Exception {
        new PublishClient(one.teamUri()).publish(founding.publication());
        try (var store = store()) {
            var board = new Board(store, new Leaves(store), Hash.of(founding.rootNote()), founding.root(), CLOCK);
            // PostgreSQL counts with a delay.
            Thread.sleep(2_500);
            var before = looks();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = new ArrayList<Future<?>>();
                for (var i = 0; i < 300; i++) {
                    var epoch = 1_000 + i;
                    answers.add(threads.submit(
                            () -> assertThrows(RuntimeException.class, () -> board.requireIntake(epoch))));
                }
                for (var answer : answers) {
                    answer.get();
                }
            }
            Thread.sleep(2_500);
            var counted = looks() - before;
            // The two servers look by themselves, too, once a second each.
            assertTrue(counted < 100, () -> "looks for 300 who asked: " + counted);
        }
    }

    private static long looks() throws Exception {
        try (var owner = TestPostgres.owner(TestPostgres.shared());
                var row = owner.createStatement()
                        .executeQuery("SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables"
                                + " WHERE schemaname = 'postern' AND relname = 'shown'")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void whatNoNodeKnowsIsStillRefused() {
        new PublishClient(one.teamUri()).publish(founding.publication());
        assertEquals(
                Problem.CLOSED,
                assertThrows(ProblemException.class, () -> new IntakeClient(two.publicUri()).request(frames.request(7)))
                        .problem());
    }
}

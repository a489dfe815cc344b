package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.PublishClient;
import org.postern.api.Routes;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.ServedFile;
import org.postern.serve.TestWitness.Mood;
import org.postern.store.Store;
import org.postern.store.TestPostgres;
import org.postern.store.TickSettings;

/// What the server's own log says: one line when something goes, one when it is back, and nothing in between.
@Timeout(180)
final class LogLinesTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Path folder = TestPostgres.freshHome();
    private final LogCapture log = new LogCapture();

    @BeforeEach
    void empty() {
        Quiet.silence();
        store().close();
        TestPostgres.empty(TestPostgres.shared());
    }

    @AfterEach
    void clean() {
        log.close();
        TestPostgres.deleteAll(folder);
    }

    private static Store store() {
        return Store.open(TestPostgres.shared().database(), TickSettings.every(Duration.ofMillis(5)), CLOCK);
    }

    private List<String> lines(String about) {
        return log.lines().stream()
                .filter(line -> line.contains(about))
                .map(line -> line.replaceAll("^\\S+ | null$", ""))
                .toList();
    }

    @Test
    void aDatabaseThatDiesAndComesBackIsTwoLines() throws Exception {
        var founding = new Founding(41, now);
        try (var server = Server.start(founding.config(folder, 10), TestPostgres.PROGRAMS, CLOCK);
                var operator = RawHttp.to(server.operatorUri().getPort())) {
            new PublishClient(server.teamUri()).publish(founding.publication());
            assertEquals("ok\n", operator.get(Routes.HEALTH).text());
            for (var time = 1; time <= 2; time++) {
                server.postgresProcess().orElseThrow().destroyForcibly();
                while (lines("the database").size() < 2 * time) {
                    var word = operator.get(Routes.HEALTH).text();
                    assertTrue(List.of("ok\n", "database\n").contains(word), word);
                    Thread.sleep(100);
                }
                assertEquals("ok\n", operator.get(Routes.HEALTH).text());
            }
        }
        var away = "the database is away: nothing can be stored until it is back";
        var back = "the database is back: requests are stored again";
        assertEquals(List.of(away, back, away, back), lines("the database"));
    }

    @Test
    void witnessesThatAreMissingAndBackAreOneLineEach() {
        var witnesses = List.of(new TestWitness(1, CLOCK), new TestWitness(2, CLOCK), new TestWitness(3, CLOCK));
        var founding = new Founding(
                42, now, 2, witnesses.stream().map(TestWitness::key).toList());
        try (var server = Server.over(
                store(),
                founding.config(folder, 5),
                CLOCK,
                new Witnesses(List.copyOf(witnesses), Duration.ofSeconds(10)))) {
            var client = new PublishClient(server.teamUri());
            assertTrue(client.publish(founding.publication()));
            assertEquals(List.of(), lines("witnesses"));
            witnesses.getFirst().is(Mood.DOWN);
            assertTrue(client.publish(founding.renewal(now.plus(Duration.ofDays(5)))));
            assertTrue(client.publish(founding.renewal(now.plus(Duration.ofDays(6)))));
            witnesses.get(1).is(Mood.DOWN);
            var waiting = founding.renewal(now.plus(Duration.ofDays(7)));
            assertFalse(client.publish(waiting));
            assertFalse(client.publish(waiting));
            witnesses.forEach(witness -> witness.is(Mood.WELL));
            assertTrue(client.publish(waiting));
            assertEquals(
                    List.of(
                            "2 of the 3 witnesses in the settings cosigned, and 2 must: enough for now",
                            "1 of the 3 witnesses in the settings cosigned, and 2 must: what was published is not shown"
                                    + " yet",
                            "all witnesses cosigned again"),
                    lines("witnesses"));
        }
    }

    @Test
    void otherFilesThanPublishedAreOneLineAndTheSameAgainAnother() {
        var founding = new Founding(43, now);
        var config = founding.config(folder, 5);
        try (var server = Server.over(store(), config, CLOCK)) {
            var client = new PublishClient(server.teamUri());
            client.publish(founding.publication());
            client.publish(founding.renewal(now.plus(Duration.ofDays(6))));
            client.publish(pinning(founding, config));
            assertEquals(
                    List.of(
                            "the published manifest lists other files than this server serves; postern verify will say so",
                            "the published manifest lists what this server serves again"),
                    lines("published manifest"));
        }
    }

    private static byte[] pinning(Founding founding, ServeConfig config) {
        var base = founding.last();
        var files = Server.files(config).entrySet().stream()
                .map(file -> new ServedFile(file.getKey(), Hash.of(file.getValue())))
                .sorted(Comparator.comparing(ServedFile::path))
                .toList();
        var next = new Manifest(
                base.origin(),
                base.version() + 1,
                base.rootVersion(),
                base.intakeRecipient(),
                base.epochs(),
                base.destroyed(),
                base.stopped(),
                base.people(),
                0,
                List.of(),
                files,
                Hash.of(founding.lastNote()));
        return Publication.of(founding.signed(next.text(), 2)).bytes();
    }
}

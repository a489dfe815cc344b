package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.IntakeClient;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.PublishClient;
import org.postern.api.Routes;
import org.postern.api.TeamClient;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Frames;
import org.postern.envelope.MailboxAsk;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Parts;
import org.postern.store.Store;
import org.postern.store.TestPostgres;
import org.postern.store.TickSettings;

/// An epoch's life as the server keeps it: who may write when, what moves on, what is gone at the end.
@Timeout(120)
final class EpochTest {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final Frames frames = new Frames(77);
    private final Founding founding = new Founding(21, now.get());
    private Path folder;
    private Server server;
    private IntakeClient intake;
    private PublishClient publisher;

    @BeforeEach
    void found() {
        Quiet.silence();
        folder = TestPostgres.freshHome();
        store().close();
        TestPostgres.empty(TestPostgres.shared());
        server = Server.over(store(), founding.config(folder, 5), now::get);
        intake = new IntakeClient(server.publicUri());
        publisher = new PublishClient(server.teamUri());
        publisher.publish(founding.publication());
    }

    private Store store() {
        return Store.open(TestPostgres.shared().database(), TickSettings.every(Duration.ofMillis(5)), now::get);
    }

    @AfterEach
    void stop() {
        server.close();
        TestPostgres.deleteAll(folder);
    }

    private TeamClient desk(int epoch, int number) {
        return new TeamClient(server.teamUri(), founding.desk(epoch, number), now::get);
    }

    private void later(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    private static void problem(Problem expected, Runnable call) {
        assertEquals(expected, assertThrows(ProblemException.class, call::run).problem());
    }

    @Test
    void aClosedEpochTakesLateRequestsForOneDay() {
        publisher.publish(founding.rotation(now.get(), now.get().plus(Duration.ofDays(7))));
        intake.request(frames.request(1));
        intake.request(frames.request(2));
        problem(Problem.CLOSED, () -> intake.request(frames.request(3)));
        later(Duration.ofDays(1).minusSeconds(1));
        intake.request(frames.request(1));
        later(Duration.ofSeconds(1));
        problem(Problem.CLOSED, () -> intake.request(frames.request(1)));
        intake.request(frames.request(2));
        // The intake epoch itself, too, when nobody opened the next one in time.
        later(Duration.ofDays(6));
        intake.request(frames.request(2));
        later(Duration.ofDays(1));
        problem(Problem.CLOSED, () -> intake.request(frames.request(2)));
    }

    @Test
    void aRotationThatRemovesSomebodyLeavesNoGrace() {
        publisher.publish(
                founding.rotation(now.get().minus(Duration.ofDays(1)), now.get().plus(Duration.ofDays(7))));
        problem(Problem.CLOSED, () -> intake.request(frames.request(1)));
        problem(Problem.CLOSED, () -> desk(1, 0).days());
        desk(2, 0).days();
    }

    @Test
    void desksOfTheEpochBeforeCallForOneDayAndThoseOfTheIntakeEpochAlways() {
        publisher.publish(founding.rotation(now.get(), now.get().plus(Duration.ofDays(7))));
        var tag = frames.bytes(32);
        desk(1, 0).days();
        desk(1, 0).reply(frames.reply(1, tag, 0));
        desk(1, 0).append(frames.logEntry(1));
        later(Duration.ofDays(1));
        problem(Problem.CLOSED, () -> desk(1, 0).days());
        problem(Problem.CLOSED, () -> desk(2, 0).reply(frames.reply(1, tag, 1)));
        problem(Problem.CLOSED, () -> desk(2, 0).append(frames.logEntry(1)));
        desk(2, 0).reply(frames.reply(2, tag, 1));
        later(Duration.ofDays(20));
        desk(2, 0).days();
        desk(2, 0).reply(frames.reply(2, tag, 2));
        assertEquals(1, desk(2, 0).keys(1).files().size(), "an older epoch's files are there as long as it lives");
    }

    @Test
    void aStoppedDeskIsRefusedAtOnceAndItsColleagueIsNot() {
        desk(1, 0).days();
        publisher.publish(founding.stopping(0));
        problem(Problem.NOT_SIGNED_IN, () -> desk(1, 0).days());
        desk(1, 1).days();
    }

    @Test
    void aDeskGetsEveryFileOfAnEpochInOrder() {
        publisher.publish(founding.supplement());
        publisher.publish(founding.supplement());
        var keys = desk(1, 0).keys(1);
        assertEquals(3, keys.files().size());
        assertEquals(0, keys.recovery().length);
    }

    @Test
    void nothingOfADestroyedEpochIsLeft() throws Exception {
        intake.request(frames.request(1));
        desk(1, 0).append(frames.logEntry(1));
        desk(1, 0).deposit(frames.deposit(3));
        publisher.publish(founding.rotation(now.get(), now.get().plus(Duration.ofDays(7))));
        desk(2, 0).deposit(frames.deposit(3));
        assertEquals(2, deposits());
        later(Duration.ofDays(40));
        publisher.publish(
                founding.rotation(founding.last().intakeUntil(), now.get().plus(Duration.ofDays(7))));
        assertEquals(1, requests(desk(3, 0)).size());
        publisher.publish(founding.destruction(LocalDate.ofInstant(now.get(), ZoneOffset.UTC)));
        assertTrue(requests(desk(3, 0)).isEmpty());
        assertEquals(0, desk(3, 0).log(0, 1).getFirst().entry().length);
        assertEquals(1, deposits());
        problem(Problem.CLOSED, () -> desk(3, 0).keys(1));
        try (var owner = TestPostgres.owner(TestPostgres.shared());
                var rows = owner.createStatement()
                        .executeQuery("SELECT count(*) FROM postern.epoch_file WHERE epoch = 1")) {
            rows.next();
            assertEquals(0, rows.getInt(1));
        }
    }

    private int deposits() throws Exception {
        try (var http = RawHttp.to(server.teamUri().getPort())) {
            var body = http.get(Routes.CEREMONY_DEPOSITS).body();
            return Parts.parse(body, "postern/deposits/v1", body.length).size();
        }
    }

    @Test
    void aCaseMovesIntoTheIntakeEpochAndOutlivesItsOwn() {
        var key = frames.bytes(32);
        var locator = frames.bytes(32);
        var tag = MailboxAsk.parse(MailboxAsk.frame(locator, 0)).tag();
        var id = frames.id();
        var mark = EraseOrder.mark(key, id);
        intake.request(frames.request(id, 1, mark));
        intake.request(frames.request(1));
        desk(1, 0).reply(frames.reply(1, tag, 4));
        var early = frames.request(id, 2, mark);
        problem(Problem.CLOSED, () -> desk(1, 0).move(early));
        publisher.publish(founding.rotation(now.get(), now.get().plus(Duration.ofDays(7))));
        var moved = frames.request(id, 2, mark);
        var movedReply = frames.reply(2, tag, 4);
        desk(2, 0).move(moved);
        desk(2, 1).move(frames.request(id, 2, mark));
        desk(2, 0).move(moved);
        desk(2, 0).move(movedReply);
        desk(2, 0).move(frames.reply(2, frames.bytes(32), 0));
        problem(Problem.NOT_UNDERSTOOD, () -> desk(2, 0).move(new byte[5]));
        assertArrayEquals(movedReply, intake.mailbox(locator, 0).get(4).frame());
        later(Duration.ofDays(40));
        publisher.publish(
                founding.rotation(founding.last().intakeUntil(), now.get().plus(Duration.ofDays(7))));
        publisher.publish(founding.destruction(LocalDate.ofInstant(now.get(), ZoneOffset.UTC)));
        var left = requests(desk(3, 0));
        assertEquals(1, left.size());
        assertArrayEquals(moved, left.getFirst());
        intake.erase(key, locator);
        desk(3, 0).move(frames.request(id, 3, mark));
        assertTrue(requests(desk(3, 0)).isEmpty());
    }

    private static List<byte[]> requests(TeamClient desk) {
        var found = new ArrayList<byte[]>();
        for (var day : desk.days()) {
            desk.requests(day.day(), 0, new byte[16], 64).forEach(row -> found.add(row.frame()));
        }
        return found;
    }

    @Test
    void aDepositIsForAllAdminsAndReplacesTheDesksLast() throws Exception {
        desk(1, 0).deposit(frames.deposit(3));
        desk(1, 0).deposit(frames.deposit(3));
        desk(1, 1).deposit(frames.deposit(3));
        assertEquals(2, deposits());
        problem(Problem.NOT_UNDERSTOOD, () -> desk(1, 0).deposit(frames.deposit(2)));
        problem(Problem.NOT_UNDERSTOOD, () -> desk(1, 0).deposit(frames.bytes(40_000)));
        problem(
                Problem.NOT_SIGNED_IN,
                () -> new TeamClient(server.teamUri(), founding.stranger(), now::get).deposit(frames.deposit(3)));
        assertEquals(2, deposits());
    }

    @Test
    void theLogsFilesAreKeptForEverAndItsCheckpointIsNot() throws Exception {
        try (var http = RawHttp.to(server.publicUri().getPort())) {
            var checkpoint = http.get(Routes.LOG_CHECKPOINT);
            assertEquals("text/plain; charset=utf-8", checkpoint.headers().get("content-type"));
            assertEquals("no-store", checkpoint.headers().get("cache-control"));
            assertTrue(checkpoint.text().startsWith(Founding.ORIGIN + "/log\n3\n"));
            var tile = http.get("/log/tile/0/000.p/3");
            assertEquals(96, tile.body().length);
            assertEquals("application/octet-stream", tile.headers().get("content-type"));
            assertEquals("public, max-age=31536000, immutable", tile.headers().get("cache-control"));
            var bundle = http.send("GET /log/tile/entries/000.p/3 HTTP/1.1\r\nHost: t\r\nAccept-Encoding: gzip\r\n\r\n")
                    .reply();
            assertEquals("gzip", bundle.headers().get("content-encoding"));
            assertEquals(
                    founding.rootNote().length,
                    first(http.get("/log/tile/entries/000.p/1").body()));
            for (var path : List.of("/log/tile/0/000", "/log/tile/", "/log/tile/0/000.p/4", "/log/", "/log/tile/x")) {
                assertEquals(404, http.get(path).status(), path);
            }
            assertEquals(
                    405, http.post("/log/tile/0/000.p/3", new byte[1]).reply().status());
        }
    }

    private static int first(byte[] bundle) {
        return Short.toUnsignedInt(ByteBuffer.wrap(bundle).getShort());
    }

    @Test
    void theIdOfAMovedRequestIsStillItsOwn() {
        var id = frames.id();
        var mark = frames.bytes(32);
        intake.request(frames.request(id, 1, mark));
        publisher.publish(founding.rotation(now.get(), now.get().plus(Duration.ofDays(7))));
        desk(2, 0).move(frames.request(id, 2, mark));
        problem(Problem.TAKEN, () -> intake.request(frames.request(id, 2, mark)));
        assertEquals(id, RequestEnvelope.parse(requests(desk(2, 0)).getFirst()).id());
    }
}

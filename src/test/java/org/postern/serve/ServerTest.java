package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.DeskSigner;
import org.postern.api.IntakeClient;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.PublishClient;
import org.postern.api.Routes;
import org.postern.api.TeamClient;
import org.postern.crypto.Sha256;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Frames;
import org.postern.envelope.Limits;
import org.postern.envelope.MailboxAsk;
import org.postern.envelope.RequestEnvelope;
import org.postern.envelope.TeamCall;
import org.postern.manifest.Hash;
import org.postern.manifest.Publication;
import org.postern.store.Store;
import org.postern.store.TestPostgres;
import org.postern.store.TickSettings;

/// The whole server over the real PostgreSQL: what is taken, what is refused, and that nothing of it is logged.
@Timeout(120) // a server that does not answer would hang the whole run
final class ServerTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Frames FRAMES = new Frames(20_261_122);

    private static Founding founding;
    private static Path folder;
    private static Server server;
    private static IntakeClient intake;
    private static TeamClient team;

    @BeforeAll
    static void start() {
        Quiet.silence();
        founding = new Founding(7, CLOCK.instant());
        folder = TestPostgres.freshHome();
        // Other tests of this JVM may have left rows; the tables are there once a store was open.
        Store.open(TestPostgres.shared().database(), TickSettings.every(Duration.ofMillis(10)), CLOCK)
                .close();
        TestPostgres.empty(TestPostgres.shared());
        server = node();
        intake = new IntakeClient(server.publicUri());
        assertTrue(intake.notes().roots().isEmpty(), "nothing is published yet");
        assertThrows(ProblemException.class, () -> intake.request(FRAMES.request(Founding.EPOCH)));
        new PublishClient(server.teamUri()).publish(founding.publication());
        team = new TeamClient(server.teamUri(), founding.desk(0), CLOCK);
    }

    private static Server node() {
        var store = Store.open(TestPostgres.shared().database(), TickSettings.every(Duration.ofMillis(10)), CLOCK);
        return Server.over(store, founding.config(folder, 10), CLOCK);
    }

    @AfterAll
    static void stop() {
        server.close();
        TestPostgres.deleteAll(folder);
    }

    @Test
    void everyAcceptedRequestGetsTheSameBytes() throws IOException {
        var answers = new HashSet<String>();
        var retry = FRAMES.request(Founding.EPOCH);
        try (var http = RawHttp.to(server.publicUri().getPort())) {
            for (var frame : List.of(FRAMES.request(Founding.EPOCH), retry, retry)) {
                var reply = http.post(Routes.REQUEST, frame).reply();
                assertEquals("ok\n", reply.text());
                answers.add(reply.head());
            }
            var erase = EraseOrder.frame(FRAMES.bytes(32), FRAMES.bytes(32));
            answers.add(http.post(Routes.ERASE, erase).reply().head());
        }
        assertEquals(1, answers.size());
    }

    @Test
    void refusesBadRequestsStoresNothingAndLogsNothing() throws IOException {
        var before = storedIds();
        var good = FRAMES.request(Founding.EPOCH);
        var wrongType = good.clone();
        System.arraycopy(Founding.ascii("-> X25519wrongrecip"), 0, wrongType, 92 + 22, 19);
        var twoStanzas = good.clone();
        var reply = FRAMES.reply(Founding.EPOCH, FRAMES.bytes(32), 0);
        System.arraycopy(reply, 41, twoStanzas, 92, 4_000);
        var plain = good.clone();
        Arrays.fill(plain, 92, plain.length, (byte) 'x');
        var priced = ByteBuffer.wrap(good.clone()).putInt(56, 1).array();
        var reserved = ByteBuffer.wrap(good.clone()).put(60, (byte) 1).array();
        var magic = ByteBuffer.wrap(good.clone()).put(0, (byte) 'Q').array();
        try (var log = new LogCapture()) {
            refused(400, Routes.REQUEST, magic);
            refused(413, Routes.REQUEST, Founding.ascii("please help me"));
            refused(413, Routes.REQUEST, new byte[0]);
            refused(413, Routes.REQUEST, Arrays.copyOf(good, good.length - 1));
            refused(413, Routes.REQUEST, Arrays.copyOf(good, good.length + 1));
            refused(413, Routes.REQUEST, new byte[60_000]);
            refused(415, Routes.REQUEST, plain);
            refused(415, Routes.REQUEST, wrongType);
            refused(415, Routes.REQUEST, twoStanzas);
            refused(410, Routes.REQUEST, FRAMES.request(Founding.EPOCH + 1));
            refused(410, Routes.REQUEST, FRAMES.request(999));
            refused(422, Routes.REQUEST, priced);
            var reservedStatus = status(Routes.REQUEST, reserved);
            assertTrue(reservedStatus == 400 || reservedStatus == 422, "was " + reservedStatus);
            refused(400, Routes.MAILBOX, new byte[40]);
            refused(413, Routes.MAILBOX, new byte[39]);
            refused(413, Routes.ERASE, new byte[69]);
            refused(400, Routes.ERASE, new byte[68]);
            refused(404, "/v1/other", good);
            refused(404, Routes.TEAM_DAYS, good);
            refused(405, Routes.NOTES, good);
            assertEquals(List.of(), log.lines());
        }
        assertEquals(before, storedIds());
    }

    @Test
    void theSameIdWithOtherBytesIsTaken() throws IOException {
        var id = FRAMES.id();
        var first = FRAMES.request(id, Founding.EPOCH, FRAMES.bytes(32));
        intake.request(first);
        refused(409, Routes.REQUEST, FRAMES.request(id, Founding.EPOCH, FRAMES.bytes(32)));
        intake.request(first);
        assertEquals(1, allIds().stream().filter(id::equals).count());
    }

    @Test
    void sixtyFourClientsAtOnceAreAllStoredOnce() throws Exception {
        var sent = new ConcurrentLinkedQueue<UUID>();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < 64; i++) {
            var seed = 5_000 + i;
            threads.add(Thread.ofVirtual().start(() -> {
                try (var client = new LoadClient(server.publicUri().getPort(), seed)) {
                    for (var n = 0; n < 3; n++) {
                        var id = client.next();
                        assertEquals(200, client.send());
                        sent.add(id);
                    }
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        var stored = allIds();
        assertEquals(192, sent.size());
        assertTrue(stored.containsAll(sent));
        assertEquals(stored.size(), new HashSet<>(stored).size());
    }

    @Test
    void anUnknownMailboxLooksLikeAnEmptyPlace() {
        var places = intake.mailbox(FRAMES.bytes(32), Limits.MAILBOX_PAGE_NEWEST);
        assertEquals(
                List.of(0, 1, 2, 3, 4, 5, 6, 7),
                places.stream().map(place -> place.number()).toList());
    }

    @Test
    void aReplyArrivesInItsMailboxAndIsErasedWithIt() {
        var locator = FRAMES.bytes(32);
        var tag = MailboxAsk.parse(MailboxAsk.frame(locator, 0)).tag();
        var frame = FRAMES.reply(Founding.EPOCH, tag, 3);
        team.reply(frame);
        team.reply(frame);
        assertArrayEquals(
                frame,
                intake.mailbox(locator, Limits.MAILBOX_PAGE_NEWEST).get(3).frame());
        problem(Problem.TAKEN, () -> team.reply(FRAMES.reply(Founding.EPOCH, tag, 3)));
        for (var number = 4; number < 7; number++) {
            team.reply(FRAMES.reply(Founding.EPOCH, tag, number));
        }
        problem(Problem.TOO_MANY, () -> team.reply(FRAMES.reply(Founding.EPOCH, tag, 7)));
        var eraseKey = FRAMES.bytes(32);
        var id = FRAMES.id();
        intake.request(FRAMES.request(id, Founding.EPOCH, EraseOrder.mark(eraseKey, id)));
        assertTrue(allIds().contains(id));
        intake.erase(eraseKey, locator);
        assertFalse(allIds().contains(id));
        assertFalse(Arrays.equals(frame, intake.mailbox(locator, 0).get(3).frame()));
        assertTrue(team.erased(new byte[32]).stream().anyMatch(one -> Arrays.equals(one.eraseKey(), eraseKey)));
    }

    @Test
    void theTeamsLogGivesTheSameAnswerForTheSameEntry() {
        var entry = FRAMES.logEntry(Founding.EPOCH);
        var first = team.append(entry);
        var again = team.append(entry);
        assertEquals(first.position(), again.position());
        assertArrayEquals(first.head(), again.head());
        var line = team.log(first.position() - 1, 1).getFirst();
        assertArrayEquals(entry, line.entry());
        assertArrayEquals(Sha256.hash(entry), line.hash());
    }

    @Test
    void aDeskGetsItsEpochsKeys() {
        var keys = team.keys(Founding.EPOCH);
        assertEquals(1, keys.files().size());
        assertTrue(keys.files().getFirst().length > 0);
        assertTrue(
                new String(keys.roster(), java.nio.charset.StandardCharsets.US_ASCII).startsWith("postern/roster/v1"));
        problem(Problem.CLOSED, () -> team.keys(77));
    }

    @Test
    void refusesTeamCallsThatAreNotSignedByADeskJustNowForThisPath() throws IOException {
        var uri = server.teamUri();
        var desk = founding.desk(0);
        problem(Problem.NOT_SIGNED_IN, () -> new TeamClient(uri, founding.stranger(), CLOCK).days());
        for (var skew : new long[] {-302, 302, -1_000_000, 1_000_000}) {
            var wrong = (InstantSource) () -> CLOCK.instant().plusSeconds(skew);
            problem(Problem.NOT_SIGNED_IN, () -> new TeamClient(uri, desk, wrong).days());
        }
        for (var skew : new long[] {-290, 290}) {
            new TeamClient(uri, desk, () -> CLOCK.instant().plusSeconds(skew)).days();
        }
        var call = call(Routes.TEAM_DAYS, desk, new byte[0]);
        try (var log = new LogCapture();
                var http = RawHttp.to(uri.getPort())) {
            assertEquals(200, http.post(Routes.TEAM_DAYS, call).reply().status());
            assertEquals(401, http.post(Routes.TEAM_KEYS, call).reply().status());
            for (var at : new int[] {8, 40, 50, 70, 127}) {
                var flipped = call.clone();
                flipped[at] ^= 1;
                assertEquals(401, http.post(Routes.TEAM_DAYS, flipped).reply().status(), "byte " + at);
            }
            var longer = call(Routes.TEAM_DAYS, desk, new byte[1]);
            assertEquals(413, http.post(Routes.TEAM_DAYS, longer).reply().status());
            var otherEpoch = ByteBuffer.wrap(call.clone()).putInt(4, 9).array();
            assertEquals(410, http.post(Routes.TEAM_DAYS, otherEpoch).reply().status());
            var tooMany = ByteBuffer.allocate(10).putShort(8, (short) 257).array();
            assertEquals(
                    400,
                    http.post(Routes.TEAM_LOG_READ, call(Routes.TEAM_LOG_READ, desk, tooMany))
                            .reply()
                            .status());
            assertEquals(404, http.post(Routes.REQUEST, new byte[1]).reply().status());
            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void publishesOnlyWhatIsSignedAndNewer() {
        var publisher = new PublishClient(server.teamUri());
        var first = publisher.notes().manifest().orElseThrow();
        var second = founding.manifest(2, Hash.of(first)).text();
        problem(Problem.NOT_VERIFIED, () -> publisher.publish(founding.publication(founding.signed(second, 1))));
        problem(
                Problem.TAKEN,
                () -> publisher.publish(founding.publication(
                        founding.signed(founding.manifest(1, Hash.of(first)).text(), 2))));
        // A service founded by others claims root version 1 too.
        problem(Problem.TAKEN, () -> publisher.publish(new Founding(8, CLOCK.instant()).publication()));
        problem(Problem.NOT_VERIFIED, () -> publisher.publish(Founding.ascii("nonsense")));
        problem(Problem.NOT_UNDERSTOOD, () -> publisher.publish(new byte[Publication.PUBLICATION_BYTES_MAX + 1]));
        assertArrayEquals(first, publisher.notes().manifest().orElseThrow());
        publisher.publish(founding.publication());
        assertArrayEquals(first, intake.notes().manifest().orElseThrow());
    }

    @Test
    void twoNodesOnOneDatabaseAreOneService() {
        try (var second = node()) {
            var other = new IntakeClient(second.publicUri());
            assertArrayEquals(intake.notes().bytes(), other.notes().bytes());
            var frame = FRAMES.request(Founding.EPOCH);
            other.request(frame);
            intake.request(frame);
            var id = RequestEnvelope.parse(frame).id();
            assertEquals(1, allIds().stream().filter(id::equals).count());
        }
    }

    @Test
    void servesThePagesInTheEncodingThatIsAskedFor() throws IOException {
        try (var http = RawHttp.to(server.publicUri().getPort())) {
            for (var path : List.of(Routes.PAGE, Routes.STYLE, Routes.SCRIPT, Routes.NOTES)) {
                var identity = http.get(path);
                assertFalse(identity.headers().containsKey("content-encoding"));
                var zipped = http.send("GET " + path + " HTTP/1.1\r\nHost: t\r\nAccept-Encoding: gzip, br;q=0\r\n\r\n")
                        .reply();
                assertEquals("gzip", zipped.headers().get("content-encoding"));
                var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
                assertArrayEquals(identity.body(), unzipped);
                for (var leak : List.of("etag", "last-modified", "server", "set-cookie")) {
                    assertFalse(identity.headers().containsKey(leak), leak);
                }
            }
            var brotli = http.send("GET /postern.js HTTP/1.1\r\nHost: t\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n");
            assertEquals("br", brotli.reply().headers().get("content-encoding"));
            var page = http.get("/").text();
            assertTrue(page.contains(Hash.of(founding.rootNote()).hex()));
            assertFalse(page.contains("{{"));
        }
    }

    @Test
    void anUnknownAddressGivesABrowserTheWayOutAndAProgramTheConstantBytes() throws IOException {
        try (var http = RawHttp.to(server.publicUri().getPort())) {
            var browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n\r\n";
            var page = http.send("GET /no/such?a=%3Cb%3E HTTP/1.1\r\nHost: t\r\n" + browser)
                    .reply();
            assertEquals(404, page.status());
            assertEquals("text/html; charset=utf-8", page.headers().get("content-type"));
            assertTrue(page.text().contains("href=\"" + ServeConfig.LEAVE_URL_DEFAULT + "\""), page.text());
            assertTrue(page.text().contains("<a href=\"/\">"), page.text());
            assertFalse(page.text().contains("such"), "nothing of the address is repeated");
            assertFalse(page.text().contains("<script"), page.text());
            assertArrayEquals(
                    page.body(),
                    http.send("GET /other HTTP/1.1\r\nHost: t\r\n" + browser)
                            .reply()
                            .body());
            assertEquals(
                    http.get(Routes.PAGE).headers().get("content-security-policy"),
                    page.headers().get("content-security-policy"));
            assertEquals(
                    404,
                    http.send("HEAD /other HTTP/1.1\r\nHost: t\r\n" + browser)
                            .reply()
                            .status());
            assertEquals("refused\n", http.get("/no/such").text());
            assertEquals(
                    "refused\n",
                    http.send("POST /no/such HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n" + browser)
                            .reply()
                            .text());
        }
        try (var http = RawHttp.to(server.teamUri().getPort())) {
            assertEquals(
                    "refused\n",
                    http.send("GET /no/such HTTP/1.1\r\nHost: t\r\nAccept: text/html\r\n\r\n")
                            .reply()
                            .text());
        }
    }

    @Test
    void answersTheIconThatBrowsersAskForWithNothing() throws IOException {
        try (var http = RawHttp.to(server.publicUri().getPort())) {
            var icon = http.get(Routes.ICON);
            assertEquals(204, icon.status());
            assertEquals(0, icon.body().length);
            assertFalse(icon.headers().containsKey("content-type"));
            assertEquals("no-store", icon.headers().get("cache-control"));
            assertEquals(
                    http.get(Routes.PAGE).headers().get("permissions-policy"),
                    icon.headers().get("permissions-policy"));
        }
    }

    @Test
    void theOperatorSeesThatAllIsWellAndRoundNumbersOnly() throws IOException {
        try (var http = RawHttp.to(server.operatorUri().getPort())) {
            assertEquals("ok\n", http.get(Routes.HEALTH).text());
            var counters = http.get(Routes.COUNTERS).text();
            // What clients cause is rounded; what the log does is not caused by them.
            counters.lines()
                    .filter(line -> !line.matches("(log|witnesses|cosigned)-.*"))
                    .forEach(line -> assertTrue(line.matches("[a-z-]+ ([0-9]*0)"), line));
            assertTrue(counters.contains("log-waiting 0\n"));
        }
    }

    @Test
    void aKilledDatabaseComesBackAndAStoppedOneIs503() throws Exception {
        var home = TestPostgres.freshHome();
        var postgres = TestPostgres.own(home);
        var store = Store.open(postgres.database(), TickSettings.every(Duration.ofMillis(10)), CLOCK);
        try (var alone = Server.over(store, founding.config(home, 10), CLOCK);
                var http = RawHttp.to(alone.publicUri().getPort());
                var operator = RawHttp.to(alone.operatorUri().getPort())) {
            new PublishClient(alone.teamUri()).publish(founding.publication());
            var before = FRAMES.request(Founding.EPOCH);
            var frame = FRAMES.request(Founding.EPOCH);
            assertEquals(200, http.post(Routes.REQUEST, before).reply().status());
            var killed = postgres.handle().orElseThrow();
            killed.destroyForcibly();
            killed.onExit().join();
            new IntakeClient(alone.publicUri()).requestUntilTaken(frame, 20, Duration.ofMillis(100));
            var ids = idsOf(new TeamClient(alone.teamUri(), founding.desk(1), CLOCK));
            assertEquals(
                    Set.of(
                            RequestEnvelope.parse(before).id(),
                            RequestEnvelope.parse(frame).id()),
                    new HashSet<>(ids));
            assertEquals(2, ids.size());
            assertNotEquals(killed.pid(), postgres.handle().orElseThrow().pid());
            postgres.close();
            var refused = http.post(Routes.REQUEST, frame).reply();
            assertEquals(503, refused.status());
            assertEquals("refused\n", refused.text());
            awaitHealth(operator, "database\n");
        } finally {
            postgres.close();
            TestPostgres.deleteAll(home);
        }
    }

    private static void awaitHealth(RawHttp operator, String word) throws Exception {
        while (!operator.get(Routes.HEALTH).text().equals(word)) {
            Thread.sleep(100);
        }
    }

    private static byte[] call(String path, DeskSigner desk, byte[] payload) {
        return TeamCall.frame(path, desk.epoch(), desk.publicKey(), Instant.now(), FRAMES.bytes(16), payload, desk);
    }

    private static void problem(Problem expected, Runnable call) {
        assertEquals(expected, assertThrows(ProblemException.class, call::run).problem());
    }

    private static void refused(int status, String path, byte[] body) throws IOException {
        try (var http = RawHttp.to(server.publicUri().getPort())) {
            var reply = http.post(path, body).reply();
            assertEquals(status, reply.status());
            assertEquals("refused\n", reply.text());
            // The connection is still good for the next request.
            assertEquals(200, http.get(Routes.NOTES).status());
        }
    }

    private static int status(String path, byte[] body) throws IOException {
        try (var http = RawHttp.to(server.publicUri().getPort())) {
            return http.post(path, body).reply().status();
        }
    }

    private static Set<UUID> storedIds() {
        return new HashSet<>(allIds());
    }

    private static List<UUID> allIds() {
        return idsOf(team);
    }

    private static List<UUID> idsOf(TeamClient desk) {
        var ids = new ArrayList<UUID>();
        for (var day : desk.days()) {
            var ordinal = 0;
            var after = new UUID(0, 0);
            List<org.postern.api.TeamAnswer.Stored> page;
            do {
                var cursor = ByteBuffer.allocate(16)
                        .putLong(after.getMostSignificantBits())
                        .putLong(after.getLeastSignificantBits());
                page = desk.requests(day.day(), ordinal, cursor.array(), Limits.REQUESTS_MAX);
                for (var stored : page) {
                    after = RequestEnvelope.parse(stored.frame()).id();
                    ordinal = stored.ordinal();
                    ids.add(after);
                }
            } while (page.size() == Limits.REQUESTS_MAX);
        }
        return ids;
    }
}

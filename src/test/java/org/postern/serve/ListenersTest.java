package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;

/// The listeners alone, with places of the test's own behind them: bounds, headers, refusals, deadlines.
@Timeout(60) // a server that does not close would hang the whole run
final class ListenersTest {
    private static final Bounds SHORT = new Bounds(1, 2, 1, 64, 8, 64, 2);
    private static final CountDownLatch OPEN_THE_GATE = new CountDownLatch(1);
    private static final Counters COUNTERS = new Counters();

    @TempDir
    static Path folder;

    private static Listeners listeners;
    private static Path socket;
    private LogCapture log;

    @BeforeAll
    static void listen() {
        Quiet.silence();
        socket = folder.resolve("team.sock");
        listeners = new Listeners(
                config(Listen.anyLoopbackPort(), new Listen.Unix(socket)),
                COUNTERS,
                Map.of("/health", Place.get(asked -> Answer.text(200, "ok\n"))),
                Map.of(
                        "/", Place.get(asked -> Answer.text(200, "page\n")),
                        "/take", Place.post(100, asked -> Answer.bytes(asked.body())),
                        "/large", Place.get(asked -> Answer.bytes(new byte[32 << 20])),
                        "/broken",
                                Place.get(asked -> {
                                    throw new IllegalStateException("secret-of-the-place");
                                })),
                Map.of("/wait", Place.get(asked -> {
                    await(OPEN_THE_GATE);
                    return Answer.OK;
                })));
    }

    static ServeConfig config(Listen open, Listen team) {
        return new ServeConfig(
                Listen.anyLoopbackPort(),
                open,
                team,
                Path.of("root.note"),
                ServeConfig.Log.of(Path.of("log.key")),
                ServeConfig.LEAVE_URL_DEFAULT,
                false,
                Path.of("data"),
                Optional.empty(),
                10,
                SHORT);
    }

    @AfterAll
    static void stop() {
        OPEN_THE_GATE.countDown();
        listeners.close();
        assertFalse(Files.exists(socket), "the socket's file goes with the server");
    }

    @BeforeEach
    void capture() {
        log = new LogCapture();
    }

    @AfterEach
    void nothingWasLogged() {
        log.close();
        assertEquals(List.of(), log.lines());
    }

    @Test
    void everyAnswerCarriesTheSameSecurityHeaders() throws IOException {
        var expected = """
                content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
                worker-src 'none'; child-src 'none'; frame-src 'none'; require-trusted-types-for 'script'; \
                trusted-types 'none'
                integrity-policy: blocked-destinations=(script)
                cross-origin-opener-policy: same-origin
                cross-origin-embedder-policy: require-corp
                cross-origin-resource-policy: same-origin
                origin-agent-cluster: ?1
                referrer-policy: no-referrer
                x-content-type-options: nosniff
                x-frame-options: DENY
                cache-control: no-store
                x-dns-prefetch-control: off
                permissions-policy: accelerometer=(), autoplay=(), camera=(), \
                clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
                local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), \
                screen-wake-lock=(), serial=(), storage-access=(), usb=(), xr-spatial-tracking=()
                """;
        var seen = new TreeSet<Integer>();
        for (var ask : List.of(
                "GET / HTTP/1.1\r\nHost: test\r\n\r\n",
                "POST /take HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\nx",
                "GET /nowhere HTTP/1.1\r\nHost: test\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: test\r\n\r\n",
                "POST /take HTTP/1.1\r\nHost: test\r\nContent-Length: 101\r\n\r\n" + "x".repeat(101),
                "POST /take HTTP/1.1\r\nHost: test\r\nContent-Length: 999999\r\n\r\n",
                "POST /take HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + "x".repeat(0x65)
                        + "\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX: " + "x".repeat(9_000) + "\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
                "GET /broken HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /" + "x".repeat(2_000) + " HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: test\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nBroken Header\r\n\r\n",
                "POST /take HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /take HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nContent-Encoding: gzip\r\n\r\nx",
                "nonsense\r\n\r\n")) {
            try (var http = RawHttp.to(listeners.publicPort())) {
                var reply = http.send(ask).reply();
                seen.add(reply.status());
                var policies = new TreeSet<String>();
                reply.headers().forEach((name, value) -> policies.add(name + ": " + value));
                policies.removeIf(line -> line.startsWith("content-type: ")
                        || line.startsWith("content-length: ")
                        || line.startsWith("connection: ")
                        || line.startsWith("allow: "));
                assertEquals(
                        new TreeSet<>(expected.lines().toList()),
                        policies,
                        () -> ask.lines().findFirst().orElseThrow());
                if (reply.status() != 200) {
                    assertEquals(
                            "refused\n",
                            reply.text(),
                            () -> ask.lines().findFirst().orElseThrow());
                    assertEquals("text/plain; charset=utf-8", reply.headers().get("content-type"));
                }
            }
        }
        assertEquals(new TreeSet<>(List.of(200, 400, 404, 405, 413, 431, 500)), seen);
    }

    @Test
    void onlyBehindTlsItAsksForTls() {
        var plain = io.helidon.http.ServerResponseHeaders.create();
        new SecurityHeaders(false).putOn(plain);
        assertFalse(plain.toString().contains("upgrade-insecure-requests"));
        assertFalse(plain.toString().contains("Strict-Transport-Security"));
        var behindTls = io.helidon.http.ServerResponseHeaders.create();
        new SecurityHeaders(true).putOn(behindTls);
        assertTrue(behindTls.toString().contains("upgrade-insecure-requests"));
        assertTrue(behindTls.toString().contains("max-age=63072000; includeSubDomains; preload"));
    }

    @Test
    void hugeHeadersAre431AndSmallOnesAreNot() throws IOException {
        for (var size : new int[] {7_000, 9_000, 30_000, 40_000, 200_000}) {
            try (var http = RawHttp.to(listeners.publicPort())) {
                var reply = http.send("GET / HTTP/1.1\r\nHost: test\r\nX: " + "x".repeat(size) + "\r\n\r\n")
                        .reply();
                assertEquals(size < 8_000 ? 200 : 431, reply.status(), size + " bytes");
            }
        }
    }

    @Test
    void closesAHalfSentHeaderWithoutAnAnswer() throws IOException {
        try (var http = RawHttp.to(listeners.publicPort())) {
            assertEquals(0, http.send("POST /take HTTP/1.1\r\nHost: te").bytesUntilClosed());
        }
    }

    @Test
    void closesAHalfSentRequestLineWithoutAnAnswer() throws IOException {
        try (var http = RawHttp.to(listeners.publicPort())) {
            assertEquals(0, http.send("POST /ta").bytesUntilClosed());
        }
    }

    @Test
    void closesAConnectionThatSaysNothing() throws IOException {
        try (var http = RawHttp.to(listeners.publicPort())) {
            assertEquals(0, http.bytesUntilClosed());
        }
    }

    @Test
    void closesAHalfSentBodyWithoutAnAnswer() throws IOException {
        try (var http = RawHttp.to(listeners.publicPort())) {
            http.send("POST /take HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nhalf of it");
            assertEquals(0, http.bytesUntilClosed());
        }
    }

    @Test
    void closesATrickledBodyWithoutAnAnswer() throws Exception {
        try (var http = RawHttp.to(listeners.publicPort())) {
            http.send("POST /take HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n");
            var trickle = Thread.ofVirtual().start(() -> {
                try {
                    for (var i = 0; i < 100; i++) {
                        http.send("x");
                        Thread.sleep(200);
                    }
                } catch (InterruptedException | RuntimeException over) {
                    // The server closed; that is what the test waits for.
                }
            });
            assertEquals(0, http.bytesUntilClosed());
            trickle.interrupt();
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        try (var http = RawHttp.to(listeners.publicPort())) {
            http.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n");
            Thread.sleep(2_500);
            assertTrue(http.bytesUntilClosed() < 32 << 20);
        }
    }

    @Test
    void anAnswerThatTakesLongIsNotCutOff() throws Exception {
        try (var http = RawHttp.to(UnixDomainSocketAddress.of(socket))) {
            http.send("GET /wait HTTP/1.1\r\nHost: test\r\n\r\n");
            Thread.sleep(2_500);
            OPEN_THE_GATE.countDown();
            assertEquals(200, http.reply().status());
        }
    }

    @Test
    void theSocketFileIsForOwnerAndGroup() throws IOException {
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    @Test
    void refusesASocketThatIsInUseAndTakesOverAStaleOne() throws Exception {
        var inUse = config(Listen.anyLoopbackPort(), new Listen.Unix(socket));
        assertThrows(StartException.class, () -> new Listeners(inUse, COUNTERS, Map.of(), Map.of(), Map.of()));
        var stale = folder.resolve("stale.sock");
        try (var dead = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        var takeOver = config(Listen.anyLoopbackPort(), new Listen.Unix(stale));
        try (var second = new Listeners(takeOver, COUNTERS, Map.of(), Map.of(), Map.of());
                var http = RawHttp.to(UnixDomainSocketAddress.of(stale))) {
            assertEquals(404, http.get("/").status());
            assertEquals(-1, second.teamPort());
        }
    }

    @Test
    void onlyTheOperatorSeesHealth() throws IOException {
        try (var operator = RawHttp.to(listeners.operatorPort());
                var open = RawHttp.to(listeners.publicPort())) {
            assertEquals("ok\n", operator.get("/health").text());
            assertEquals(404, open.get("/health").status());
            assertEquals(404, operator.get("/").status());
        }
    }

    @Test
    void aConnectionServesManyRequestsUntilTheClientSaysClose() throws IOException {
        try (var http = RawHttp.to(listeners.publicPort())) {
            for (var i = 0; i < 3; i++) {
                assertArrayEquals(
                        new byte[] {1, 2, 3},
                        http.post("/take", new byte[] {1, 2, 3}).reply().body());
            }
            assertEquals(404, http.get("/no").status());
            assertEquals(200, http.get("/").status());
            http.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
            assertEquals("close", http.reply().headers().get("connection"));
            assertEquals(0, http.bytesUntilClosed());
        }
    }

    @Test
    void theAnswerToHeadHasNoBody() throws IOException {
        try (var http = RawHttp.to(listeners.publicPort())) {
            var reply = http.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n").reply();
            assertEquals(200, reply.status());
            assertEquals(0, reply.body().length);
            assertEquals(
                    405,
                    http.send("HEAD /take HTTP/1.1\r\nHost: test\r\n\r\n")
                            .reply()
                            .status());
            assertEquals(
                    "GET, HEAD",
                    http.send("PUT / HTTP/1.1\r\nHost: test\r\n\r\n")
                            .reply()
                            .headers()
                            .get("allow"));
            assertEquals(200, http.get("/").status());
        }
    }

    @Test
    void moreRequestsThanTheBoundAre503() throws Exception {
        var gate = new CountDownLatch(1);
        var arrived = new CountDownLatch(SHORT.teamRequests());
        try (var busy = new Listeners(
                config(Listen.anyLoopbackPort(), Listen.anyLoopbackPort()),
                COUNTERS,
                Map.of(),
                Map.of(),
                Map.of("/wait", Place.get(asked -> {
                    arrived.countDown();
                    await(gate);
                    return Answer.OK;
                })))) {
            var waiting = new ArrayList<RawHttp>();
            for (var i = 0; i < SHORT.teamRequests(); i++) {
                waiting.add(RawHttp.to(busy.teamPort()).send("GET /wait HTTP/1.1\r\nHost: test\r\n\r\n"));
            }
            // One more before these hold every permit could take the permit of one of them.
            arrived.await();
            try (var more = RawHttp.to(busy.teamPort())) {
                assertEquals(503, more.get("/nowhere").status());
            }
            gate.countDown();
            for (var http : waiting) {
                assertEquals(200, http.reply().status());
                http.close();
            }
        }
    }

    @Test
    void helidonsLoggersAreOff() {
        assertEquals(Level.OFF, Logger.getLogger("io.helidon").getLevel());
        assertFalse(
                Logger.getLogger("io.helidon.webserver.http1.Http1Connection").isLoggable(Level.SEVERE));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}

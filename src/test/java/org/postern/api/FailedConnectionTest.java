package org.postern.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.Year;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.envelope.Limits;
import org.postern.manifest.Hash;
import org.postern.terminal.TrustOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// A connection that fails says why, each cause with its own sentence, and `--ca` is believed instead of Java's list.
final class FailedConnectionTest {
    @TempDir
    private Path folder;

    private SSLContext before;

    @BeforeEach
    void rememberWhomJavaBelieves() throws Exception {
        before = SSLContext.getDefault();
    }

    @AfterEach
    void believeWhomJavaBelieves() {
        SSLContext.setDefault(before);
    }

    @Test
    void aNameThatNobodyHasAndAPortThatNobodyListensAtAreTwoSentences() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertEquals(
                Problem.NO_HOST,
                failure(URI.create("http://no-such-computer.invalid")).problem());
        assertEquals(
                Problem.NOBODY_THERE,
                failure(URI.create("http://127.0.0.1:" + closed)).problem());
        assertEquals(Problem.NO_ANSWER, Problem.ofFailure(new HttpTimeoutException("request timed out")));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsBelievedOnlyWithItsFile() throws Exception {
        try (var service = service("ip:127.0.0.1", "-0d")) {
            assertEquals(Problem.NOT_TRUSTED, failure(service.address()).problem());
            believeOnly(service.authority());
            assertEquals("ok", new String(new Exchange(service.address()).get("/", 10), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aCertificateForAnotherNameSaysThatItIsTheName() throws Exception {
        try (var service = service("dns:other.example", "-0d")) {
            believeOnly(service.authority());
            assertEquals(Problem.CERTIFICATE_NAME, failure(service.address()).problem());
        }
    }

    @Test
    void aCertificateThatIsOverSaysTheDateThatThisComputerBelieves() throws Exception {
        try (var service = service("ip:127.0.0.1", "-30d")) {
            believeOnly(service.authority());
            var failure = failure(service.address());
            assertEquals(Problem.CERTIFICATE_DATE, failure.problem());
            assertTrue(
                    failure.getMessage().contains(" " + Year.now(ZoneId.systemDefault()) + ", "), failure.getMessage());
        }
    }

    @Test
    void httpsToAPlainPortSaysThatItIsNotHttps() throws IOException {
        assertEquals(
                Problem.NO_TLS,
                failure(plain("HTTP/1.1 400 Bad Request"), "https").problem());
    }

    @Test
    void aProxyAndAClockAreNotTakenForTheDesk() throws IOException {
        assertEquals(
                Problem.PROXY,
                failure(plain("HTTP/1.1 407 Proxy Authentication Required"), "http")
                        .problem());
        var clock =
                failure(plain("HTTP/1.1 401 Unauthorized\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT", "refused\n"), "http");
        assertEquals(Problem.CLOCKS_DIFFER, clock.problem());
        assertTrue(clock.getMessage().contains(" " + Year.now(ZoneId.systemDefault()) + ", "), clock.getMessage());
        assertEquals(
                Problem.NOT_SIGNED_IN,
                failure(plain("HTTP/1.1 401 Unauthorized", "refused\n"), "http").problem());
    }

    @Test
    void the200OfAnotherProgramIsNoAcknowledgementOfAnything() throws IOException {
        var page = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
        for (var said : List.of("Welcome to our network. Please sign in.", "ok\nx", "", "ok\n")) {
            for (var sends : List.<Consumer<URI>>of(
                    at -> new IntakeClient(at).request(new byte[8]),
                    at -> new IntakeClient(at).erase(new byte[32], new byte[32]),
                    at -> new PublishClient(at).publish(new byte[8]),
                    at -> new CeremonyClient(at).post(new byte[8]),
                    at -> team(at).reply(new byte[Limits.REPLY_BYTES]),
                    at -> team(at).deposit(new byte[8]),
                    at -> team(at).move(new byte[8]),
                    at -> team(at).drawn(Hash.NONE, new byte[8]))) {
                var address = URI.create("http://127.0.0.1:" + plain(page, said));
                var failure = assertThrows(ProblemException.class, () -> sends.accept(address));
                assertEquals(Problem.STRANGE_ANSWER, failure.problem());
                assertTrue(failure.isUnsure(), "it may have arrived before something else answered");
                assertTrue(failure.problem().passes(), "the same bytes may be sent again");
            }
        }
        assertEquals(
                Problem.STRANGE_ANSWER,
                failure(plain("HTTP/1.1 302 Found\r\nLocation: /"), "http").problem());
        assertEquals(
                Problem.STRANGE_ANSWER,
                failure(plain("HTTP/1.1 204 No Content"), "http").problem());
        for (var refusal : List.of("400 Bad", "401 Who", "404 No", "409 Taken", "410 Gone", "422 Un", "429 Many")) {
            assertEquals(
                    Problem.STRANGE_ANSWER,
                    failure(plain("HTTP/1.1 " + refusal, "<h1>Welcome</h1>"), "http")
                            .problem());
        }
    }

    @Test
    void anAnswerThatComesByteByByteEndsWithTheLimitOfTheWhole() throws IOException {
        var drips = URI.create("http://127.0.0.1:" + dripping());
        var failure =
                assertThrows(ProblemException.class, () -> new Exchange(drips, Duration.ofSeconds(2)).get("/", 1_000));
        assertEquals(Problem.NO_ANSWER, failure.problem());
    }

    @Test
    void aServerThatLetsAPersonWaitIsSpokenOf() throws IOException {
        var drips = URI.create("http://127.0.0.1:" + dripping());
        var said = new ArrayList<String>();
        assertThrows(
                ProblemException.class,
                () -> Patience.saying(said::add, () -> new Exchange(drips, Duration.ofSeconds(12)).get("/", 1_000)));
        assertEquals(List.of("The server has not answered yet. It is waited for; that can take some minutes."), said);
    }

    @Test
    void everySentenceIsADifferentOne() {
        var words = Arrays.stream(Problem.values()).map(Problem::words).toList();
        assertEquals(words.size(), words.stream().distinct().count());
    }

    @Test
    void aFileAfterCaThatIsNoneIsRefusedInOneSentence() throws IOException {
        var none = folder.resolve("none.pem");
        assertEquals(List.of("The file after --ca can't be read."), refused(none));
        Files.writeString(none, "not a certificate\n");
        assertEquals(List.of("The file after --ca holds no certificate. It must be one in PEM form."), refused(none));
    }

    private static TeamClient team(URI at) {
        var desk = new DeskSigner() {
            @Override
            public int epoch() {
                return 1;
            }

            @Override
            public byte[] publicKey() {
                return new byte[32];
            }

            @Override
            public byte[] sign(String context, byte[] message) {
                return new byte[64];
            }
        };
        return new TeamClient(at, desk, InstantSource.system());
    }

    private static List<String> refused(Path file) {
        var refusal = assertThrows(
                CommandLine.ParameterException.class,
                () -> new CommandLine(new Door()).parseArgs("--ca", file.toString()));
        assertFalse(refusal.getMessage().isBlank());
        return refusal.getMessage().lines().toList();
    }

    private static void believeOnly(Path certificate) {
        new CommandLine(new Door()).parseArgs("--ca", certificate.toString());
    }

    private static ProblemException failure(URI address) {
        return assertThrows(ProblemException.class, () -> new Exchange(address).get("/", 10));
    }

    private static ProblemException failure(int port, String scheme) {
        return failure(URI.create(scheme + "://127.0.0.1:" + port));
    }

    private TlsService service(String names, String begins) throws Exception {
        return new TlsService(folder, names, begins, exchange -> {
            exchange.sendResponseHeaders(200, 2);
            try (var body = exchange.getResponseBody()) {
                body.write("ok".getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    /// Answers one connection with this head, whatever was asked.
    private static int plain(String head) throws IOException {
        return plain(head, "");
    }

    private static int plain(String head, String body) throws IOException {
        var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (socket;
                    var connection = socket.accept()) {
                connection.getInputStream().readNBytes(16);
                connection
                        .getOutputStream()
                        .write((head + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                connection.shutdownOutput();
                connection.getInputStream().skipNBytes(Long.MAX_VALUE);
            } catch (IOException over) {
                // The other side has read what it wanted.
            }
        });
        return socket.getLocalPort();
    }

    /// A body that goes on for as long as somebody listens.
    private static int dripping() throws IOException {
        var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (socket;
                    var connection = socket.accept()) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                for (int sent = 0; sent < 1_000; sent++) {
                    connection.getOutputStream().write('x');
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException over) {
                // Nobody listens any more.
            }
        });
        return socket.getLocalPort();
    }

    @Command(name = "door")
    private static final class Door {
        @Mixin
        @SuppressWarnings("unused") // picocli sets it
        private TrustOption trust;
    }
}

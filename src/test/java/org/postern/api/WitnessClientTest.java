package org.postern.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.tlog.LogSigner;
import org.postern.tlog.MerkleTree;
import org.postern.tlog.TreeHash;

/// A witness that answers strangely. What it answers properly is tested with a real one, in `witness`.
final class WitnessClientTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final String LINE = "\u2014 w AAAAAAA=\n";

    /// Sends an answer byte by byte.
    @FunctionalInterface
    private interface Talk {
        void talk(OutputStream out) throws IOException, InterruptedException;
    }

    private static String http(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /// Asks a witness that says this to every request.
    ///
    /// @return how often it was asked, if the client took an answer
    private static int asked(Duration within, Talk talk) throws IOException {
        var asked = new AtomicInteger();
        try (var listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                var log = new LogSigner("log.example/1", SecretBytes.random(new SeededRandomness(1), 32))) {
            Thread.ofVirtual().start(() -> answerAll(listener, talk, asked));
            var tree = MerkleTree.of(List.of(TreeHash.leaf(new byte[] {1}), TreeHash.leaf(new byte[] {2})));
            var uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/some/prefix");
            new WitnessClient(uri, within).cosign(tree, log.sign(tree));
        }
        return asked.get();
    }

    private static void answerAll(ServerSocket listener, Talk talk, AtomicInteger asked) {
        while (!listener.isClosed()) {
            try (var socket = listener.accept()) {
                readRequest(socket.getInputStream());
                asked.incrementAndGet();
                talk.talk(socket.getOutputStream());
            } catch (SocketException closed) {
                // By the client, or because the test is over.
            } catch (IOException | InterruptedException failure) {
                throw new AssertionError(failure);
            }
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertEquals("POST /some/prefix/add-checkpoint HTTP/1.1", head.substring(0, head.indexOf("\r\n")));
        var length = head.toString()
                .lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .findFirst()
                .orElseThrow();
        in.readNBytes(Integer.parseInt(length.substring("Content-Length: ".length())));
    }

    private static Problem problem(String answer) {
        return assertThrows(
                        ProblemException.class,
                        () -> asked(WITHIN, out -> out.write(answer.getBytes(StandardCharsets.UTF_8))),
                        answer)
                .problem();
    }

    @Test
    void takesOneToSixteenLines() throws IOException {
        for (var count : new int[] {1, 16}) {
            var answer = http("200 OK", LINE.repeat(count)).getBytes(StandardCharsets.UTF_8);
            assertEquals(1, asked(WITHIN, out -> out.write(answer)));
        }
    }

    @Test
    void refusesAnswersOfAnotherForm() {
        for (var body : List.of("", "\n", LINE.strip(), LINE.repeat(17), LINE + "\n", "x\n", LINE.replace('w', ' '))) {
            assertEquals(Problem.STRANGE_ANSWER, problem(http("200 OK", body)));
        }
        for (var size : List.of("", "\n", "2", "02\n", "-1\n", "2\n\n", "2 \n", "9223372036854775808\n", "x\n")) {
            assertEquals(Problem.STRANGE_ANSWER, problem(http("409 Conflict", size)));
        }
    }

    @Test
    void followsOneConflictAndNoSecondOne() {
        assertEquals(Problem.TAKEN, problem(http("409 Conflict", "1\n")));
        assertEquals(Problem.TAKEN, problem(http("409 Conflict", "3\n")));
    }

    @Test
    void namesWhatTheWitnessDidNotLike() {
        assertEquals(Problem.NOT_VERIFIED, problem(http("403 Forbidden", "")));
        assertEquals(Problem.NOT_VERIFIED, problem(http("422 Unprocessable Entity", "")));
        assertEquals(Problem.NOT_UNDERSTOOD, problem(http("404 Not Found", "")));
        assertEquals(Problem.NOT_NOW, problem(http("503 Service Unavailable", "")));
        assertEquals(Problem.STRANGE_ANSWER, problem(http("302 Found", "")));
    }

    @Test
    void readsNoEndlessAnswer() {
        assertEquals(Problem.NOT_REACHED, problem(http("200 OK", LINE.repeat(10_000))));
    }

    @Test
    void waitsNoLongerThanItWasToldForTheLastByte() {
        var dripping = assertThrows(
                ProblemException.class,
                () -> asked(Duration.ofSeconds(2), out -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 16000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(50);
                    }
                }));
        assertEquals(Problem.NO_ANSWER, dripping.problem());
    }

    @Test
    void takesOnlyAddresses() {
        for (var address : List.of("witness.example", "ftp://witness.example", "http:///x")) {
            assertThrows(IllegalArgumentException.class, () -> new WitnessClient(URI.create(address), WITHIN));
        }
    }
}

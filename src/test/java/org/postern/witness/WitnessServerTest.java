package org.postern.witness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.WitnessClient;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.tlog.AddCheckpoint;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.Cosignature;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogSigner;
import org.postern.tlog.MerkleTree;
import org.postern.tlog.TreeHash;

final class WitnessServerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final SeededRandomness randomness = new SeededRandomness(51);
    private final LogSigner log = new LogSigner("log.example/1", SecretBytes.random(randomness, 32));
    private final byte[] seed = randomness.bytes(32);
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private CosignatureSigner signer;
    private Witness witness;
    private WitnessServer server;

    @BeforeEach
    void start() {
        signer = new CosignatureSigner("witness.example/w1", SecretBytes.copyOf(seed));
        witness = new Witness(
                signer, folder.resolve("state"), List.of(log.verifierKey()), Clock.fixed(NOW, ZoneOffset.UTC));
        server = new WitnessServer(
                witness,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new WitnessServer.Bounds(Duration.ofSeconds(2), Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        server.close();
        witness.close();
        signer.close();
    }

    private void restart() {
        stop();
        start();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private WitnessClient client() {
        return new WitnessClient(uri(), WITHIN);
    }

    /// A log of so many entries; one of another story differs in its third entry.
    private static MerkleTree tree(int size, String story) {
        return MerkleTree.of(IntStream.range(0, size)
                .mapToObj(i -> TreeHash.leaf((i == 2 ? story : "entry " + i).getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    private static MerkleTree tree(int size) {
        return tree(size, "entry 2");
    }

    private AddCheckpoint submission(int oldSize, MerkleTree tree) {
        return new AddCheckpoint(oldSize, tree.consistency(oldSize, tree.size()), log.sign(tree));
    }

    private HttpResponse<byte[]> post(byte[] body) {
        return send(HttpRequest.newBuilder(uri().resolve("/add-checkpoint"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpResponse<byte[]> post(AddCheckpoint submission) {
        return post(submission.bytes());
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError("no answer", failure);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private void assertCosigned(SignedNote checkpoint, List<SignatureLine> lines) {
        var cosigned = checkpoint;
        for (var line : lines) {
            cosigned = cosigned.with(line);
        }
        var found = Cosignature.of(cosigned, List.of(signer.verifierKey()));
        assertEquals(List.of(NOW), found.stream().map(Cosignature::time).toList());
    }

    private long seenSize() {
        var answer =
                send(HttpRequest.newBuilder(uri().resolve("/" + Checkpoint.originHash("log.example/1") + "/checkpoint"))
                        .build());
        return answer.statusCode() == 404
                ? 0
                : Checkpoint.claimedBy(SignedNote.parse(answer.body())).size();
    }

    private static Problem problem(Runnable call) {
        return assertThrows(ProblemException.class, call::run).problem();
    }

    @Test
    void cosignsALogThatGrowsAndServesItsNewestCheckpoint() {
        var client = client();
        assertEquals(0, seenSize());
        for (var size : new int[] {0, 1, 1, 2, 7, 8, 300}) {
            var checkpoint = log.sign(tree(size));
            assertCosigned(checkpoint, client.cosign(tree(size), checkpoint));
            assertEquals(size, seenSize());
        }
    }

    @Test
    void answersAsTheSpecificationSays() {
        var first = post(submission(0, tree(3)));
        assertEquals(200, first.statusCode());
        assertTrue(text(first).startsWith("\u2014 witness.example/w1 "));
        assertTrue(text(first).endsWith("\n"));
        // The log has seen 3 already: it says so, in decimal.
        var conflict = post(submission(0, tree(5)));
        assertEquals(409, conflict.statusCode());
        assertEquals(
                "text/x.tlog.size",
                conflict.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("3\n", text(conflict));
        assertEquals(409, post(submission(2, tree(5))).statusCode());
        assertEquals(200, post(submission(3, tree(5))).statusCode());
        // The same size again, with the same root.
        assertEquals(200, post(submission(5, tree(5))).statusCode());
    }

    @Test
    void refusesAFork() {
        assertEquals(200, post(submission(0, tree(5))).statusCode());
        assertEquals(422, post(submission(5, tree(9, "another story"))).statusCode());
        assertEquals(422, post(submission(5, tree(5, "another story"))).statusCode());
        var proofForNothing = new AddCheckpoint(5, List.of(TreeHash.empty()), log.sign(tree(5)));
        assertEquals(422, post(proofForNothing).statusCode());
        assertEquals(
                422, post(new AddCheckpoint(5, List.of(), log.sign(tree(9)))).statusCode());
        assertEquals(
                Problem.NOT_VERIFIED, problem(() -> client().cosign(tree(9, "other"), log.sign(tree(9, "other")))));
        assertEquals(5, seenSize());
    }

    @Test
    void refusesARollback() {
        assertEquals(200, post(submission(0, tree(5))).statusCode());
        assertEquals(409, post(submission(0, tree(3))).statusCode());
        assertEquals(409, post(submission(3, tree(3))).statusCode());
        assertEquals(
                400, post(new AddCheckpoint(5, List.of(), log.sign(tree(3)))).statusCode());
        assertEquals(Problem.TAKEN, problem(() -> client().cosign(tree(3), log.sign(tree(3)))));
        assertEquals(5, seenSize());
    }

    @Test
    void refusesAProofFromNothingAndAnEmptyLogWithARoot() {
        var proof = new AddCheckpoint(0, List.of(TreeHash.empty()), log.sign(tree(3)));
        assertEquals(422, post(proof).statusCode());
        assertEquals(
                422,
                post(new AddCheckpoint(0, List.of(), log.sign(0, tree(3).root())))
                        .statusCode());
        assertEquals(0, seenSize());
    }

    @Test
    void knowsOnlyItsLogsAndTheirKeys() {
        try (var other = new LogSigner("log.example/2", SecretBytes.random(randomness, 32));
                var posing = new LogSigner("log.example/1", SecretBytes.random(randomness, 32))) {
            var checkpoint = other.sign(tree(3));
            assertEquals(404, post(new AddCheckpoint(0, List.of(), checkpoint)).statusCode());
            assertEquals(Problem.NOT_UNDERSTOOD, problem(() -> client().cosign(tree(3), checkpoint)));
            // The signature is looked at before anything else: a stranger learns no size.
            assertEquals(
                    403,
                    post(new AddCheckpoint(9, List.of(), posing.sign(tree(3)))).statusCode());
            assertEquals(Problem.NOT_VERIFIED, problem(() -> client().cosign(tree(3), posing.sign(tree(3)))));
            var signature = posing.sign(tree(3)).signatures().getFirst().signature();
            var claiming = posing.sign(tree(3)).with(SignatureLine.of(log.verifierKey(), signature));
            assertEquals(403, post(new AddCheckpoint(0, List.of(), claiming)).statusCode());
            // A stranger's line beside the log's own is ignored, and not kept.
            var both = log.sign(tree(3)).with(posing.sign(tree(3)).signatures().getFirst());
            assertEquals(200, post(new AddCheckpoint(0, List.of(), both)).statusCode());
            var kept = send(
                    HttpRequest.newBuilder(uri().resolve("/" + Checkpoint.originHash("log.example/1") + "/checkpoint"))
                            .build());
            var names = SignedNote.parse(kept.body()).signatures().stream()
                    .map(SignatureLine::name)
                    .toList();
            assertEquals(List.of("log.example/1", "witness.example/w1"), names);
        }
    }

    @Test
    void refusesWhatIsNoSubmission() {
        var good = new String(submission(0, tree(3)).bytes(), StandardCharsets.UTF_8);
        for (var bad : List.of("", "old 0\n", good.replace("old 0", "old 00"), good + "x", "old 0\n\nno note\n")) {
            var answer = post(bad.getBytes(StandardCharsets.UTF_8));
            assertEquals(400, answer.statusCode());
            assertEquals("refused\n", text(answer));
        }
        assertEquals(413, post(new byte[AddCheckpoint.BYTES_MAX + 1]).statusCode());
        var get = HttpRequest.newBuilder(uri().resolve("/add-checkpoint")).build();
        assertEquals(405, send(get).statusCode());
        for (var path : List.of("/", "/checkpoint", "//checkpoint", "/x/checkpoint", "/add-checkpoint/")) {
            assertEquals(
                    404,
                    send(HttpRequest.newBuilder(uri().resolve(uri() + path)).build())
                            .statusCode(),
                    path);
        }
    }

    @Test
    void ofManySubmissionsAtOnceOneWinsAndNothingIsRolledBack() throws Exception {
        assertEquals(200, post(submission(0, tree(4))).statusCode());
        var racers = new ArrayList<Callable<Integer>>();
        for (var size = 5; size <= 36; size++) {
            var body = submission(4, tree(size)).bytes();
            racers.add(() -> post(body).statusCode());
        }
        for (var size = 5; size <= 36; size++) {
            var body = submission(4, tree(size, "another story")).bytes();
            racers.add(() -> post(body).statusCode());
        }
        var statuses = new ArrayList<Integer>();
        // Fewer at once than the witness serves: it refuses more of them with 503.
        try (var threads = Executors.newFixedThreadPool(12)) {
            for (var answer : threads.invokeAll(racers)) {
                statuses.add(answer.get());
            }
        }
        assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses.toString());
        assertTrue(statuses.stream().allMatch(status -> List.of(200, 409, 422).contains(status)), statuses.toString());
        var seen = seenSize();
        assertTrue(seen >= 5 && seen <= 36);
        // Only the true story can go on.
        assertEquals(200, post(submission((int) seen, tree(50))).statusCode());
    }

    @Test
    void remembersAfterARestart() {
        assertEquals(200, post(submission(0, tree(5))).statusCode());
        restart();
        assertEquals(5, seenSize());
        assertEquals(422, post(submission(5, tree(9, "another story"))).statusCode());
        assertEquals(409, post(submission(0, tree(9))).statusCode());
        assertEquals(200, post(submission(5, tree(9))).statusCode());
    }

    @Test
    void whoNeverHeardTheAnswerGetsTheCosignatureByAskingAgain() throws IOException {
        var client = client();
        client.cosign(tree(3), log.sign(tree(3)));
        // Kept, and then the answer is lost.
        assertEquals(200, post(submission(3, tree(8))).statusCode());
        // A power cut while the next one was being written leaves its half beside the file.
        Files.writeString(beside(4_194_999), "half of it");
        restart();
        var again = log.sign(tree(8));
        assertCosigned(again, client().cosign(tree(8), again));
        assertCosigned(again, new WitnessClient(uri(), WITHIN).cosign(tree(8), again));
    }

    private Path beside(long process) {
        return folder.resolve("state")
                .resolve(Checkpoint.originHash("log.example/1") + ".checkpoint." + process + ".new");
    }

    @Test
    void cosignsNothingThatItCouldNotKeep() throws IOException {
        assertEquals(200, post(submission(0, tree(3))).statusCode());
        var beside = Files.createDirectory(beside(ProcessHandle.current().pid()));
        assertEquals(503, post(submission(3, tree(5))).statusCode());
        assertEquals(3, seenSize());
        Files.delete(beside);
        assertEquals(200, post(submission(3, tree(5))).statusCode());
    }

    @Test
    void refusesToStartOnADamagedOrSharedMemory() throws IOException {
        assertEquals(200, post(submission(0, tree(3))).statusCode());
        var logs = List.of(log.verifierKey());
        var state = folder.resolve("state");
        assertThrows(WitnessException.class, () -> new Witness(signer, state, logs, Clock.systemUTC()));
        server.close();
        witness.close();
        var file = state.resolve(Checkpoint.originHash("log.example/1") + ".checkpoint");
        var kept = Files.readAllBytes(file);
        Files.write(file, new byte[0]);
        assertThrows(WitnessException.class, () -> new Witness(signer, state, logs, Clock.systemUTC()));
        var strange = new String(kept, StandardCharsets.UTF_8).replaceFirst("log.example/1", "log.example/2");
        Files.writeString(file, strange);
        assertThrows(WitnessException.class, () -> new Witness(signer, state, logs, Clock.systemUTC()));
        Files.write(file, kept);
        start();
        assertArrayEquals(kept, Files.readAllBytes(file));
        assertEquals(3, seenSize());
    }

    @Test
    void takesEitherOfALogsTwoKeys() {
        stop();
        try (var second = new LogSigner("log.example/1", SecretBytes.random(randomness, 32))) {
            signer = new CosignatureSigner("witness.example/w1", SecretBytes.copyOf(seed));
            List<VerifierKey> keys = List.of(log.verifierKey(), second.verifierKey(), log.verifierKey());
            witness = new Witness(signer, folder.resolve("two"), keys, Clock.fixed(NOW, ZoneOffset.UTC));
            server = new WitnessServer(
                    witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WitnessServer.Bounds.USUAL);
            assertEquals(200, post(submission(0, tree(3))).statusCode());
            var next = new AddCheckpoint(3, tree(5).consistency(3, 5), second.sign(tree(5)));
            assertEquals(200, post(next).statusCode());
        }
    }

    @Test
    void endsRequestsThatNeverFinish() throws IOException {
        for (var half : List.of(
                "POST /add-checkpoint HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nhalf",
                "POST /add-checkpoint HTTP/1.1\r\nHost: t\r\nContent-Le",
                "POST /add-checkpoint HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                // Only the server can end this read.
                assertFalse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .startsWith("HTTP/1.1 200"));
            }
        }
        assertEquals(200, post(submission(0, tree(3))).statusCode());
    }

    @Test
    void refusesHeadersThatAreTooLarge() {
        var large = HttpRequest.newBuilder(uri().resolve("/add-checkpoint"))
                .header("X-Much", "x".repeat(9_000))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertEquals(431, send(large).statusCode());
    }
}

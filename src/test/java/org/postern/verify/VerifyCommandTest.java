package org.postern.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.keys.Founding;
import org.postern.keys.NextManifest;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.ServedFile;
import org.postern.manifest.SignedManifest;
import picocli.CommandLine;

final class VerifyCommandTest {
    private static final byte[] PAGE = "<!doctype html>".getBytes(StandardCharsets.US_ASCII);

    private final SeededRandomness randomness = new SeededRandomness(31);
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final Instant until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(7, ChronoUnit.DAYS);
    private HttpServer server;
    private Founding founding;
    private Founding.Founded founded;
    private String said = "";

    @TempDir
    private Path folder;

    @BeforeEach
    void serve() throws IOException {
        founding = Founding.draw("help.example", 3, randomness);
        founded = found();
        Files.write(folder.resolve("root.note"), founded.root().bytes());
        served.put("/", PAGE);
        served.put("/notes", founded.notes().bytes());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = served.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    private Founding.Founded found() {
        try (var seed = SecretBytes.random(randomness, 32);
                var preKey = HybridIdentity.fromSeed(seed);
                var epoch = EpochSeed.draw(1, randomness)) {
            var cards = List.of(new ResponderCard(1, preKey.recipient(), randomness.bytes(32), Optional.empty()));
            var file = epoch.seal(cards, randomness);
            return founding.found(
                    founding.root(2, LocalDate.parse("2999-01-01")),
                    epoch.card(file),
                    file,
                    cards,
                    0,
                    List.of(new ServedFile("/", Hash.of(PAGE))),
                    until);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        founding.close();
    }

    private int verify(String... more) {
        var out = new StringWriter();
        var line = new CommandLine(new VerifyCommand());
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        var arguments = new ArrayList<>(List.of(
                "--root",
                folder.resolve("root.note").toString(),
                "http://127.0.0.1:" + server.getAddress().getPort()));
        arguments.addAll(List.of(more));
        var code = line.execute(arguments.toArray(String[]::new));
        said = out.toString();
        return code;
    }

    private void alarms(String words, String... more) {
        assertEquals(1, verify(more), said);
        assertTrue(said.contains("ALARM  ") && said.contains(words), said);
    }

    /// A second manifest, signed like the first, that ends intake a little earlier.
    private byte[] nextManifest(int version) {
        var manifest = founded.notes().manifest().orElseThrow();
        var before = SignedManifest.verifyOpenOrClosed(founded.notes(), founded.pinned(), 0);
        var next = NextManifest.renewing(before, before.manifest().files(), until.minusSeconds(version));
        var text = next.text().replaceFirst("version 2", "version " + version);
        assertTrue(manifest.length > 0);
        return founding.sign(Manifest.parse(text), 2).bytes();
    }

    private void publish(byte[] manifest) {
        served.put("/notes", new Notes(List.of(founded.root().bytes()), Optional.of(manifest)).bytes());
    }

    @Test
    void findsAWholeServiceGoodAndSaysWhatItCannotExclude() {
        assertEquals(0, verify(), () -> said);
        assertTrue(said.contains("signed by at least 2 of 3 admins"), said);
        assertTrue(said.contains("a freeze can't be excluded"), said);
    }

    @Test
    void alarmsWhenAServedFileIsNotTheSignedOne() {
        served.put("/", "<!doctype html>!".getBytes(StandardCharsets.US_ASCII));
        alarms("is not the one that the admins signed");
        served.remove("/");
        alarms("can't be had");
    }

    @Test
    void alarmsForAnotherRoot() throws IOException {
        Files.writeString(folder.resolve("root.note"), "another root");
        alarms("do not belong to this service");
    }

    @Test
    void alarmsForATamperedManifest() {
        var text = new String(served.get("/notes"), StandardCharsets.UTF_8);
        served.put(
                "/notes",
                text.replaceFirst("version 1\nroot 1", "version 9\nroot 1").getBytes(StandardCharsets.UTF_8));
        alarms("A signature is wrong");
        served.put("/notes", "nonsense".getBytes(StandardCharsets.US_ASCII));
        alarms("can't be read");
    }

    @Test
    void remembersTheHighestVersionAndAlarmsForARollback() throws IOException {
        var seen = folder.resolve("seen").toString();
        publish(nextManifest(3));
        assertEquals(0, verify("--seen", seen), () -> said);
        publish(founded.manifest().bytes());
        alarms("older than ones already seen", "--seen", seen);
        assertTrue(Files.readString(Path.of(seen)).startsWith("3 "));
    }

    @Test
    void alarmsForTwoManifestsOfOneVersion() throws IOException {
        var seen = folder.resolve("seen").toString();
        assertEquals(0, verify("--seen", seen), () -> said);
        publish(nextManifest(1));
        alarms("two different manifests with version 1", "--seen", seen);
        publish(founded.manifest().bytes());
        assertEquals(0, verify("--seen", seen), () -> said);
        Files.writeString(Path.of(seen), "what is this");
        alarms("can't be read", "--seen", seen);
    }

    @Test
    void refusesWrongUseWithOneSentence() throws IOException {
        Files.delete(folder.resolve("root.note"));
        assertEquals(2, verify());
        assertTrue(said.startsWith("There is no file"), said);
    }
}

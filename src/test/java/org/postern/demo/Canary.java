package org.postern.demo;

import static org.postern.demo.CanaryTeam.utf8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postern.api.IntakeClient;
import org.postern.api.PublishClient;
import org.postern.api.TeamClient;
import org.postern.crypto.Randomness;
import org.postern.envelope.Limits;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.Mailbox;
import org.postern.message.NineWords;
import org.postern.message.Opener;
import org.postern.message.Reply;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;
import org.postern.store.TestPostgres;

/// Puts marked words, marked headers and a marked address through the whole path, asking, opening, answering and
/// reading, against a server in a process of its own; then looks for them in everything that the server has.
final class Canary {
    /// The requester's address: any of 127/8 is this machine, and this one is nobody else's.
    static final String ADDRESS = "127.91.82.73";

    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 30;

    private final Path home = TestPostgres.freshHome();
    private final Random random;
    private final Map<String, String> marks = new LinkedHashMap<>();
    private final int operatorPort;
    private final int publicPort;
    private final int teamPort;

    /// What was found, by place.
    ///
    /// @param data in the data folder, WAL and PostgreSQL's log included
    /// @param log in what the server printed
    /// @param heap in its live objects
    record Found(List<String> data, List<String> log, List<String> heap) {
        boolean nothing() {
            return data.isEmpty() && log.isEmpty() && heap.isEmpty();
        }
    }

    private Canary(long seed) throws IOException {
        random = new Random(seed);
        try (var one = free();
                var two = free();
                var three = free()) {
            operatorPort = one.getLocalPort();
            publicPort = two.getLocalPort();
            teamPort = three.getLocalPort();
        }
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /// Walks the path once.
    ///
    /// @param seed for the marks; printed by the caller
    /// @param leaking whether the server leaks on purpose: in its heap, its log and, in a sealed part, its database
    static Found walk(long seed, boolean leaking) throws IOException, InterruptedException {
        var canary = new Canary(seed);
        try {
            return canary.walk(leaking);
        } finally {
            TestPostgres.deleteAll(canary.home);
        }
    }

    private String mark(String where) {
        return marks.computeIfAbsent(where, name -> "zq%08x%08x".formatted(random.nextInt(), random.nextInt()));
    }

    private Found walk(boolean leaking) throws IOException, InterruptedException {
        var team = new CanaryTeam(Randomness.system(), InstantSource.system().instant());
        Files.write(home.resolve("root.note"), team.rootNote());
        Files.deleteIfExists(home.resolve("log.key"));
        team.writeLogKey(home.resolve("log.key"));
        var settings = home.resolve("postern.yaml");
        Files.writeString(settings, """
                listen:
                  operator: 127.0.0.1:%d
                  public: 127.0.0.1:%d
                  team: 127.0.0.1:%d
                root-note: root.note
                log-key: log.key
                data: data
                tick-millis: 50
                """.formatted(operatorPort, publicPort, teamPort));
        var log = home.resolve("server.log");
        var heap = home.resolve("heap.hprof");
        var server = start(settings, log, leaking ? Optional.of(mark("deliberate leak")) : Optional.empty());
        try {
            awaitHealth(server, log);
            talk(team, leaking);
            awaitNoConnections();
            dump(server, heap);
        } finally {
            server.destroy();
            if (!server.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        }
        marks.put("address", ADDRESS);
        var traces = new Traces(List.copyOf(marks.values()));
        return new Found(traces.in(home.resolve("data")), traces.in(log), traces.in(heap));
    }

    private static Process start(Path settings, Path log, Optional<String> leak) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CanaryServer.class.getName(),
                settings.toString()));
        leak.ifPresent(command::add);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private void awaitHealth(Process server, Path log) throws IOException, InterruptedException {
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < until) {
            try {
                var health = (HttpURLConnection) URI.create("http://127.0.0.1:" + operatorPort + "/health")
                        .toURL()
                        .openConnection();
                // Before the founding it says that keys are missing.
                if (health.getResponseCode() > 0) {
                    return;
                }
            } catch (IOException notYet) {
                if (!server.isAlive()) {
                    break;
                }
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the server did not start; it printed: " + Files.readString(log));
    }

    /// Everything that people do, with a mark in every place that could be written down.
    private void talk(CanaryTeam team, boolean leaking) throws IOException, InterruptedException {
        var site = URI.create("http://127.0.0.1:" + publicPort);
        var desks = URI.create("http://127.0.0.1:" + teamPort);
        new PublishClient(desks).publish(team.publication());
        try (var browser = HttpClient.newBuilder()
                        .localAddress(InetAddress.ofLiteral(ADDRESS))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var words = NineWords.draw(Randomness.system());
                var keys = RequesterKeys.derive(words, team.rootNote())) {
            marks.put("nine words", String.join(" ", words.words()));
            for (var path : List.of("/", "/postern.js", "/notes", "/" + mark("path"), "/?q=" + mark("query"))) {
                send(browser, HttpRequest.newBuilder(site.resolve(path)).GET());
            }
            post(browser, site.resolve("/v1/request"), utf8(mark("readable body")), 413);
            var readable = Arrays.copyOf(utf8(mark("readable body of the right size")), Limits.REQUEST_BYTES);
            post(browser, site.resolve("/v1/request"), readable, 400);

            var notes = new IntakeClient(site).notes();
            var manifest = VerifiedManifest.verify(notes, Hash.of(team.rootNote()), 0, InstantSource.system());
            var sealer = new Sealer(Randomness.system(), InstantSource.system());
            var draft = new Draft(
                    HelpRequest.Kind.FIRST,
                    Answers.of(Map.of("needs", List.of("housing", mark("need")))),
                    "Hello, " + mark("message"),
                    Answers.of(Map.of("contact_way", List.of("call"), "contact_value", List.of(mark("contact")))),
                    Set.of(Consent.Purpose.READ, Consent.Purpose.CONTACT),
                    Set.of());
            var request = sealer.request(draft, keys, manifest);
            post(browser, site.resolve("/v1/request"), request.frame(), 200);
            if (leaking) {
                // A sealed part may hold anything: this sender marked its ciphertext.
                var marked = sealer.request(draft, keys, manifest).frame().clone();
                var leak = utf8(mark("deliberate leak"));
                System.arraycopy(leak, 0, marked, marked.length - 1_000, leak.length);
                post(browser, site.resolve("/v1/request"), marked, 200);
            }
            answerAndRead(team, desks, site, keys, manifest, sealer);
            new IntakeClient(site).erase(keys.eraseKey(), keys.locator());
        }
    }

    private void answerAndRead(
            CanaryTeam team, URI desks, URI site, RequesterKeys keys, VerifiedManifest manifest, Sealer sealer) {
        var client = new TeamClient(desks, team.signer(), InstantSource.system());
        var day = client.days().getFirst();
        var stored = client.requests(day.day(), 0, new byte[Limits.ID_BYTES], Limits.REQUESTS_MAX);
        try (var epoch = team.epochIdentity();
                var opened = Opener.request(
                                RequestEnvelope.parse(stored.getFirst().frame()), epoch)
                        .orElseThrow()) {
            if (!opened.message().endsWith(mark("message")) && stored.size() == 1) {
                throw new IllegalStateException("what was opened is not what was written");
            }
            var reply = new Reply.Draft(Reply.State.IN_CONVERSATION, Optional.empty(), "Hello, " + mark("answer"));
            client.reply(sealer.reply(reply, opened, 0, Hash.NONE, team.desk()).frame());
        }
        var mailbox = Mailbox.open(new IntakeClient(site).mailbox(keys.locator(), 0), keys, manifest::rosterRoot);
        if (mailbox.replies().isEmpty() || !mailbox.replies().getFirst().text().endsWith(mark("answer"))) {
            throw new IllegalStateException("the answer did not come back");
        }
    }

    private void post(HttpClient browser, URI place, byte[] body, int expected)
            throws IOException, InterruptedException {
        int status = send(browser, HttpRequest.newBuilder(place).POST(BodyPublishers.ofByteArray(body)));
        if (status != expected) {
            throw new IllegalStateException("expected " + expected + " and got " + status);
        }
    }

    private int send(HttpClient browser, HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(
                        request.header("User-Agent", mark("user agent"))
                                .header("Referer", "http://127.0.0.1/" + mark("referer"))
                                .header("Cookie", "id=" + mark("cookie"))
                                .header("X-Forwarded-For", mark("forwarded for"))
                                .header("Forwarded", "for=" + mark("forwarded"))
                                .header("Accept-Language", mark("language"))
                                .header("X-" + mark("header name"), "1")
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    /// The browser is closed; the server still has to notice.
    private static void awaitNoConnections() throws InterruptedException {
        Thread.sleep(3_000);
    }

    private static void dump(Process server, Path heap) throws IOException, InterruptedException {
        var jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        "GC.heap_dump",
                        heap.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0 || !Files.exists(heap)) {
            throw new IllegalStateException("the heap could not be dumped: " + said);
        }
    }
}

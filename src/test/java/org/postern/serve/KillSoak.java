package org.postern.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.api.PublishClient;
import org.postern.api.TeamClient;
import org.postern.envelope.Limits;
import org.postern.envelope.RequestEnvelope;
import org.postern.store.TestPostgres;

/// Kills the server, then PostgreSQL, in the middle of load, again and again, and then counts: every request that was
/// acknowledged must be stored exactly once.
public final class KillSoak {
    private static final int CLIENTS = 8;
    private static final int TICK_MILLIS = 10;
    private static final Path PROGRAMS = Path.of("/var/tmp/postern-test-" + System.getProperty("user.name"));

    private final Path folder;
    private final Founding founding;
    private final long seed;
    private final Instant foundedAt;
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private volatile Child child;
    private volatile boolean over;

    private KillSoak(Path folder, long seed, Instant foundedAt) {
        this.folder = folder;
        this.seed = seed;
        this.foundedAt = foundedAt;
        founding = new Founding(seed, foundedAt);
    }

    /// What was counted.
    ///
    /// @param acknowledged how many requests got their `ok`
    /// @param lost acknowledged and not stored
    /// @param doubled stored more than once
    /// @param stored rows in all; may hold some whose `ok` was lost on the way
    record Counts(int acknowledged, int lost, int doubled, int stored) {
        boolean good() {
            return acknowledged > 0 && lost == 0 && doubled == 0;
        }
    }

    /// Runs, and ends with 1 on any loss.
    ///
    /// @param args `--rounds N`, and perhaps `--seed S`
    public static void main(String[] args) throws Exception {
        var options = List.of(args);
        var rounds = options.contains("--rounds") ? Integer.parseInt(options.get(options.indexOf("--rounds") + 1)) : 5;
        var seed = options.contains("--seed")
                ? Long.parseLong(options.get(options.indexOf("--seed") + 1))
                : System.nanoTime();
        System.exit(run(rounds, seed).good() ? 0 : 1);
    }

    static Counts run(int rounds, long seed) throws Exception {
        System.out.println("killing with seed " + seed);
        var folder = TestPostgres.freshHome();
        try {
            return new KillSoak(folder, seed, Instant.now()).soak(rounds);
        } finally {
            TestPostgres.deleteAll(folder);
        }
    }

    private Counts soak(int rounds) throws Exception {
        child = new Child();
        new PublishClient(URI.create("http://127.0.0.1:" + child.teamPort)).publish(founding.publication());
        var clients = new ArrayList<Thread>();
        for (var i = 0; i < CLIENTS; i++) {
            var clientSeed = seed + i + 1;
            clients.add(Thread.ofPlatform().start(() -> sendWithoutEnd(clientSeed)));
        }
        var random = new Random(seed);
        for (var round = 1; round <= rounds; round++) {
            Thread.sleep(500 + random.nextInt(1_500));
            child.kill();
            child = new Child();
            Thread.sleep(500 + random.nextInt(1_500));
            child.killPostgres();
            waitForAcknowledgement();
            System.out.println("round " + round + ": " + acknowledged.size() + " acknowledged so far");
        }
        over = true;
        for (var client : clients) {
            client.join();
        }
        var counts = count();
        child.stop();
        System.out.println(counts + (counts.good() ? ": every acknowledged id is stored exactly once" : ": LOST"));
        return counts;
    }

    private void waitForAcknowledgement() throws InterruptedException {
        var before = acknowledged.size();
        while (acknowledged.size() == before) {
            Thread.sleep(20);
        }
    }

    private void sendWithoutEnd(long clientSeed) {
        var fresh = clientSeed;
        while (!over) {
            fresh += 1_000;
            try (var client = new LoadClient(child.publicPort, fresh)) {
                while (!over) {
                    var id = client.next();
                    int status;
                    do {
                        status = client.send();
                    } while (status == 503 && !over);
                    if (status == 200) {
                        acknowledged.add(id);
                    }
                }
            } catch (IOException killed) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Counts count() {
        var times = new HashMap<UUID, Integer>();
        var desk = new TeamClient(
                URI.create("http://127.0.0.1:" + child.teamPort), founding.desk(0), InstantSource.system());
        for (var day : desk.days()) {
            var ordinal = 0;
            var after = new byte[Limits.ID_BYTES];
            while (true) {
                var page = desk.requests(day.day(), ordinal, after, Limits.REQUESTS_MAX);
                for (var stored : page) {
                    var id = RequestEnvelope.parse(stored.frame()).id();
                    times.merge(id, 1, Integer::sum);
                    ordinal = stored.ordinal();
                    after = ByteBuffer.allocate(Limits.ID_BYTES)
                            .putLong(id.getMostSignificantBits())
                            .putLong(id.getLeastSignificantBits())
                            .array();
                }
                if (page.size() < Limits.REQUESTS_MAX) {
                    break;
                }
            }
        }
        var lost =
                (int) acknowledged.stream().filter(id -> !times.containsKey(id)).count();
        var doubled = (int) times.values().stream().filter(count -> count > 1).count();
        return new Counts(acknowledged.size(), lost, doubled, times.size());
    }

    /// The server in a process of its own.
    private final class Child {
        private final Process process;
        private final int publicPort;
        private final int teamPort;

        Child() throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Served.class.getName(),
                            folder.toString(),
                            Long.toString(seed),
                            foundedAt.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            Map<String, String> ports = new HashMap<>();
            for (String line; !ports.containsKey("team") && (line = lines.readLine()) != null; ) {
                var words = line.split(" ", -1);
                if (words.length == 2) {
                    ports.put(words[0], words[1]);
                }
            }
            if (!ports.containsKey("team")) {
                throw new IOException("the server did not start");
            }
            publicPort = Integer.parseInt(ports.get("public"));
            teamPort = Integer.parseInt(ports.get("team"));
        }

        /// `kill -9`, and PostgreSQL goes with its parent.
        void kill() {
            process.destroyForcibly().onExit().join();
        }

        void killPostgres() {
            process.descendants()
                    .filter(one -> one.info().command().orElse("").endsWith("/postgres"))
                    .findFirst()
                    .orElseThrow()
                    .destroyForcibly();
        }

        void stop() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }

    /// The child's main: a whole server, which prints its ports.
    public static final class Served {
        private Served() {}

        /// Serves until it is killed.
        ///
        /// @param args folder, seed and time of the founding
        public static void main(String[] args) throws Exception {
            Quiet.down();
            var folder = Path.of(args[0]);
            var config = new Founding(Long.parseLong(args[1]), Instant.parse(args[2])).config(folder, TICK_MILLIS);
            var server = Server.start(config, PROGRAMS, Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            System.out.println("public " + server.publicUri().getPort());
            System.out.println("team " + server.teamUri().getPort());
            Thread.sleep(Duration.ofDays(1));
        }
    }
}

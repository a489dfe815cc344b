package org.postern.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.postern.store.TestPostgres;

/// How long a newcomer waits: from `deploy/demo` (built, PostgreSQL unpacked) to the first page served. And what the
/// server's JVM holds at rest. Both through the shell scripts that people use, as child processes.
public final class StartBench {
    private static final double GOAL_SECONDS = 5;
    private static final double GOAL_MEGABYTES = 200;
    private static final Duration REST = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PAGE_LINE = "The page to ask on";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;

    private StartBench(Path home) {
        this.home = home;
    }

    /// Runs.
    ///
    /// @param args `--quick` for three starts instead of five
    public static void main(String[] args) throws Exception {
        var home = TestPostgres.freshHome();
        try {
            var bench = new StartBench(home);
            // The first start unpacks PostgreSQL and leaves a root note for the server below.
            bench.start("first");
            var seconds = new ArrayList<Double>();
            for (var i = 0; i < (List.of(args).contains("--quick") ? 3 : 5); i++) seconds.add(bench.start("run-" + i));
            seconds.sort(null);
            System.out.printf(
                    Locale.ROOT,
                    "from deploy/demo to the first page, median of %d   %5.1f s   (%.1f to %.1f)   %s%n",
                    seconds.size(),
                    seconds.get(seconds.size() / 2),
                    seconds.getFirst(),
                    seconds.getLast(),
                    goal(seconds.get(seconds.size() / 2), GOAL_SECONDS, "s"));
            var megabytes = bench.atRest(home.resolve("first"));
            System.out.printf(
                    Locale.ROOT,
                    "the server's JVM at rest, resident              %5.0f MB   %s%n",
                    megabytes,
                    goal(megabytes, GOAL_MEGABYTES, "MB"));
        } finally {
            TestPostgres.deleteAll(home);
        }
    }

    private static String goal(double figure, double most, String unit) {
        return String.format(Locale.ROOT, "goal at most %.0f %s: %s", most, unit, figure <= most ? "met" : "missed");
    }

    /// One whole start in a fresh folder.
    ///
    /// @return seconds until the page was there
    private double start(String name) throws IOException, InterruptedException {
        var printed = home.resolve(name + ".out");
        var began = System.nanoTime();
        var demo = run(printed, "deploy/demo", "--data", home.resolve(name).toString());
        try {
            awaitPage(demo, pagePrinted(demo, printed));
            return (System.nanoTime() - began) / 1e9;
        } finally {
            stop(demo);
        }
    }

    private URI pagePrinted(Process demo, Path printed) throws IOException, InterruptedException {
        while (true) {
            for (var line : Files.readString(printed).lines().toList())
                if (line.contains(PAGE_LINE))
                    return URI.create(line.substring(line.indexOf("http")).strip());
            requireAlive(demo);
            Thread.sleep(10);
        }
    }

    /// Starts the server alone over the folder of a demo, asks for one page, and leaves it in peace for a while.
    ///
    /// @return its resident memory in MB of 1 000 000 bytes, PostgreSQL's own processes not counted
    private double atRest(Path data) throws IOException, InterruptedException {
        var page = freePort();
        var settings = Files.writeString(data.resolve("postern.yaml"), """
                listen:
                  operator: 127.0.0.1:%d
                  public: 127.0.0.1:%d
                  team: 127.0.0.1:%d
                root-note: keys/root-0001.note
                log-key: keys/log.key
                data: .
                """.formatted(freePort(), page, freePort()));
        var server = run(home.resolve("serve.out"), "deploy/postern", "serve", "--config", settings.toString());
        try {
            awaitPage(server, URI.create("http://127.0.0.1:" + page + "/"));
            Thread.sleep(REST);
            var resident = Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(resident.replaceAll("\\D", "")) * 1_024 / 1e6;
        } finally {
            stop(server);
        }
    }

    /// The scripts end in `exec java`, so that the child's id is the JVM's.
    private static Process run(Path printed, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    private void awaitPage(Process process, URI page) throws InterruptedException {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try {
                var asked = HttpRequest.newBuilder(page).timeout(PATIENCE).build();
                if (client.send(asked, BodyHandlers.discarding()).statusCode() == 200) return;
            } catch (IOException notYet) {
                requireAlive(process);
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("no page after " + PATIENCE);
    }

    private static void requireAlive(Process process) {
        if (!process.isAlive()) throw new IllegalStateException("ended with " + process.exitValue() + " before a page");
    }

    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

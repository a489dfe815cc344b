package org.postern.web;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.api.PublishClient;
import org.postern.serve.Server;
import org.postern.store.TestPostgres;

/// Prints what a first visit weighs and what sealing costs beside the bare calls that it needs. Goals: at most 64 KiB
/// of compressed bodies, at most 1.3 times the bare calls.
final class PageBench {
    private static final int ROUNDS = 15;
    private static final int BODY_BYTES_GOAL = 65_536;

    private PageBench() {}

    /// Runs both and prints two tables of sizes, with brotli and without, and the ratio.
    ///
    /// @param args none
    public static void main(String[] args) throws Exception {
        var house = new House();
        var folder = TestPostgres.freshHome();
        try (var server = Server.start(house.config(folder), InstantSource.system());
                var chromium = new Chromium()) {
            new PublishClient(server.teamUri()).publish(house.publication());
            // What browsers say to https and to a loopback address, and what they say to any other plain http.
            weigh(chromium, server.publicUri().toString(), "gzip, deflate, br");
            weigh(chromium, server.publicUri().toString(), "gzip, deflate");
            seal(chromium, house);
        } finally {
            TestPostgres.deleteAll(folder);
        }
        System.exit(0);
    }

    private static void weigh(Chromium chromium, String address, String acceptEncoding) {
        var responses = new CopyOnWriteArrayList<Response>();
        try (var visitor = Visitor.onPhone(chromium)) {
            visitor.page.setExtraHTTPHeaders(Map.of("Accept-Encoding", acceptEncoding));
            visitor.page.onResponse(responses::add);
            visitor.open(address).sees("Ask for help, without saying who you are");
            visitor.page.waitForLoadState(LoadState.NETWORKIDLE);
            System.out.printf("%nA first visit that takes %s%n", acceptEncoding);
            row("bytes", "body", "headers", "encoding");
            var bodies = 0;
            var headers = 0;
            for (var response : responses) {
                var sizes = response.request().sizes();
                bodies += sizes.responseBodySize;
                headers += sizes.responseHeadersSize;
                var encoding = response.headers().getOrDefault("content-encoding", "none");
                var path = URI.create(response.url()).getPath();
                row(path, sizes.responseBodySize, sizes.responseHeadersSize, encoding);
            }
            row("together", bodies, headers, "");
            var left = BODY_BYTES_GOAL - bodies;
            var verdict = left >= 0 ? "met, " + left + " to spare" : "MISSED by " + -left;
            System.out.printf("goal %d for the bodies: %s%n", BODY_BYTES_GOAL, verdict);
        }
    }

    private static void row(Object name, Object body, Object headers, String encoding) {
        System.out.printf("%-16s %10s %10s  %s%n", name, body, headers, encoding);
    }

    private static void seal(Chromium chromium, House house) throws Exception {
        var script = Path.of("target/bench/postern-bench.js");
        Files.createDirectories(script.getParent());
        var build = new ProcessBuilder(
                        "node", "bench.mjs", script.toAbsolutePath().toString())
                .directory(Path.of("src/main/web").toFile())
                .inheritIO()
                .start();
        if (build.waitFor() != 0) {
            throw new IllegalStateException("the bench's script was not built");
        }
        try (var service = new StandIn(house.pinned().hex(), house.notes(), "/elsewhere");
                var visitor = Visitor.onPhone(chromium)) {
            service.script = Files.readAllBytes(script);
            visitor.page.navigate(service.address() + "bench");
            // Not waitForFunction: it polls with eval, which the page's policy forbids.
            while (!Boolean.TRUE.equals(visitor.page.evaluate("typeof globalThis.posternBench === 'function'"))) {
                visitor.page.waitForTimeout(20);
            }
            @SuppressWarnings("unchecked")
            var times = (Map<String, List<Number>>) visitor.page.evaluate("posternBench(" + ROUNDS + ")");
            var seal = median(times.get("seal"));
            var bare = median(times.get("bare"));
            System.out.printf(
                    "%nSealing with a locked layer, 3 seats, Chromium, median of %d: %.0f ms; bare calls %.0f ms; ratio %.2f (goal 1.30)%n",
                    ROUNDS, seal, bare, seal / bare);
        }
    }

    private static double median(List<Number> numbers) {
        return numbers.stream().mapToDouble(Number::doubleValue).sorted().toArray()[numbers.size() / 2];
    }
}

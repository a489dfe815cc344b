package org.postern.web;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.LoadState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.postern.api.PublishClient;
import org.postern.manifest.Notes;
import org.postern.serve.Server;
import org.postern.store.TestPostgres;

/// Prints what a first visit weighs, what sealing costs beside the bare calls that it needs, and what believing the
/// keys
/// costs. Goals: at most 64 KiB of compressed bodies; at most 1.3 times the bare calls; at most 50 ms cold with
/// WebCrypto's
/// Ed25519 and 200 ms with noble, and 2 KiB beyond the keys themselves.
final class PageBench {
    private static final int ROUNDS = 15;
    private static final int BODY_BYTES_GOAL = 65_536;
    /// Some years of a service: a roster and a manifest a week, a root a year.
    private static final int LOG_ENTRIES = 400;

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
            believe(chromium);
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
        try (var service = new StandIn(house.pinned().hex(), house.notes(), "/elsewhere");
                var visitor = Visitor.onPhone(chromium)) {
            service.script = Fixture.script("bench");
            visitor.page.navigate(service.address() + "bench");
            Fixture.await(visitor.page, "posternBench");
            @SuppressWarnings("unchecked")
            var times = (Map<String, List<Number>>) visitor.page.evaluate("posternBench(" + ROUNDS + ")");
            var seal = median(times.get("seal"));
            var bare = median(times.get("bare"));
            System.out.printf(
                    "%nSealing with a locked layer, 3 seats, Chromium, median of %d: %.0f ms; bare calls %.0f ms; ratio %.2f (goal 1.30)%n",
                    ROUNDS, seal, bare, seal / bare);
        }
    }

    /// The whole verification, cold: each round is a page that has just been loaded, in a context of its own.
    private static void believe(Chromium chromium) throws Exception {
        var house = new House(3);
        var notes = house.notesAfterYears(LOG_ENTRIES);
        var bytes = notes.bytes();
        try (var service = new StandIn(house.pinned().hex(), bytes, "/elsewhere")) {
            service.script = Fixture.script("bench");
            for (var withNoble : new boolean[] {false, true}) {
                var times = new ArrayList<Number>();
                for (var round = 0; round < ROUNDS; round++) {
                    try (var visitor = Visitor.onPhone(chromium)) {
                        visitor.page.navigate(service.address() + "bench");
                        Fixture.await(visitor.page, "posternBelieve");
                        times.add((Number) visitor.page.evaluate("posternBelieve(" + withNoble + ")"));
                    }
                }
                System.out.printf(
                        "%nBelieving the keys, cold, Chromium, %s: median of %d %.1f ms, from %.1f to %.1f (goal %d)%n",
                        withNoble ? "noble" : "WebCrypto",
                        ROUNDS,
                        median(times),
                        times.stream().mapToDouble(Number::doubleValue).min().orElseThrow(),
                        times.stream().mapToDouble(Number::doubleValue).max().orElseThrow(),
                        withNoble ? 200 : 50);
            }
        }
        System.out.println("  two roots of 2 and 3 signatures, a manifest of 3, proof, 3 witnesses: 12 signatures");
        var proof = notes.proof().orElseThrow().length;
        var named = 0;
        for (var line : new String(notes.roots().getLast(), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            named += line.startsWith("log ") || line.startsWith("quorum ") || line.startsWith("witness ")
                    ? line.length() + 1
                    : 0;
        }
        var without = new Notes(notes.roots(), notes.manifest()).bytes();
        System.out.printf(
                "Beyond the keys: proof of %d entries with 3 cosignatures %d bytes, log and witness lines of the root %d,"
                        + " together %d (goal 2048); the proof adds %d to the compressed notes%n",
                LOG_ENTRIES, proof, named, proof + named, packed(bytes) - packed(without));
    }

    private static int packed(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }

    private static double median(List<Number> numbers) {
        return numbers.stream().mapToDouble(Number::doubleValue).sorted().toArray()[numbers.size() / 2];
    }
}

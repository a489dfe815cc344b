package org.postern.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Stands in for the server where a test needs answers that the real one never gives: serves the built page under the
/// real headers and answers the API as told.
final class StandIn implements AutoCloseable {
    static final Path PAGES = Path.of("target/classes/pages");

    private static final byte[] OK = "ok\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFUSED = "refused\n".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none';"
                            + " worker-src 'none'; child-src 'none'; frame-src 'none';"
                            + " require-trusted-types-for 'script'; trusted-types 'none'"),
            Map.entry("Integrity-Policy", "blocked-destinations=(script)"),
            Map.entry("Cross-Origin-Opener-Policy", "same-origin"),
            Map.entry("Cross-Origin-Embedder-Policy", "require-corp"),
            Map.entry("Cross-Origin-Resource-Policy", "same-origin"),
            Map.entry("Referrer-Policy", "no-referrer"),
            Map.entry("X-Content-Type-Options", "nosniff"),
            Map.entry("X-Frame-Options", "DENY"),
            Map.entry("Cache-Control", "no-store"));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final String rootHex;
    private final String leave;

    /// Every request line, in order; but for the icon that browsers ask for unasked.
    final List<String> asked = new CopyOnWriteArrayList<>();
    /// Every body of `/v1/request`, in order, accepted or not.
    final List<byte[]> requests = new CopyOnWriteArrayList<>();
    /// Every body of `/v1/erase`.
    final List<byte[]> erasures = new CopyOnWriteArrayList<>();
    /// A script of the test's own, at `/bench.js` with a document at `/bench`.
    volatile byte[] script = new byte[0];
    /// What `/notes` says.
    volatile byte[] notes;
    /// Status of `/v1/request` and `/v1/erase`; 0 hangs up without an answer, -1 waits until it is something else.
    volatile int status = 200;
    /// An epoch whose requests are refused with 410; 0 for none.
    volatile int closedEpoch;
    /// Makes a mailbox page from the ask.
    volatile UnaryOperator<byte[]> mailbox = ask -> new byte[0];

    /// Starts on a free port of 127.0.0.1.
    ///
    /// @param rootHex the pin written into the page
    /// @param notes what `/notes` says
    /// @param leave where "Leave this page" goes; a path is put under this server
    StandIn(String rootHex, byte[] notes, String leave) {
        this.rootHex = rootHex;
        this.notes = notes;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.leave = leave;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /// {@return the page's address, with its last slash}
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /// Fetches a path without a browser.
    ///
    /// @return the body as text
    String get(String path) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address() + path)).build();
            var gzip = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            return new String(new GZIPInputStream(gzip).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (!path.equals("/favicon.ico")) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        }
        HEADERS.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        if (path.equals("/bench")) {
            // The bench's own document names no hashes.
            exchange.getResponseHeaders().remove("Integrity-Policy");
        }
        var body = exchange.getRequestBody().readAllBytes();
        switch (path) {
            case "/" -> send(exchange, 200, "text/html; charset=utf-8", document());
            case "/postern.js" -> send(exchange, 200, "text/javascript; charset=utf-8", file("postern.js"));
            case "/postern.css" -> send(exchange, 200, "text/css; charset=utf-8", file("postern.css"));
            case "/elsewhere" ->
                send(
                        exchange,
                        200,
                        "text/html; charset=utf-8",
                        "<title>Weather</title>".getBytes(StandardCharsets.UTF_8));
            case "/bench" -> send(exchange, 200, "text/html; charset=utf-8", benchDocument());
            case "/bench.js" -> send(exchange, 200, "text/javascript; charset=utf-8", script);
            case "/never" -> waitForever();
            case "/notes" -> send(exchange, 200, "text/plain; charset=utf-8", notes);
            case "/v1/mailbox" -> send(exchange, 200, "application/octet-stream", mailbox.apply(body));
            case "/v1/request" -> {
                requests.add(body);
                if (ByteBuffer.wrap(body).getInt(20) == closedEpoch) {
                    send(exchange, 410, "application/octet-stream", REFUSED);
                } else {
                    accept(exchange);
                }
            }
            case "/v1/erase" -> {
                erasures.add(body);
                accept(exchange);
            }
            case "/favicon.ico" -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            }
            default -> send(exchange, 404, "application/octet-stream", REFUSED);
        }
    }

    private static void waitForever() {
        try {
            Thread.sleep(Duration.ofMinutes(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(HttpExchange exchange) throws IOException {
        while (status == -1) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        var now = status;
        if (now == 0) {
            exchange.close();
        } else {
            send(exchange, now, "application/octet-stream", now == 200 ? OK : REFUSED);
        }
    }

    private byte[] benchDocument() {
        return ("<!doctype html><title>Bench</title><meta name=\"postern-root\" content=\"" + rootHex
                        + "\"><script type=\"module\" src=\"/bench.js\"></script>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] document() throws IOException {
        return Files.readString(PAGES.resolve("index.html"))
                .replace("{{root}}", rootHex)
                .replace("{{leave}}", leave)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(PAGES.resolve(name));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        exchange.sendResponseHeaders(status, out.size());
        exchange.getResponseBody().write(out.toByteArray());
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

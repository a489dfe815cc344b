package org.postern.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/// Stands in front of a real server, hands every call on, and changes the answers that it was told to lie about.
final class LyingServer implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, UnaryOperator<byte[]>> lies = new ConcurrentHashMap<>();
    private final Map<String, Boolean> failures = new ConcurrentHashMap<>();
    private volatile String held = "";
    private volatile String swallowed = "";
    private final URI real;
    private final HttpServer server;

    LyingServer(URI real) throws IOException {
        this.real = real;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handOn);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Changes the answers of one path from now on, refusals too.
    void lie(String path, UnaryOperator<byte[]> lie) {
        lies.put(path, lie);
    }

    /// Answers one path with 503 from now on: before the call is handed on, or after it, so that only the answer is
    /// lost.
    void fail(String path, boolean handOn) {
        failures.put(path, handOn);
    }

    /// Takes what is sent to one path with the service's own words, and does nothing with it.
    void swallow(String path) {
        swallowed = path;
    }

    /// Lets calls of one path wait until [#repent].
    void hold(String path) {
        held = path;
    }

    /// Tells the truth again.
    void repent() {
        lies.clear();
        failures.clear();
        held = "";
        swallowed = "";
    }

    private void waitWhileHeld(String path) throws InterruptedException {
        while (path.equals(held)) {
            Thread.sleep(20);
        }
    }

    private void handOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            waitWhileHeld(path);
            if (path.equals(swallowed)) {
                var ok = "ok\n".getBytes(StandardCharsets.US_ASCII);
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, ok.length);
                exchange.getResponseBody().write(ok);
                return;
            }
            var failure = Optional.ofNullable(failures.get(path));
            if (failure.filter(handOn -> !handOn).isPresent()) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            var request = HttpRequest.newBuilder(real.resolve(path))
                    .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                    .build();
            var answer = http.send(request, BodyHandlers.ofByteArray());
            if (failure.isPresent()) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            var lie = Optional.ofNullable(lies.get(path));
            var told = lie.map(change -> change.apply(answer.body())).orElse(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(
                    lie.isPresent() ? 200 : answer.statusCode(), told.length == 0 ? -1 : told.length);
            exchange.getResponseBody().write(told);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}

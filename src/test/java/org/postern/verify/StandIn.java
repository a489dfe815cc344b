package org.postern.verify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.ProblemException;

/// Serves a [Service] over real HTTP; another one at any time, as a lying server would.
final class StandIn implements AutoCloseable {
    private static final String LOG = "/log/";

    private final AtomicReference<Service> shown;
    private final HttpServer server;

    StandIn(Service first) throws IOException {
        shown = new AtomicReference<>(first);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void show(Service service) {
        shown.set(service);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = body(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (ProblemException away) {
            var body = "refused\n".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private byte[] body(String path) {
        if (path.equals("/notes")) {
            return shown.get().notes().bytes();
        }
        return path.startsWith(LOG)
                ? shown.get().log(path.substring(LOG.length()), Integer.MAX_VALUE)
                : shown.get().file(path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

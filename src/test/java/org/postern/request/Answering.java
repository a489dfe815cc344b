package org.postern.request;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A server that gives one answer to everything.
record Answering(HttpServer server) implements AutoCloseable {
    Answering(int status) throws IOException {
        this(status, status == 200 ? "ok\n" : "refused\n");
    }

    Answering(int status, String said) throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            var body = said.getBytes(StandardCharsets.UTF_8);
            var type = status == 200 ? "application/octet-stream" : "text/plain";
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

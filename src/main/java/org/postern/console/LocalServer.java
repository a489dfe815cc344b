package org.postern.console;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.console.Guard.Kind;

/// The web server behind the page: 127.0.0.1 and a random port, so that nothing outside this machine reaches it.
///
/// | call | takes | gives |
/// |---|---|---|
/// | `GET /`, `/console.js`, `/console.css` | nothing | the page; it holds no data |
/// | `GET /favicon.ico` | nothing | nothing: browsers ask for it unasked |
/// | `POST /session` | JSON `{"launch": …}` | a bearer, as text |
/// | `POST /act` | JSON object of texts, and the bearer | a piece of HTML |
///
/// Everything else, and everything that {@link Guard} does not admit, gets the same small refusal. No cookie is set or
/// read. Nothing that a caller sent is logged.
final class LocalServer implements AutoCloseable {
    /// What the page may ask of the console.
    @FunctionalInterface
    interface Acts {
        /// Does what a form or button of the page says and renders what comes after it.
        ///
        /// @param fields the names and values that the page sent, as they came: nothing in them is trusted
        /// @return HTML, escaped, or empty when the console is locked
        Optional<String> act(Map<String, String> fields);
    }

    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int HEADERS_BYTES_MAX = 8 * 1024;
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final String BEARER = "Bearer ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Bearers bearers;
    private final Acts acts;
    private final WebServer server;
    private final Guard guard;

    /// Starts listening.
    ///
    /// @param assets the document, its script and its style
    /// @param bearers who may call
    /// @param acts what a call does
    LocalServer(PageAssets assets, Bearers bearers, Acts acts) {
        this.bearers = bearers;
        this.acts = acts;
        var routing = HttpRouting.builder()
                .addFilter((chain, req, res) -> {
                    PageHeaders.addTo(res.headers());
                    chain.proceed();
                })
                .get("/", (req, res) -> page(req, res, "text/html; charset=utf-8", assets.document()))
                .get("/console.js", (req, res) -> page(req, res, "text/javascript; charset=utf-8", assets.script()))
                .get("/console.css", (req, res) -> page(req, res, "text/css; charset=utf-8", assets.style()))
                .get(
                        "/favicon.ico",
                        (req, res) -> res.status(Status.NO_CONTENT_204).send())
                .post("/session", this::session)
                .post("/act", this::act)
                .any((req, res) -> refuse(res, Status.NOT_FOUND_404))
                .error(Exception.class, (req, res, e) -> refuse(res, Status.INTERNAL_SERVER_ERROR_500));
        this.server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(500))
                .maxPayloadSize(BODY_BYTES_MAX)
                .maxTcpConnections(64)
                .idleConnectionTimeout(Duration.ofSeconds(60))
                .idleConnectionPeriod(Duration.ofSeconds(10))
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(HEADERS_BYTES_MAX)
                        .maxPrologueLength(1024)
                        .build())
                .directHandlers(refusals())
                .routing(routing)
                .build()
                .start();
        this.guard = new Guard(server.port());
    }

    /// The page's address, without the launch secret.
    ///
    /// @return scheme, host and port
    String origin() {
        return guard.origin();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void page(ServerRequest req, ServerResponse res, String type, byte[] body) {
        if (!admitted(Kind.PAGE, req)) {
            refuse(res, Status.FORBIDDEN_403);
            return;
        }
        res.header(HeaderNames.CONTENT_TYPE, type).send(body);
    }

    private void session(ServerRequest req, ServerResponse res) {
        var fields = fields(req);
        if (fields.isEmpty()) {
            refuse(res, Status.FORBIDDEN_403);
            return;
        }
        var bearer = bearers.exchange(fields.get().getOrDefault("launch", ""));
        if (bearer.isEmpty()) {
            refuse(res, Status.UNAUTHORIZED_401);
            return;
        }
        res.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8").send(bearer.get());
    }

    private void act(ServerRequest req, ServerResponse res) {
        var fields = fields(req);
        if (fields.isEmpty()) {
            refuse(res, Status.FORBIDDEN_403);
            return;
        }
        var bearer = req.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        if (!bearer.startsWith(BEARER) || !bearers.knows(bearer.substring(BEARER.length()))) {
            refuse(res, Status.UNAUTHORIZED_401);
            return;
        }
        var html = acts.act(fields.get());
        if (html.isEmpty()) {
            refuse(res, Status.UNAUTHORIZED_401);
            return;
        }
        res.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .send(html.get().getBytes(StandardCharsets.UTF_8));
    }

    /// Reads a call's JSON object; empty when the call is not from our page or not what the page sends.
    private Optional<Map<String, String>> fields(ServerRequest req) {
        var json = req.headers()
                .first(HeaderNames.CONTENT_TYPE)
                .filter("application/json"::equals)
                .isPresent();
        if (!admitted(Kind.CALL, req) || !json || !req.content().hasEntity()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(req.content().as(byte[].class), new TypeReference<>() {}));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean admitted(Kind kind, ServerRequest req) {
        return guard.admits(kind, all(req, HeaderNames.HOST), all(req, HeaderNames.ORIGIN), all(req, FETCH_SITE));
    }

    private static List<String> all(ServerRequest req, HeaderName name) {
        return req.headers().contains(name) ? req.headers().get(name).allValues() : List.of();
    }

    private static void refuse(ServerResponse res, Status status) {
        res.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send("refused\n");
    }

    /// Answers of the web server's own, such as "body too large", in the same form.
    private static DirectHandlers refusals() {
        var all = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            all.addHandler(type, (request, event, status, headers, message) -> {
                PageHeaders.addTo(headers);
                return DirectHandler.TransportResponse.builder()
                        .status(status)
                        .headers(headers)
                        .entity("refused\n")
                        .build();
            });
        }
        return all.build();
    }
}

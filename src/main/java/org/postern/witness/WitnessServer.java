package org.postern.witness;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.postern.listen.Address;
import org.postern.listen.Deadlines;
import org.postern.listen.HeaderBounds;
import org.postern.listen.RequestBody;
import org.postern.listen.RequestWatch;
import org.postern.tlog.AddCheckpoint;

/// Listens for a witness: `POST /add-checkpoint` and `GET /<origin hash>/checkpoint` (C2SP tlog-witness), one prefix
/// for
/// both. Every bound is set here; nothing that a client sent is logged or repeated.
final class WitnessServer implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;
    private static final int REQUESTS_MAX = 16;
    private static final int PROLOGUE_BYTES_MAX = 256;
    private static final int BACKLOG = 64;
    private static final String ADD_CHECKPOINT = "/add-checkpoint";
    private static final String CHECKPOINT = "/checkpoint";

    private final Witness witness;
    private final Bounds bounds;
    private final Deadlines deadlines;
    private final HeaderBounds headerBounds = new HeaderBounds();
    private final WebServer server;

    /// How long things may take.
    ///
    /// @param request for a whole request to arrive, and again for its answer to be taken
    /// @param idle    between two requests of a connection, in whole seconds
    record Bounds(Duration request, Duration idle) {
        static final Bounds USUAL = new Bounds(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /// Starts to listen.
    ///
    /// @param witness what answers; stays its maker's to close
    /// @param address where to listen; port 0 takes a free one
    /// @param bounds  how long things may take
    /// @throws WitnessException if it can't listen there
    WitnessServer(Witness witness, InetSocketAddress address, Bounds bounds) {
        this.witness = witness;
        this.bounds = bounds;
        Quiet.down();
        Address.unusable(address).ifPresent(why -> {
            throw new WitnessException(why);
        });
        deadlines = new Deadlines(bounds.request());
        server = built(address);
        try {
            server.start();
            if (!server.isRunning()) {
                throw new IllegalStateException("not started");
            }
        } catch (RuntimeException failure) {
            close();
            throw new WitnessException("can't listen on " + address.getHostString() + ":" + address.getPort(), failure);
        }
    }

    @SuppressWarnings("removal") // Both logs write content when somebody raises a level, and they are on by default.
    private WebServer built(InetSocketAddress address) {
        return WebServer.builder()
                .bindAddress(address)
                .backlog(BACKLOG)
                .maxPayloadSize(AddCheckpoint.BYTES_MAX + 1L)
                .maxInMemoryEntity(AddCheckpoint.BYTES_MAX + 1)
                .maxTcpConnections(CONNECTIONS_MAX)
                .concurrencyLimit(FixedLimit.builder()
                        .permits(REQUESTS_MAX)
                        .queueLength(0)
                        .build())
                .idleConnectionTimeout(bounds.idle())
                .idleConnectionPeriod(
                        Duration.ofSeconds(Math.max(1, bounds.idle().toSeconds() / 4)))
                .shutdownGracePeriod(bounds.request())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .contentEncoding(ContentEncodingContext.builder()
                        .contentEncodingsDiscoverServices(false)
                        .build())
                .directHandlers(earlyRefusals())
                .concurrencyLimitDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(PROLOGUE_BYTES_MAX)
                        .maxHeadersSize(HeaderBounds.HELIDON_BYTES_MAX)
                        .receiveLog(false)
                        .sendLog(false)
                        .addReceiveListener(new RequestWatch(deadlines, headerBounds))
                        .build())
                .routing(HttpRouting.builder().any(this::handle))
                .build();
    }

    /// What Helidon refuses by itself gets the same body as everything else.
    private DirectHandlers earlyRefusals() {
        DirectHandler refusal = (request, kind, status, headers, message) -> {
            var large = headerBounds.stoppedInLargeHeaders();
            var own = ServerResponseHeaders.create();
            var answer = new Answer.Refused(large ? 431 : status.code());
            own.set(HeaderNames.CONTENT_TYPE, answer.mediaType());
            return DirectHandler.TransportResponse.builder()
                    .status(Status.create(answer.status()))
                    .headers(own)
                    .keepAlive(false)
                    .entity(answer.body())
                    .build();
        };
        var all = DirectHandlers.builder();
        for (var kind : DirectHandler.EventType.values()) {
            all.addHandler(kind, refusal);
        }
        return all.build();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        var body = RequestBody.read(request, AddCheckpoint.BYTES_MAX);
        if (!deadlines.received()) {
            throw new CloseConnectionException("too late");
        }
        var answer = answer(request, body);
        response.status(Status.create(answer.status()));
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.mediaType()));
        response.header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        deadlines.sending();
        response.send(answer.body());
        deadlines.sent();
    }

    private Answer answer(ServerRequest request, byte[] body) {
        var method = request.prologue().method().text();
        var path = request.prologue().uriPath().rawPath();
        if (body.length > AddCheckpoint.BYTES_MAX) {
            return new Answer.Refused(413);
        }
        try {
            if (path.equals(ADD_CHECKPOINT)) {
                return method.equals("POST") ? witness.addCheckpoint(body) : new Answer.Refused(405);
            }
            if (path.endsWith(CHECKPOINT) && method.equals("GET")) {
                return witness.newest(path.substring(1, Math.max(1, path.length() - CHECKPOINT.length())));
            }
            return new Answer.Refused(404);
        } catch (WitnessException notKept) {
            Quiet.LOG.severe(notKept.getMessage());
            return new Answer.Refused(503);
        }
    }

    /// {@return the port that it listens on}
    int port() {
        return server.port();
    }

    /// Takes no more connections, lets answers under way finish, and closes.
    @Override
    public void close() {
        server.stop();
        deadlines.close();
    }
}

package org.postern.serve;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.postern.envelope.Limits;
import org.postern.listen.Address;
import org.postern.listen.Deadlines;
import org.postern.listen.HeaderBounds;
import org.postern.listen.RequestWatch;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;

/// The three listeners and all their bounds.
///
/// Helidon's own defaults leave payloads, connections and concurrency unbounded, so each is set here. The listener
/// that Helidon calls `@default` is the operator's: whatever lands on it by accident lands on loopback.
final class Listeners implements AutoCloseable {
    /// A request is 32 768 bytes; up to this length a wrong one is still read, so that its sender gets the answer.
    private static final int PUBLIC_BODY_BYTES_MAX = 65_536;

    /// A proposal is at most 4 MiB; see above.
    private static final int TEAM_BODY_BYTES_MAX = Limits.PROPOSAL_BYTES_MAX + 65_536;

    private static final int OPERATOR_BODY_BYTES_MAX = 1_024;
    private static final int OPERATOR_CONNECTIONS_MAX = 16;
    private static final int OPERATOR_REQUESTS_MAX = 4;
    private static final int PROLOGUE_BYTES_MAX = 1_024;
    private static final int BACKLOG = 1_024;
    private static final String PUBLIC = "public";
    private static final String TEAM = "team";

    private final ServeConfig config;
    private final SecurityHeaders headers;
    private final HeaderBounds headerBounds = new HeaderBounds();
    private final DirectHandlers earlyRefusals;
    private final Deadlines deadlines;
    private final Counters counters;
    private final WebServer server;

    /// Binds all three.
    ///
    /// @param config addresses and bounds
    /// @param counters what the operator sees
    /// @param operator places of the operator's listener, by path
    /// @param open places of the public listener, by path
    /// @param team places of the team's listener, by path
    /// @throws StartException if an address can't be bound
    Listeners(
            ServeConfig config,
            Counters counters,
            Map<String, Place> operator,
            Map<String, Place> open,
            Map<String, Place> team) {
        this.config = config;
        this.counters = counters;
        headers = new SecurityHeaders(config.tlsInFront());
        earlyRefusals = EarlyRefusals.handlers(headers, headerBounds, counters);
        deadlines = new Deadlines(Duration.ofSeconds(config.bounds().requestSeconds()));
        var bounds = config.bounds();
        var operatorBounds = new PerListener(OPERATOR_BODY_BYTES_MAX, OPERATOR_CONNECTIONS_MAX, OPERATOR_REQUESTS_MAX);
        var publicBounds = new PerListener(PUBLIC_BODY_BYTES_MAX, bounds.publicConnections(), bounds.publicRequests());
        var teamBounds = new PerListener(TEAM_BODY_BYTES_MAX, bounds.teamConnections(), bounds.teamRequests());
        server = bounded(WebServer.builder(), config.operator(), operatorBounds)
                .routing(routing(operator))
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .putSocket(
                        PUBLIC,
                        bounded(ListenerConfig.builder(), config.open(), publicBounds)
                                .routing(routing(open))
                                .build())
                .putSocket(
                        TEAM,
                        bounded(ListenerConfig.builder(), config.team(), teamBounds)
                                .routing(routing(team))
                                .build())
                .build();
        bind();
    }

    private record PerListener(int bodyBytesMax, int connectionsMax, int requestsMax) {}

    @SuppressWarnings("removal") // Both logs write content when somebody raises a level, and they are on by default.
    private <B extends ListenerConfig.BuilderBase<B, ?>> B bounded(B listener, Listen where, PerListener most) {
        Bounds bounds = config.bounds();
        return listener.bindAddress(where.address())
                .backlog(BACKLOG)
                .maxPayloadSize(most.bodyBytesMax())
                .maxInMemoryEntity(most.bodyBytesMax())
                .maxTcpConnections(most.connectionsMax())
                .concurrencyLimit(FixedLimit.builder()
                        .permits(most.requestsMax())
                        .queueLength(0)
                        .build())
                .idleConnectionTimeout(Duration.ofSeconds(bounds.idleSeconds()))
                .idleConnectionPeriod(Duration.ofSeconds(Math.max(1, bounds.idleSeconds() / 4)))
                .shutdownGracePeriod(Duration.ofSeconds(bounds.graceSeconds()))
                .contentEncoding(ContentEncodingContext.builder()
                        .contentEncodingsDiscoverServices(false)
                        .build())
                .directHandlers(earlyRefusals)
                .concurrencyLimitDiscoverServices(false)
                // Discovered protocols would stand beside ours as a second one, and Helidon's idle check never sees a
                // connection that has not chosen between two.
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(PROLOGUE_BYTES_MAX)
                        .maxHeadersSize(HeaderBounds.HELIDON_BYTES_MAX)
                        .receiveLog(false)
                        .sendLog(false)
                        .addReceiveListener(new RequestWatch(deadlines, headerBounds))
                        .build());
    }

    private HttpRouting.Builder routing(Map<String, Place> byPath) {
        return HttpRouting.builder().any(new Places(byPath, headers, deadlines, counters));
    }

    private void bind() {
        try {
            for (var listen : new Listen[] {config.operator(), config.open(), config.team()}) {
                Address.unusable(listen.address()).ifPresent(why -> {
                    throw new StartException(why);
                });
                if (listen instanceof Listen.Unix unix) {
                    clearStale(unix.path());
                }
            }
            server.start();
            if (!server.isRunning()) {
                throw new IOException("a listener did not start");
            }
            for (var listen : new Listen[] {config.operator(), config.open(), config.team()}) {
                if (listen instanceof Listen.Unix unix) {
                    // Created open to everybody; the group is the proxy's.
                    Files.setPosixFilePermissions(unix.path(), PosixFilePermissions.fromString("rw-rw----"));
                }
            }
        } catch (StartException said) {
            close();
            throw said;
        } catch (IOException | RuntimeException failure) {
            close();
            throw new StartException(
                    "can't listen on " + config.operator() + ", " + config.open() + " and " + config.team()
                            + "; is one of them in use?",
                    failure);
        }
    }

    /// A killed server leaves its socket's file behind; nobody answers there, and it may go.
    private static void clearStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var knock = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            knock.connect(new Listen.Unix(path).address());
            // Helidon would take the path away from whoever answered.
            throw new IOException("somebody listens there");
        } catch (ConnectException nobodyThere) {
            Files.delete(path);
        }
    }

    /// {@return the operator's TCP port, or -1 on a Unix socket}
    int operatorPort() {
        return server.port();
    }

    /// {@return the public TCP port, or -1 on a Unix socket}
    int publicPort() {
        return server.port(PUBLIC);
    }

    /// {@return the team's TCP port, or -1 on a Unix socket}
    int teamPort() {
        return server.port(TEAM);
    }

    /// Takes no more connections, lets answers under way finish within the grace time, and closes.
    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        deadlines.close();
    }
}

package org.postern.serve;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Everything that a deployment may set; `deploy/postern.yaml` is the reference with the meaning of each line.
///
/// @param operator where health and counters are answered; loopback or a Unix socket only
/// @param open where requesters' pages and calls are answered (`listen.public` in the file)
/// @param team where responders' consoles and publications are answered
/// @param rootNote file of the first root note as it was published; it pins everything that follows
/// @param log the public log's key and witnesses
/// @param leaveUrl the neutral page that "leave this site" goes to
/// @param tlsInFront whether a proxy in front ends TLS; adds the two headers that only make sense there
/// @param data folder of the embedded PostgreSQL
/// @param database an external PostgreSQL, or empty for the embedded one
/// @param tickMillis how long requests wait for each other, in milliseconds
/// @param bounds what one process takes on at once
public record ServeConfig(
        Listen operator,
        Listen open,
        Listen team,
        Path rootNote,
        Log log,
        URI leaveUrl,
        boolean tlsInFront,
        Path data,
        Optional<Database> database,
        int tickMillis,
        Bounds bounds) {

    /// Ticks from 1 ms (benchmarks) to 60 s.
    static final int TICK_MILLIS_MIN = 1;

    static final int TICK_MILLIS_MAX = 60_000;

    /// The tick in production.
    public static final int TICK_MILLIS_DEFAULT = 5_000;

    /// GOV.UK's choice for "Exit this page": plain, quick to load, unremarkable in a history.
    public static final URI LEAVE_URL_DEFAULT = URI.create("https://www.bbc.co.uk/weather");

    /// Where one listener listens.
    public sealed interface Listen {
        /// A TCP address; port 0 lets the system choose.
        ///
        /// @param host a name or address of this machine
        /// @param port 0 to 65 535
        record Tcp(String host, int port) implements Listen {
            @Override
            public SocketAddress address() {
                return new InetSocketAddress(host, port);
            }

            @Override
            public String toString() {
                return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            }
        }

        /// A Unix socket: the process then needs no network, and there is no peer address to see.
        ///
        /// @param path the socket's file; its folder decides who may connect
        record Unix(Path path) implements Listen {
            @Override
            public SocketAddress address() {
                return UnixDomainSocketAddress.of(path);
            }

            @Override
            public String toString() {
                return "unix:" + path;
            }
        }

        /// {@return what to bind}
        SocketAddress address();

        /// A loopback address whose port the system chooses, for tests and the demo.
        ///
        /// @return `127.0.0.1:0`
        static Listen anyLoopbackPort() {
            return new Tcp("127.0.0.1", 0);
        }
    }

    /// An external PostgreSQL.
    ///
    /// @param url its JDBC address, without user or password
    /// @param passwords file with one line `role=password` for each role of `deploy/`
    public record Database(String url, Path passwords) {}

    /// The public log of what was published.
    ///
    /// @param key file with the key that signs its checkpoints, readable by its owner only
    /// @param nextKey likewise, the key that the next root will name
    /// @param witnesses submission prefixes (C2SP tlog-witness), asked for cosignatures; at most 8
    /// @param authorities PEM file; if given, only its certificates vouch for a witness's own
    public record Log(Path key, Optional<Path> nextKey, List<URI> witnesses, Optional<Path> authorities) {
        /// As many as a root can name.
        public static final int WITNESSES_MAX = 8;

        /// Copies the list.
        public Log {
            witnesses = List.copyOf(witnesses);
        }

        /// A log without witnesses.
        ///
        /// @param key file with its signing key
        /// @return these settings
        public static Log of(Path key) {
            return new Log(key, Optional.empty(), List.of(), Optional.empty());
        }
    }

    /// What one process takes on at once. Every number is a ceiling, and reaching one is answered with 503.
    ///
    /// @param requestSeconds time for a client to send one whole request, and again to take the whole answer
    /// @param idleSeconds time that a connection may stand open with nothing under way
    /// @param graceSeconds time that answers under way get when the server stops
    /// @param publicConnections open connections of requesters
    /// @param publicRequests requests of requesters in hand at once; each may hold 32 KiB until the next tick
    /// @param teamConnections open connections of consoles
    /// @param teamRequests calls of consoles in hand at once; each answer may hold 2 MiB
    public record Bounds(
            int requestSeconds,
            int idleSeconds,
            int graceSeconds,
            int publicConnections,
            int publicRequests,
            int teamConnections,
            int teamRequests) {

        /// What `deploy/postern.yaml` shows.
        public static final Bounds DEFAULT = new Bounds(60, 20, 10, 2_000, 512, 128, 16);
    }
}

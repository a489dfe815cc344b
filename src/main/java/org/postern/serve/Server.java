package org.postern.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.postern.api.Routes;
import org.postern.api.WitnessClient;
import org.postern.file.WholeFile;
import org.postern.listen.Address;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Root;
import org.postern.manifest.VerifiedRoot;
import org.postern.note.SignedNote;
import org.postern.serve.ServeConfig.Listen;
import org.postern.store.Database;
import org.postern.store.EmbeddedPostgres;
import org.postern.store.Store;
import org.postern.store.StoreUnavailable;
import org.postern.store.TickSettings;
import org.postern.terminal.TrustOption;

/// A running server. Starting goes up from the database to the listeners; closing goes down the same way: listeners
/// first, so that nothing new arrives, then the tick, which writes what waits, then the pool, then PostgreSQL.
public final class Server implements AutoCloseable {
    private static final String PROGRAMS = "programs";
    private static final String POSTGRES = "postgres";

    private static final Duration ONE_ANSWERS_WITHIN = Duration.ofSeconds(5);

    /// A witness may have to be asked twice, to learn what it has seen.
    private static final Duration ALL_ANSWER_WITHIN = ONE_ANSWERS_WITHIN.multipliedBy(2);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ServeConfig config;
    private final Optional<EmbeddedPostgres> postgres;
    private final Listeners listeners;

    private Server(ServeConfig config, Path programs, InstantSource clock, Optional<Store> given, Witnesses witnesses) {
        this.config = config;
        try {
            var anchor = firstRoot(config);
            var pinned = anchor.pinned();
            var pages = new Pages(pinned.hex(), config.leaveUrl());
            postgres = given.isPresent() || config.database().isPresent()
                    ? Optional.empty()
                    : Optional.of(opened(
                            EmbeddedPostgres.start(programs, config.data().resolve(POSTGRES))));
            var store = opened(given.orElseGet(
                    () -> Store.open(database(), TickSettings.every(Duration.ofMillis(config.tickMillis())), clock)));
            var keys = opened(new LogKeys(config.log()));
            var leaves = new Leaves(store);
            var first = anchor.root();
            var board = new Board(store, leaves, pinned, first, clock);
            var cosigning = new Cosigning(store, leaves, keys, witnesses, pinned, clock);
            cosigning.requireServable(first);
            var publishing = new Publishing(store, board, cosigning, pinned, pages.files(), clock);
            postgres.ifPresent(embedded -> embedded.whenItEnds(store::databaseEnded));
            opened(new Upkeep(store, board, cosigning, publishing, clock));
            var counters = new Counters();
            var open = new PublicPlaces(store, board);
            var publicPlaces = open.with(pages);
            publicPlaces.putAll(new LogPlaces(board).places());
            // Consoles see to it that the log only grows, and they know no address but the team's.
            var teamPlaces = new TeamPlaces(store, board, publishing, clock).with(open::notes);
            teamPlaces.putAll(new LogPlaces(board).places());
            listeners = opened(new Listeners(
                    config,
                    counters,
                    operatorPlaces(new Health(store, board), counters, cosigning),
                    publicPlaces,
                    teamPlaces));
        } catch (StoreUnavailable away) {
            close();
            throw new StartException("the database can't be used (" + away.getMessage() + ")", away);
        } catch (ManifestException unbelievable) {
            close();
            throw new StartException("what is published does not follow from root-note", unbelievable);
        } catch (IllegalStateException | IllegalArgumentException unusable) {
            close();
            throw new StartException(unusable.getMessage(), unusable);
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /// Starts, and returns when every listener takes connections.
    ///
    /// @param config the settings
    /// @param clock says which day it is, when intake ends, and what a desk's clock is compared with
    /// @return the running server
    /// @throws StartException in one clear sentence
    public static Server start(ServeConfig config, InstantSource clock) {
        return start(config, config.data().resolve(PROGRAMS), clock);
    }

    /// Starts with PostgreSQL's programs unpacked in a folder of their own, which several servers may share.
    ///
    /// @param config the settings
    /// @param programs where the embedded PostgreSQL's programs are, or are to be unpacked
    /// @param clock as above
    /// @return the running server
    /// @throws StartException in one clear sentence
    public static Server start(ServeConfig config, Path programs, InstantSource clock) {
        // Before anything is made: a start that can't succeed leaves nothing behind.
        for (var listen : new Listen[] {config.operator(), config.open(), config.team()}) {
            Address.unusable(listen.address()).ifPresent(why -> {
                throw new StartException(why);
            });
        }
        return new Server(config, programs, clock, Optional.empty(), witnesses(config));
    }

    /// Starts over a store that is open already and closes it with the rest: for two nodes on one database, and
    /// to compare one way of storing with another.
    static Server over(Store store, ServeConfig config, InstantSource clock) {
        return over(store, config, clock, witnesses(config));
    }

    /// The same with other witnesses than those over HTTP.
    static Server over(Store store, ServeConfig config, InstantSource clock, Witnesses witnesses) {
        return new Server(config, config.data(), clock, Optional.of(store), witnesses);
    }

    /// Renders the pages as a server with these settings serves them.
    ///
    /// @param config the settings
    /// @return every file by path, before compression
    /// @throws StartException if the root note can't be read or the pages were not built
    public static SequencedMap<String, byte[]> files(ServeConfig config) {
        return new Pages(firstRoot(config).pinned().hex(), config.leaveUrl()).files();
    }

    private static Witnesses witnesses(ServeConfig config) {
        // For the whole process: it speaks TLS with nobody else but, perhaps, its database, which has its own settings.
        try {
            config.log().authorities().ifPresent(TrustOption::believeOnly);
        } catch (IllegalArgumentException unusable) {
            throw new StartException("the file of witnesses-ca " + unusable.getMessage(), unusable);
        }
        return new Witnesses(
                config.log().witnesses().stream()
                        .map(address -> new WitnessClient(address, ONE_ANSWERS_WITHIN))
                        .<Witness>map(client -> client::cosign)
                        .toList(),
                ALL_ANSWER_WITHIN);
    }

    static VerifiedRoot firstRoot(ServeConfig config) {
        try {
            return Root.first(WholeFile.read(config.rootNote(), SignedNote.NOTE_BYTES_MAX));
        } catch (IOException unreadable) {
            throw new StartException("root-note can't be read: " + config.rootNote(), unreadable);
        } catch (IllegalArgumentException changed) {
            throw new StartException(
                    "root-note is not a root note as it was signed: " + config.rootNote()
                            + "; copy it again, byte for byte",
                    changed);
        }
    }

    private Database database() {
        return config.database()
                .map(external -> Database.external(external.url(), external.passwords()))
                .orElseGet(() -> postgres.orElseThrow().database());
    }

    private static Map<String, Place> operatorPlaces(Health health, Counters counters, Cosigning cosigning) {
        return Map.of(
                Routes.HEALTH,
                Place.get(asked -> health.answer()),
                Routes.COUNTERS,
                Place.get(asked -> Answer.text(200, counters.text() + cosigning.text())));
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /// Where requesters connect.
    ///
    /// @return its address
    /// @throws IllegalStateException on a Unix socket
    public URI publicUri() {
        return uri(config.open(), listeners.publicPort());
    }

    /// Where consoles connect.
    ///
    /// @return its address
    /// @throws IllegalStateException on a Unix socket
    public URI teamUri() {
        return uri(config.team(), listeners.teamPort());
    }

    /// Where the operator looks.
    ///
    /// @return its address
    /// @throws IllegalStateException on a Unix socket
    public URI operatorUri() {
        return uri(config.operator(), listeners.operatorPort());
    }

    /// The embedded PostgreSQL's process, for those who kill it in a test.
    ///
    /// @return empty with an external database, or while it is down
    public Optional<ProcessHandle> postgresProcess() {
        return postgres.flatMap(EmbeddedPostgres::handle);
    }

    private static URI uri(Listen listen, int port) {
        return switch (listen) {
            case Listen.Tcp tcp -> URI.create("http://" + new Listen.Tcp(tcp.host(), port));
            case Listen.Unix unix -> throw new IllegalStateException("a Unix socket has no address for a browser");
        };
    }

    /// Stops in order. Answers under way are finished, requests that wait are written and acknowledged.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failure) {
                // The parts below still have to be closed.
                Quiet.LOG.warning(() -> "stopping met " + failure.getClass().getSimpleName());
            }
        }
    }
}

package org.postern.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.api.PublishClient;
import org.postern.store.Database;
import org.postern.store.EmbeddedPostgres;
import org.postern.store.OneByOneStore;
import org.postern.store.RawInsertBench;
import org.postern.store.Store;
import org.postern.store.TestPostgres;
import org.postern.store.TickSettings;

/// Acknowledged requests of 32 768 bytes a second with `synchronous_commit=on`: the server with its tick, and beside
/// it, in the same run on the same PostgreSQL, the same server with one transaction a request, and bare JDBC.
///
/// Load driver, server and database share this machine's cores. Rounds are interleaved; medians are printed. About two
/// minutes on two quiet cores.
public final class LoadBench {
    private static final int CLIENTS = 64;
    private static final Duration TICK = Duration.ofMillis(10);
    // A JVM needs some ten thousand requests until its code is compiled; before that, its warming up is measured.
    private static final int ROUNDS_TO_WARM_UP = 3;
    private static final double GOAL_ONE_BY_ONE = 1.3;
    private static final double GOAL_RAW_BATCHES = 0.6;

    private final EmbeddedPostgres postgres;
    private final Founding founding;
    private final ServeConfig config;
    private final int rows;
    private final long seed;

    private LoadBench(EmbeddedPostgres postgres, Path folder, int rows, long seed) {
        this.postgres = postgres;
        this.rows = rows;
        this.seed = seed;
        founding = new Founding(seed, InstantSource.system().instant());
        config = founding.config(folder, (int) TICK.toMillis());
    }

    /// Runs.
    ///
    /// @param args `--quick` for fewer and shorter rounds
    public static void main(String[] args) throws Exception {
        Quiet.down();
        var quick = List.of(args).contains("--quick");
        var folder = TestPostgres.freshHome();
        try (var postgres = TestPostgres.own(folder)) {
            var bench = new LoadBench(postgres, folder, quick ? 3_000 : 4_000, System.nanoTime());
            print(bench.rounds(quick ? 3 : 7));
        } finally {
            TestPostgres.deleteAll(folder);
        }
    }

    private interface Measured {
        double rowsASecond() throws Exception;
    }

    private SequencedMap<String, List<Double>> rounds(int count) throws Exception {
        var database = postgres.database();
        var measured = new LinkedHashMap<String, Measured>();
        measured.put("server, tick 10 ms", () -> server(ticking(database)));
        measured.put("server, one transaction a request", () -> server(oneByOne(database)));
        measured.put("raw JDBC, single rows", () -> RawInsertBench.singleRows(database, rows / 4));
        measured.put("raw JDBC, 64-row batches", () -> RawInsertBench.batches(database, rows));
        var figures = new LinkedHashMap<String, List<Double>>();
        measured.keySet().forEach(name -> figures.put(name, new ArrayList<>()));
        for (var round = 0; round < ROUNDS_TO_WARM_UP + count; round++) {
            for (var one : measured.entrySet()) {
                var figure = one.getValue().rowsASecond();
                TestPostgres.empty(postgres);
                if (round >= ROUNDS_TO_WARM_UP) {
                    figures.get(one.getKey()).add(figure);
                }
            }
        }
        return figures;
    }

    private static Store ticking(Database database) {
        return Store.open(database, TickSettings.every(TICK), InstantSource.system());
    }

    private static Store oneByOne(Database database) {
        return OneByOneStore.open(database, InstantSource.system());
    }

    private double server(Store store) throws Exception {
        try (var server = Server.over(store, config, InstantSource.system())) {
            new PublishClient(server.teamUri()).publish(founding.publication());
            return load(server.publicUri());
        }
    }

    private double load(URI server) throws Exception {
        var left = new AtomicInteger(rows);
        var failures = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        var clients = new ArrayList<LoadClient>();
        for (var i = 0; i < CLIENTS; i++) {
            clients.add(new LoadClient(server.getPort(), seed + System.nanoTime() + i));
        }
        var began = System.nanoTime();
        for (var client : clients) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (client) {
                    while (left.getAndDecrement() > 0) {
                        client.next();
                        if (client.send() != 200) {
                            failures.incrementAndGet();
                        }
                    }
                } catch (IOException broken) {
                    failures.incrementAndGet();
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (failures.get() > 0) {
            throw new IllegalStateException(failures + " requests were not acknowledged");
        }
        return rows / ((System.nanoTime() - began) / 1e9);
    }

    private static void print(SequencedMap<String, List<Double>> figures) {
        var medians = new ArrayList<Double>();
        System.out.println("acknowledged requests of 32 768 bytes a second, synchronous_commit=on, " + CLIENTS
                + " clients, median of " + figures.firstEntry().getValue().size() + " rounds");
        figures.forEach((name, all) -> {
            var sorted = all.stream().sorted().toList();
            medians.add(sorted.get(sorted.size() / 2));
            System.out.printf(
                    Locale.ROOT,
                    "  %-36s %8.0f   (%.0f to %.0f)%n",
                    name,
                    medians.getLast(),
                    sorted.getFirst(),
                    sorted.getLast());
        });
        ratio("tick / one by one", medians.get(0) / medians.get(1), GOAL_ONE_BY_ONE);
        ratio("tick / raw batches", medians.get(0) / medians.get(3), GOAL_RAW_BATCHES);
    }

    private static void ratio(String name, double ratio, double goal) {
        System.out.printf(
                Locale.ROOT, "  %-36s %8.2f   goal %.1f: %s%n", name, ratio, goal, ratio >= goal ? "met" : "missed");
    }
}

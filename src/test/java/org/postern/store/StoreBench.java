package org.postern.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

/// The store alone, without HTTP: 64 submitters against the bare JDBC loops, interleaved on one PostgreSQL,
/// medians printed. Run `main`; rounds and rows a round may be given.
public final class StoreBench {
    private static final int SUBMITTERS = 64;

    private StoreBench() {}

    public static void main(String[] args) throws Exception {
        var rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        var rows = args.length > 1 ? Integer.parseInt(args[1]) : 2_048;
        var home = TestPostgres.freshHome();
        try (var postgres = TestPostgres.own(home)) {
            var database = postgres.database();
            Migrations.run(database);
            var names = List.of("tick 10 ms", "one by one", "raw single rows", "raw batches of 64");
            var rates = new double[names.size()][rounds];
            for (int round = 0; round < rounds; round++) {
                rates[0][round] = tick(database, rows);
                rates[1][round] = oneByOne(database, rows);
                rates[2][round] = RawInsertBench.singleRows(database, rows / 2);
                rates[3][round] = RawInsertBench.batches(database, rows);
                TestPostgres.empty(postgres);
            }
            for (int i = 0; i < names.size(); i++)
                System.out.printf(
                        "%-20s %8.0f rows/s  %s%n", names.get(i), median(rates[i]), Arrays.toString(rates[i]));
            System.out.printf(
                    "tick / one by one %.2f, tick / raw batches %.2f%n",
                    median(rates[0]) / median(rates[1]), median(rates[0]) / median(rates[3]));
        } finally {
            TestPostgres.deleteAll(home);
        }
    }

    private static double tick(Database database, int rows) throws Exception {
        var settings = new TickSettings(Duration.ofMillis(10), 4_096, SUBMITTERS, 256);
        try (var store = Store.open(database, settings, InstantSource.system())) {
            return rate(store, rows);
        }
    }

    private static double oneByOne(Database database, int rows) throws Exception {
        try (var store = OneByOneStore.open(database, InstantSource.system())) {
            return rate(store, rows);
        }
    }

    private static double rate(Store store, int rows) throws Exception {
        var frames = new Frames(System.nanoTime());
        var requests = new ArrayList<RequestEnvelope>();
        for (int i = 0; i < rows; i++) requests.add(RequestEnvelope.parse(frames.request(1)));
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int s = 0; s < SUBMITTERS; s++) {
                var from = s;
                running.add(threads.submit(() -> {
                    go.await();
                    for (int i = from; i < rows; i += SUBMITTERS) store.submit(requests.get(i));
                    return null;
                }));
            }
            var began = System.nanoTime();
            go.countDown();
            for (var one : running) one.get();
            return rows / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

/// Two nodes on one database, resends, doubled ids, erasing and a reader, all at once; the seed decides who
/// does what.
final class ConcurrencyTest {
    private static final int DAY = 20_000;
    private static final int REQUESTS = 400;

    private final EmbeddedPostgres postgres = TestPostgres.shared();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Frames frames = new Frames(seed);
    private final InstantSource clock = InstantSource.fixed(java.time.Instant.ofEpochSecond(DAY * 86_400L));

    @Test
    void twoNodesStoreEveryIdOnceAndReadersMissNothing() throws Exception {
        System.out.println("seed " + seed);
        var ticks = new TickSettings(Duration.ofMillis(3), 1_000, 50, 16);
        try (var one = Store.open(postgres.database(), ticks, clock);
                var two = Store.open(postgres.database(), ticks, clock);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            TestPostgres.empty(postgres);
            var nodes = List.of(one, two);
            var keys = new HashMap<UUID, byte[]>();
            var tries = new ArrayList<RequestEnvelope>();
            for (int i = 0; i < REQUESTS; i++) {
                var id = frames.id();
                var key = frames.bytes(32);
                keys.put(id, key);
                var request = RequestEnvelope.parse(frames.request(id, 1, EraseOrder.mark(key, id)));
                tries.add(request);
                for (int again = random.nextInt(3); again > 0; again--) tries.add(request);
                // The same id with other bytes: only one of the two may ever be acknowledged.
                if (random.nextInt(10) == 0)
                    tries.add(RequestEnvelope.parse(frames.request(id, 1, EraseOrder.mark(key, id))));
            }
            java.util.Collections.shuffle(tries, random);

            var acknowledged = new ConcurrentHashMap<UUID, RequestEnvelope>();
            var erased = ConcurrentHashMap.<UUID>newKeySet();
            var running = new ArrayList<Future<?>>();
            var read = readAll(one);
            for (var request : tries) {
                var node = nodes.get(random.nextInt(2));
                var thenErase = random.nextInt(20) == 0;
                running.add(threads.submit(() -> {
                    if (node.submit(request) == Outcome.STORED) {
                        var other = acknowledged.putIfAbsent(request.id(), request);
                        if (other != null)
                            assertTrue(
                                    java.util.Arrays.equals(other.frame(), request.frame()), "two winners for one id");
                    }
                    if (thenErase) {
                        erased.add(request.id());
                        node.erase(EraseOrder.parse(EraseOrder.frame(keys.get(request.id()), new byte[32])));
                    }
                }));
            }
            var seenByReader = threads.submit(() -> {
                var seen = new HashSet<UUID>();
                while (!running.stream().allMatch(Future::isDone)) read.on(seen);
                read.on(seen);
                return seen;
            });
            for (var attempt : running) attempt.get();

            var expected = new HashSet<>(acknowledged.keySet());
            expected.removeAll(erased);
            var table = new HashSet<UUID>();
            readAll(two).on(table);
            assertEquals(expected, table);
            var missed = new HashSet<>(expected);
            missed.removeAll(seenByReader.get());
            assertEquals(Set.of(), missed, "a reader who follows the cursor sees everything that stays");
        }
    }

    /// A re-deal deletes and inserts a day's rows while consoles move them: whoever comes second has to find them.
    @Test
    void noMoveIsLostWhileItsDayIsDealtAgain() throws Exception {
        System.out.println("seed " + seed);
        var now = new AtomicReference<>(clock.instant());
        var ticks = new TickSettings(Duration.ofMillis(3), 1_000, 50, 64);
        try (var one = Store.open(postgres.database(), ticks, now::get);
                var two = Store.open(postgres.database(), ticks, now::get);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            TestPostgres.empty(postgres);
            var moves = new ArrayList<RequestEnvelope>();
            var stored = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < REQUESTS / 2; i++) {
                var id = frames.id();
                var mark = frames.bytes(32);
                var first = RequestEnvelope.parse(frames.request(id, 1, mark));
                stored.add(threads.submit(() -> one.submit(first)));
                moves.add(RequestEnvelope.parse(frames.request(id, 2, mark)));
            }
            for (var request : stored) assertEquals(Outcome.STORED, request.get());
            now.updateAndGet(instant -> instant.plus(Duration.ofDays(2)));
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < moves.size(); i++) {
                var move = moves.get(i);
                var node = random.nextBoolean() ? one : two;
                running.add(threads.submit(() -> node.move(move, List.of(1))));
                if (i == moves.size() / 4) running.add(threads.submit(one::redeal));
                if (i == moves.size() / 3) running.add(threads.submit(two::redeal));
            }
            for (var attempt : running) attempt.get();
            var expected = new HashSet<Bytes>();
            moves.forEach(move -> expected.add(Bytes.of(move.frame())));
            var found = new HashSet<Bytes>();
            var id = new UUID(0, 0);
            for (var page = two.requests(DAY, 0, id, 64); !page.isEmpty(); page = two.requests(DAY, 0, id, 64)) {
                page.forEach(row -> found.add(Bytes.of(row.frame())));
                id = RequestEnvelope.parse(page.getLast().frame()).id();
            }
            assertTrue(two.days().getFirst().dealt() > 0, "it was dealt");
            assertEquals(expected, found);
        }
    }

    private static Reader readAll(Store store) {
        return new Reader(store);
    }

    /// A console's cursor over one day.
    private static final class Reader {
        private final Store store;
        private int ordinal;
        private UUID id = new UUID(0, 0);

        Reader(Store store) {
            this.store = store;
        }

        void on(Set<UUID> seen) {
            for (var page = store.requests(DAY, ordinal, id, 7);
                    !page.isEmpty();
                    page = store.requests(DAY, ordinal, id, 7)) {
                for (var row : page)
                    assertTrue(seen.add(RequestEnvelope.parse(row.frame()).id()), "read twice");
                ordinal = page.getLast().ordinal();
                id = RequestEnvelope.parse(page.getLast().frame()).id();
            }
        }
    }
}

package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

/// Measures what PostgreSQL's own bookkeeping tells about the order of arrival: place in the heap, transaction
/// number, TOAST value id (anonymity.md 9.1). Needs `pageinspect`, which the embedded programs bring.
final class OrderLeakTest {
    private static final int ROWS = 300;
    /// Six standard deviations of a correlation of 300 independent pairs.
    private static final double NOISE = 6 / Math.sqrt(ROWS);

    private static final String PREPARE = """
            CREATE EXTENSION IF NOT EXISTS pageinspect;
            CREATE OR REPLACE FUNCTION toastid(p bytea) RETURNS bigint LANGUAGE sql AS $$
                SELECT get_byte(p, 10)::bigint + get_byte(p, 11) * 256 + get_byte(p, 12) * 65536
                    + get_byte(p, 13) * 16777216::bigint $$;
            CREATE TEMPORARY TABLE truth (id uuid, n integer)""";

    private static final String LEAK = """
            WITH items AS (SELECT (heap_page_item_attrs(get_raw_page('postern.request', b), 'postern.request')).*
                FROM generate_series(0, (pg_relation_size('postern.request') / 8192)::int - 1) b),
            ids AS (SELECT encode(t_attrs[1], 'hex')::uuid id, t_xmin, toastid(t_attrs[7]) tid FROM items
                WHERE t_attrs IS NOT NULL),
            r AS (SELECT t.n, row_number() OVER (ORDER BY q.ctid) c, q.xmin::text::bigint x, ids.tid
                FROM postern.request q JOIN truth t USING (id) JOIN ids ON ids.id = q.id AND ids.t_xmin = q.xmin)
            SELECT count(*), coalesce(abs(corr(n, c)), 0), coalesce(abs(corr(n, x)), 0), coalesce(abs(corr(n, tid)), 0)
            FROM r""";

    /// Absolute correlations with the order of arrival.
    private record Leak(int rows, double heap, double transaction, double toast) {}

    private final EmbeddedPostgres postgres = TestPostgres.shared();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(20_000 * 86_400L));
    private final Frames frames = new Frames(3);

    @Test
    void theRedealLeavesNoOrderOfArrival() throws SQLException {
        try (var store = Store.open(postgres.database(), new TickSettings(Duration.ZERO, 10, 1, 1), now::get)) {
            TestPostgres.empty(postgres);
            var arrived = new ArrayList<UUID>();
            for (int i = 0; i < ROWS; i++) {
                var request = RequestEnvelope.parse(frames.request(1));
                arrived.add(request.id());
                store.submit(request);
            }
            try (var owner = TestPostgres.owner(postgres)) {
                prepare(owner, arrived);
                var before = measure(owner);
                System.out.println("order leak, one row a transaction: " + before);
                assertEquals(ROWS, before.rows());
                assertTrue(
                        before.heap() > 0.9 && before.transaction() > 0.9 && before.toast() > 0.9, "the measure bites");

                now.updateAndGet(instant -> instant.plusSeconds(2 * 86_400));
                assertEquals(1, store.redeal());

                var after = measure(owner);
                System.out.println("order leak, dealt again: " + after);
                assertEquals(ROWS, after.rows());
                assertEquals(0, after.transaction(), "one transaction for all");
                assertTrue(after.heap() < NOISE && after.toast() < NOISE, after.toString());
            }
        }
    }

    @Test
    void aTickLeavesNoOrderOfArrivalWithinItself() throws SQLException {
        Migrations.run(postgres.database());
        TestPostgres.empty(postgres);
        try (var pools = new Pools(postgres.database())) {
            var arrived = new ArrayList<RequestEnvelope>();
            for (int i = 0; i < ROWS; i++) arrived.add(RequestEnvelope.parse(frames.request(1)));
            new Requests(pools, new Days(now::get)).write(arrived);
            try (var owner = TestPostgres.owner(postgres)) {
                prepare(owner, arrived.stream().map(RequestEnvelope::id).toList());
                var leak = measure(owner);
                System.out.println("order leak, one tick: " + leak);
                assertEquals(ROWS, leak.rows());
                assertEquals(0, leak.transaction());
                assertTrue(leak.heap() < NOISE && leak.toast() < NOISE, leak.toString());
            }
        }
    }

    private static void prepare(Connection owner, List<UUID> arrived) throws SQLException {
        try (var run = owner.createStatement()) {
            run.execute(PREPARE);
        }
        try (var insert = owner.prepareStatement("INSERT INTO truth VALUES (?, ?)")) {
            for (int n = 0; n < arrived.size(); n++) {
                insert.setObject(1, arrived.get(n));
                insert.setInt(2, n);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static Leak measure(Connection owner) throws SQLException {
        try (var run = owner.createStatement();
                var row = run.executeQuery(LEAK)) {
            row.next();
            return new Leak(row.getInt(1), row.getDouble(2), row.getDouble(3), row.getDouble(4));
        }
    }
}

package org.postern.store;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.postern.envelope.RequestEnvelope;

/// The store without the tick, for comparison only: every request is its own transaction on one of 16
/// connections, as a plain server would do it. It takes no lock on the day, so it promises less: its rows show
/// the order of arrival, and a reader's cursor could pass a row that commits late.
public final class OneByOneStore {
    private static final int CONNECTIONS = 16;

    private OneByOneStore() {}

    /// Opens it on the same tables.
    public static Store open(Database database, InstantSource clock) {
        return new Store(database, new TickSettings(java.time.Duration.ofMillis(10), 4_096, 64, 64), clock, table -> {
            var pool = Pools.pool(database, Role.INTAKE, CONNECTIONS, 30, "SET lock_timeout = 0");
            var days = new Days(clock);
            var turns = new Semaphore(CONNECTIONS);
            return new Submitter<>() {
                @Override
                public Outcome submit(RequestEnvelope request) {
                    turns.acquireUninterruptibly();
                    try (var connection = pool.getConnection()) {
                        RawInsertBench.insert(connection, request, days.today());
                        connection.commit();
                        return Outcome.STORED;
                    } catch (SQLException e) {
                        throw StoreUnavailable.because(e);
                    } finally {
                        turns.release();
                    }
                }

                @Override
                public void close() {
                    pool.close();
                }
            };
        });
    }
}

package org.postern.store;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.postern.envelope.Limits;

/// Finds out whether a request could be stored, by storing something of its size: a table of its own is emptied and
/// written anew, and the commit waits for disk and standby as a request's does. The bytes are always the same and tell
/// nothing of anybody.
///
/// It runs only when somebody asks, when a transaction failed, and while the store is not well; never twice in two
/// seconds, and one trial serves everybody who asks for five. The log gets one line when it is no longer well and one
/// when it is again.
final class Trial implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.postern.store");
    private static final Duration COUNTS_FOR = Duration.ofSeconds(5);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Duration ASKER_WAITS = Duration.ofMillis(700);

    private static final int ANSWER_SECONDS = 6;
    // Below the driver's own limit: PostgreSQL ends a statement that waits and cleans up after it, where the driver
    // could only leave the connection, and what hangs there, behind.
    private static final String LIMITS = "SET statement_timeout = '5s'; SET lock_timeout = '2s'";

    private final HikariDataSource pool;
    private final Runnable renewing;
    private final byte[] frame = new byte[Limits.REQUEST_BYTES];
    private final Object turn = new Object();
    private final Thread thread;
    private StoreState state = StoreState.WELL;
    private long countsUntil = System.nanoTime();
    private long againAt = System.nanoTime();
    private long wellSince = System.nanoTime();
    private boolean wanted;
    private boolean closed;
    private volatile Stage stage = Stage.REACHING;
    private volatile boolean needsStandby;

    private enum Stage {
        REACHING,
        WRITING,
        COMMITTING
    }

    /// Starts to wait for somebody who asks.
    ///
    /// @param renewing lets go of every connection that was made before the database went away
    Trial(Database database, Runnable renewing) {
        pool = Pools.pool(database, Role.INTAKE, 1, ANSWER_SECONDS, LIMITS);
        this.renewing = renewing;
        // Bytes that nothing compresses: a file system that does would find room where a request finds none.
        new Random(1).nextBytes(frame);
        thread = Thread.ofPlatform().name("trial").daemon().start(this::run);
    }

    /// Says whether a request could be stored; in well under a second, even while the database hangs.
    StoreState ask() {
        synchronized (turn) {
            if (counts()) return state;
            wanted = true;
            turn.notifyAll();
            return awaitNanos(ASKER_WAITS.toNanos(), this::counts) ? state : hanging();
        }
    }

    /// What a trial suggests that is not over yet.
    private StoreState hanging() {
        if (stage == Stage.COMMITTING && needsStandby) return StoreState.STANDBY;
        return state == StoreState.WELL ? StoreState.DATABASE : state;
    }

    /// A transaction failed, for whatever reason: looks whether the store is still well.
    void suspect() {
        synchronized (turn) {
            wanted = true;
            turn.notifyAll();
        }
    }

    /// The database ended under a transaction, or its process did.
    ///
    /// @param beganNanos when that was begun; what is older than the last good trial says nothing new
    void lost(long beganNanos) {
        synchronized (turn) {
            if (state == StoreState.WELL && beganNanos - wellSince < 0) return;
            judge(StoreState.DATABASE);
            wanted = true;
            turn.notifyAll();
        }
    }

    private boolean counts() {
        return closed || System.nanoTime() - countsUntil < 0;
    }

    private void run() {
        while (awaitTurn()) {
            var found = tryOnce();
            synchronized (turn) {
                wanted = false;
                if (!closed) judge(found);
            }
        }
    }

    /// Waits until a trial is due.
    ///
    /// @return false when closed
    private boolean awaitTurn() {
        synchronized (turn) {
            // However many ask or fail, the pause counts: nobody can make it load.
            while (!awaitNanos(againAt - System.nanoTime(), () -> closed)) {
                if (wanted || state != StoreState.WELL) return true;
                awaitNanos(Long.MAX_VALUE / 2, () -> closed || wanted || state != StoreState.WELL);
            }
            return false;
        }
    }

    private boolean awaitNanos(long nanos, BooleanSupplier over) {
        var until = System.nanoTime() + nanos;
        try {
            for (long left; !over.getAsBoolean() && (left = until - System.nanoTime()) > 0; )
                TimeUnit.NANOSECONDS.timedWait(turn, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return over.getAsBoolean();
    }

    private void judge(StoreState found) {
        var before = state;
        state = found;
        countsUntil = System.nanoTime() + COUNTS_FOR.toNanos();
        againAt = System.nanoTime() + AGAIN_AFTER.toNanos();
        if (found == StoreState.WELL) wellSince = before == found ? wellSince : System.nanoTime();
        if (before == StoreState.WELL && found != StoreState.WELL) {
            LOG.log(Level.WARNING, sentence(found) + ": nothing can be stored until it is back");
            renewing.run();
            evict(pool);
        } else if (before != StoreState.WELL && found == StoreState.WELL) {
            LOG.log(Level.INFO, "the database is back: requests are stored again");
        }
    }

    private static String sentence(StoreState found) {
        return switch (found) {
            case WELL -> "the database is well";
            case DATABASE -> "the database is away";
            case STANDBY -> "the database waits for its synchronous standby, which is away";
            case DISK -> "the database has no room on its disk";
        };
    }

    static void evict(HikariDataSource pool) {
        var bean = pool.getHikariPoolMXBean();
        if (bean != null) bean.softEvictConnections();
    }

    private StoreState tryOnce() {
        stage = Stage.REACHING;
        needsStandby = false;
        try (var connection = pool.getConnection()) {
            stage = Stage.WRITING;
            try {
                write(connection);
                stage = Stage.COMMITTING;
                Pools.commit(connection);
                return StoreState.WELL;
            } catch (SQLException e) {
                Pools.rollBack(connection);
                throw e;
            }
        } catch (SQLException e) {
            return because(e.getSQLState() == null ? "" : e.getSQLState());
        }
    }

    private void write(Connection connection) throws SQLException {
        try (var ask = connection.createStatement()) {
            try (var row = ask.executeQuery("SELECT current_setting('synchronous_standby_names') <> ''")) {
                row.next();
                needsStandby = row.getBoolean(1);
            }
            ask.execute("TRUNCATE trial");
        }
        try (var insert = connection.prepareStatement("INSERT INTO trial (frame) VALUES (?)")) {
            insert.setBytes(1, frame);
            insert.executeUpdate();
        }
    }

    /// No room (53100) and a failing disk (58030) say so. A commit that is not answered, or a wait for another trial
    /// that hangs in its commit, is the standby's absence where there has to be one.
    private StoreState because(String code) {
        var hung = stage == Stage.COMMITTING || code.equals("55P03") || code.equals("57014");
        return switch (code) {
            case "53100", "58030" -> StoreState.DISK;
            default -> hung && needsStandby ? StoreState.STANDBY : StoreState.DATABASE;
        };
    }

    @Override
    public void close() {
        synchronized (turn) {
            closed = true;
            turn.notifyAll();
        }
        // Ends a trial that hangs: its connection is closed under it.
        pool.close();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.postern.listen;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Ends requests that do not arrive and answers that are not taken.
///
/// Helidon 4.5 closes idle connections but waits without end for the rest of a request that has begun, and for
/// a client that does not read. So each connection's thread gets a deadline when the request line has arrived;
/// it rests while the answer is made, and runs again while the answer is sent. A thread that is late is
/// interrupted, which makes the JDK close its socket: no answer is sent.
public final class Deadlines implements Http1ConnectionListener, AutoCloseable {
    private static final Duration LOOK_EVERY_MAX = Duration.ofMillis(500);

    private final long limitNanos;
    private final Map<Thread, Turn> turns = new ConcurrentHashMap<>();
    private final Thread watch;

    /// Starts to watch.
    ///
    /// @param limit time for a whole request, and again for a whole answer
    public Deadlines(Duration limit) {
        limitNanos = limit.toNanos();
        var lookEvery = limit.dividedBy(8).compareTo(LOOK_EVERY_MAX) < 0 ? limit.dividedBy(8) : LOOK_EVERY_MAX;
        watch = Thread.ofPlatform().daemon().name("deadlines").start(() -> look(lookEvery));
    }

    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
        turns.put(Thread.currentThread(), new Turn(System.nanoTime() + limitNanos));
    }

    /// The whole request has arrived: from here on the time is the server's own.
    ///
    /// @return false if this thread was too late; then its connection is closed already
    public boolean received() {
        var turn = turns.get(Thread.currentThread());
        return turn == null || turn.rest();
    }

    /// The answer is about to be sent: the client has the limit again to take it.
    public void sending() {
        var turn = turns.get(Thread.currentThread());
        if (turn != null) {
            turn.runUntil(System.nanoTime() + limitNanos);
        }
    }

    /// The answer was handed over.
    public void sent() {
        var turn = turns.remove(Thread.currentThread());
        if (turn != null) {
            turn.rest();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    private void look(Duration every) {
        try {
            while (true) {
                Thread.sleep(every);
                var now = System.nanoTime();
                turns.entrySet().removeIf(entry -> entry.getValue().interruptIfLate(entry.getKey(), now));
            }
        } catch (InterruptedException stop) {
            // Closed: connections end with their listener.
        }
    }

    /// One request's time. The lock makes sure that a thread is never interrupted after [#rest()] said that it was in
    /// time: the interrupt would hit the store instead of the socket.
    private static final class Turn {
        private long dueNanos;
        private boolean running = true;
        private boolean late;

        Turn(long dueNanos) {
            this.dueNanos = dueNanos;
        }

        synchronized boolean rest() {
            running = false;
            return !late;
        }

        synchronized void runUntil(long nanos) {
            dueNanos = nanos;
            running = !late;
        }

        synchronized boolean interruptIfLate(Thread thread, long nowNanos) {
            if (running && nowNanos - dueNanos >= 0) {
                late = true;
                running = false;
                thread.interrupt();
            }
            return late || !thread.isAlive();
        }
    }
}

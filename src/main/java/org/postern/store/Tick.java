package org.postern.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Gathers items and writes them together, so that what is stored has no order finer than the tick (DESIGN.md
/// 5). The same gathering makes one commit serve many. Whoever hands in an item waits until its transaction has
/// committed, for so long at most; nothing is acknowledged before.
final class Tick<T> implements Submitter<T> {
    /// How long after its tick an item may still be unanswered: longer than a transaction on a silent connection.
    /// It is not taken back then, it may be stored later; nobody is told that it was, nor that it was not.
    static final Duration ANSWERED_WITHIN = Duration.ofSeconds(Pools.ANSWER_SECONDS + 3L);

    private final Batch<T> batch;
    private final TickSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting<T>> queue = new ArrayDeque<>();
    private boolean flushing;
    private boolean closed;
    private Thread thread;

    private Tick(Batch<T> batch, TickSettings settings) {
        this.batch = batch;
        this.settings = settings;
    }

    /// A tick that nobody winds up: tests call {@link #runOnce}.
    static <T> Tick<T> unwound(Batch<T> batch, TickSettings settings) {
        return new Tick<>(batch, settings);
    }

    /// A tick with its own platform thread.
    static <T> Tick<T> started(String name, Batch<T> batch, TickSettings settings) {
        var tick = new Tick<>(batch, settings);
        tick.thread = Thread.ofPlatform().name(name).daemon().start(tick::run);
        return tick;
    }

    @Override
    public Outcome submit(T item) {
        var waiting = new Waiting<>(item);
        lock.lock();
        try {
            if (closed) throw new StoreUnavailable("closing");
            if (queue.size() >= settings.queueMax()) throw new StoreUnavailable("queue full");
            queue.add(waiting);
            if (queue.size() >= settings.flushAt()) changed.signalAll();
        } finally {
            lock.unlock();
        }
        return waiting.await(patience());
    }

    private long patience() {
        return System.nanoTime() + settings.interval().plus(ANSWERED_WITHIN).toNanos();
    }

    @Override
    public void flush() {
        List<Waiting<T>> before;
        lock.lock();
        try {
            if (closed) return;
            before = List.copyOf(queue);
            flushing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        var until = patience();
        for (var waiting : before) waiting.awaitTried(until);
    }

    /// Writes what waits now, in transactions of at most `batchMax`. What arrives meanwhile waits for the next
    /// tick.
    void runOnce() {
        var due = drain();
        for (int from = 0; from < due.size(); from += settings.batchMax())
            write(due.subList(from, Math.min(due.size(), from + settings.batchMax())));
    }

    /// How many wait now.
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting<T>> drain() {
        lock.lock();
        try {
            flushing = false;
            var due = new ArrayList<>(queue);
            queue.clear();
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Waiting<T>> together) {
        try {
            var outcomes = batch.write(together.stream().map(w -> w.item).toList());
            for (int i = 0; i < together.size(); i++) together.get(i).done(outcomes.get(i));
        } catch (StoreUnavailable e) {
            // One bad row must not cost its neighbours their place: each is tried alone.
            if (e.rowAtFault() && together.size() > 1) for (var one : together) write(List.of(one));
            else for (var waiting : together) waiting.failed(e);
        } catch (RuntimeException e) {
            for (var waiting : together) waiting.failed(new StoreUnavailable("tick failed"));
            throw e;
        }
    }

    private void run() {
        var next = System.nanoTime();
        while (true) {
            next = Math.max(next + settings.interval().toNanos(), System.nanoTime());
            if (!awaitTick(next)) return;
            try {
                runOnce();
            } catch (RuntimeException e) {
                // The submitters were told; the tick itself has to go on.
                System.getLogger("org.postern.store")
                        .log(
                                System.Logger.Level.ERROR,
                                "a tick failed: " + e.getClass().getName());
            }
        }
    }

    /// Waits for the time, for a queue full enough, or for the end.
    ///
    /// @return false when closed and nothing is left to write
    private boolean awaitTick(long at) {
        lock.lock();
        try {
            while (true) {
                if (closed) return !queue.isEmpty();
                if (!queue.isEmpty() && (flushing || queue.size() >= settings.flushAt())) return true;
                var left = at - System.nanoTime();
                if (left <= 0) return true;
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            closed = true;
            return !queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Takes nothing more, writes what waits, and ends.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (thread != null) thread.join(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One item and whoever waits for it.
    private static final class Waiting<T> {
        private final T item;
        private final CountDownLatch tried = new CountDownLatch(1);
        private volatile Outcome outcome;
        private volatile StoreUnavailable failure;

        Waiting(T item) {
            this.item = item;
        }

        void done(Outcome result) {
            outcome = result;
            tried.countDown();
        }

        void failed(StoreUnavailable why) {
            failure = why;
            tried.countDown();
        }

        void awaitTried(long untilNanos) {
            try {
                if (!tried.await(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS))
                    throw new StoreUnavailable("no answer");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreUnavailable("interrupted");
            }
        }

        Outcome await(long untilNanos) {
            awaitTried(untilNanos);
            if (failure != null) throw failure;
            return outcome;
        }
    }
}

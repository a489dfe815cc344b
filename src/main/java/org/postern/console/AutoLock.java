package org.postern.console;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/// Locks a console that nobody uses, and says so before.
final class AutoLock implements AutoCloseable {
    private static final Duration CHECK = Duration.ofMillis(250);
    private static final Duration WARNING_MAX = Duration.ofMinutes(2);

    private final Settings settings;
    private final BooleanSupplier busy;
    private final Runnable lock;
    private final Thread watching;
    private volatile Instant lastUsed;
    private volatile boolean ended;

    /// Starts to watch.
    ///
    /// @param settings the clock, and after how long without use it locks
    /// @param busy whether something is being sent, which is waited for
    /// @param lock what to do then
    AutoLock(Settings settings, BooleanSupplier busy, Runnable lock) {
        this.settings = settings;
        this.busy = busy;
        this.lock = lock;
        this.lastUsed = settings.clock().instant();
        this.watching = Thread.ofVirtual().name("auto-lock").start(this::watch);
    }

    /// Somebody is there.
    void used() {
        lastUsed = settings.clock().instant();
    }

    /// What to say about the lock that comes, for the last fifth of the time and at most two minutes before it.
    ///
    /// @param typed how many answers were typed and not sent
    /// @return nothing while it is far
    String warning(int typed) {
        var left = left();
        var early = settings.autoLock().dividedBy(5);
        if (left.compareTo(early.compareTo(WARNING_MAX) < 0 ? early : WARNING_MAX) > 0) {
            return "";
        }
        var when = left.compareTo(Duration.ofMinutes(1)) > 0 ? "less than two minutes" : "less than a minute";
        return "This console locks itself in " + when + ", because nobody uses it."
                + (typed == 0 ? "" : " " + Wording.typed(typed) + " Locking wipes that.");
    }

    private Duration left() {
        return Duration.between(settings.clock().instant(), lastUsed.plus(settings.autoLock()));
    }

    private void watch() {
        while (!ended) {
            try {
                Thread.sleep(CHECK);
            } catch (InterruptedException e) {
                return;
            }
            if (left().isNegative() && !busy.getAsBoolean()) {
                lock.run();
            }
        }
    }

    /// Stops watching.
    @Override
    public void close() {
        ended = true;
        // An interrupted thread can't write a file: the one that locks has the vault to write yet.
        if (!Thread.currentThread().equals(watching)) {
            watching.interrupt();
        }
    }
}

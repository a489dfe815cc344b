package org.postern.serve;

import java.time.Duration;
import java.time.InstantSource;
import org.postern.store.Store;
import org.postern.store.StoreUnavailable;

/// What has to be done without anybody asking: every minute, ask witnesses for what is due and see whether another node
/// published; every night (and once after the start), deal old days again and remove what destroyed epochs left.
final class Upkeep implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int CLOSE_MILLIS = 5_000;

    private final Store store;
    private final Board board;
    private final Cosigning cosigning;
    private final InstantSource clock;
    private final Thread thread;
    private long lastDay = -1;

    /// Starts.
    ///
    /// @param store whose days are dealt
    /// @param board looked up each minute
    /// @param cosigning kept up each minute
    /// @param clock says when a day is over
    Upkeep(Store store, Board board, Cosigning cosigning, InstantSource clock) {
        this.store = store;
        this.board = board;
        this.cosigning = cosigning;
        this.clock = clock;
        thread = Thread.ofPlatform().daemon().name("upkeep").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                cosigning.keepUpQuietly();
                board.refreshQuietly();
                nightly();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException stop) {
            // Closed.
        }
    }

    private void nightly() {
        var today = clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds();
        if (today == lastDay) {
            return;
        }
        try {
            store.redeal();
            board.reap();
            lastDay = today;
        } catch (StoreUnavailable away) {
            // The next minute tries again.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

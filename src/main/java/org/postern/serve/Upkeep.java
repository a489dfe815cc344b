package org.postern.serve;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.postern.store.Store;
import org.postern.store.StoreUnavailable;

/// What has to be done without anybody asking: every second, see whether another node published; every minute, ask
/// witnesses for what is due; every night (and once after the start), deal old days again and remove what destroyed
/// epochs left. Each has its own thread: a witness or a night's work that takes long holds up nothing else.
final class Upkeep implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration ASK_EVERY = Duration.ofMinutes(1);
    private static final int CLOSE_MILLIS = 5_000;

    private final Store store;
    private final Board board;
    private final Publishing publishing;
    private final InstantSource clock;
    private final List<Thread> threads;
    private long lastDay = -1;

    /// Starts.
    ///
    /// @param store whose days are dealt
    /// @param board looked up each second
    /// @param cosigning kept up each minute
    /// @param publishing compares what is shown with what is served
    /// @param clock says when a day is over
    Upkeep(Store store, Board board, Cosigning cosigning, Publishing publishing, InstantSource clock) {
        this.store = store;
        this.board = board;
        this.publishing = publishing;
        this.clock = clock;
        threads = List.of(
                every(LOOK_EVERY, "look", this::look),
                every(ASK_EVERY, "cosign", cosigning::keepUpQuietly),
                every(ASK_EVERY, "night", this::nightly));
    }

    private static Thread every(Duration pause, String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                while (true) {
                    work.run();
                    Thread.sleep(pause);
                }
            } catch (InterruptedException stop) {
                // Closed.
            }
        });
    }

    private void look() {
        board.refreshQuietly();
        publishing.compareFiles();
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
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

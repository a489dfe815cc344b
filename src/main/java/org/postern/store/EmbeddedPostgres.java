package org.postern.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A real PostgreSQL 18 as a child of this process: durable, SCRAM, on the loopback only, without rights of its
/// own, and gone when this process is gone. When it dies it is started again, with a growing pause.
///
/// For development and small houses; a bigger house takes its distribution's PostgreSQL and sets `db.url`.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.postern.store");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /// A server that stood this long was well; the next pause is short again.
    private static final Duration WELL_AFTER = Duration.ofSeconds(60);
    private static final int STARTS_MAX = 20;
    private static final int STOP_SECONDS = 30;

    private final PostgresFolder folder;
    private final int port;
    private final Object state = new Object();
    private Process process;
    private boolean stopping;
    private boolean ready;
    private String failure;
    private Thread keeper;
    private volatile Runnable onEnd = () -> LOG.log(Level.WARNING, "PostgreSQL ended and is started again");

    private EmbeddedPostgres(PostgresFolder folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /// Starts PostgreSQL over a folder, which is created and filled if it is new.
    ///
    /// @param programs where the programs are unpacked, once for all folders that share it
    /// @param home where the data stay; if this process is root, everybody must be able to pass through to both
    /// @throws IllegalStateException with one clear line if it can't run here
    public static EmbeddedPostgres start(Path programs, Path home) {
        try {
            createPassable(programs);
            createPassable(home);
            var folder = new PostgresFolder(PostgresBinaries.unpack(programs), home.toAbsolutePath());
            folder.prepare();
            var postgres = new EmbeddedPostgres(folder, freePort());
            postgres.startKeeper();
            postgres.awaitReady();
            return postgres;
        } catch (IOException e) {
            throw new IllegalStateException(unusable(home)
                    .orElse("the data folder " + home
                            + " can't be made or written: choose another data folder, or set db.url"));
        }
    }

    /// Looks whether a folder could be made and used, and makes nothing.
    ///
    /// @param home as at [#start]
    /// @return what is wrong and what to do, one sentence; empty if nothing is
    public static Optional<String> unusable(Path home) {
        var there = home.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
        if (!Files.isDirectory(there)) return Optional.of(there + " is not a folder: choose another data folder");
        if (!Files.isWritable(there))
            return Optional.of("this user can't write in " + there + ": choose another data folder");
        return Unprivileged.barrier(there).map(PostgresFolder::impassable);
    }

    private static void createPassable(Path folder) throws IOException {
        if (Files.exists(folder)) return;
        var parent = folder.toAbsolutePath().getParent();
        if (parent != null) createPassable(parent);
        Files.createDirectories(folder);
        // Set when it is there: a mode given with the making is cut by the umask.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Where it is, and the roles' passwords. Stays true when it is started again.
    public Database database() {
        return new Database(url("postern"), Passwords.read(folder.passwords()));
    }

    /// The process that serves now, for those who must stop or kill it in a test; empty while it is down.
    public Optional<ProcessHandle> handle() {
        synchronized (state) {
            return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
        }
    }

    /// Tells somebody whenever PostgreSQL ends unasked, in place of a line in the log; it is started again in any case.
    ///
    /// @param told must not block
    public void whenItEnds(Runnable told) {
        onEnd = told;
    }

    String url(String databaseName) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + databaseName;
    }

    PostgresFolder folder() {
        return folder;
    }

    // The kernel's "parent died" signal follows the thread that forked, so that thread has to live as long as the
    // child.
    private void startKeeper() {
        keeper = Thread.ofPlatform().name("postgres-keeper").daemon().start(this::keep);
    }

    private void keep() {
        var pause = FIRST_PAUSE;
        var failedStarts = 0;
        while (true) {
            var began = System.nanoTime();
            var wasReady = serveOnce();
            synchronized (state) {
                if (stopping || failure != null) return;
                failedStarts = wasReady ? 0 : failedStarts + 1;
                if (!ready && failedStarts >= STARTS_MAX) {
                    failure = "PostgreSQL does not start: " + folder.lastLogLine() + "; or set db.url";
                    state.notifyAll();
                    return;
                }
            }
            if (System.nanoTime() - began > WELL_AFTER.toNanos()) pause = FIRST_PAUSE;
            if (wasReady) onEnd.run();
            if (!sleep(pause)) return;
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            if (!wasReady && !ready) pause = FIRST_PAUSE;
        }
    }

    /// Runs the server until it ends.
    ///
    /// @return whether it ever answered
    private boolean serveOnce() {
        try {
            synchronized (state) {
                if (stopping) return false;
                process = folder.start(command());
            }
            var answered = new PostgresBoot(this).await(process);
            if (answered) {
                synchronized (state) {
                    ready = true;
                    state.notifyAll();
                }
            }
            process.waitFor();
            return answered;
        } catch (IOException e) {
            return false;
        } catch (IllegalStateException e) {
            giveUpOrRetry(e.getMessage());
            return false;
        } catch (InterruptedException e) {
            synchronized (state) {
                stopping = true;
            }
            return false;
        }
    }

    /// A first start that can't be used fails for good; a later one (a full disk, say) is ended and tried
    /// again.
    private void giveUpOrRetry(String why) {
        synchronized (state) {
            if (!ready) failure = why;
            state.notifyAll();
            process.destroyForcibly().onExit().join();
        }
    }

    private List<String> command() {
        return List.of(
                folder.program("postgres"),
                "-D",
                folder.data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=64");
    }

    private void awaitReady() {
        synchronized (state) {
            try {
                while (!ready && failure == null) state.wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = "interrupted while PostgreSQL started";
            }
            if (failure != null) {
                stopping = true;
                throw new IllegalStateException(failure);
            }
        }
    }

    private boolean sleep(Duration pause) {
        synchronized (state) {
            var until = System.nanoTime() + pause.toNanos();
            try {
                for (long left; !stopping && (left = until - System.nanoTime()) > 0; )
                    TimeUnit.NANOSECONDS.timedWait(state, left);
            } catch (InterruptedException e) {
                return false;
            }
            return !stopping;
        }
    }

    /// Stops it: running transactions are rolled back, everything committed is on disk.
    @Override
    public void close() {
        Process running;
        synchronized (state) {
            stopping = true;
            running = process;
            state.notifyAll();
        }
        try {
            if (running != null && running.isAlive()) {
                // SIGINT is PostgreSQL's fast shutdown; Process.destroy would send SIGTERM, which waits for every
                // session.
                new ProcessBuilder("/bin/kill", "-INT", Long.toString(running.pid()))
                        .start()
                        .waitFor();
                if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
                    running.destroyForcibly().waitFor();
            }
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be told to stop", e);
        }
    }
}

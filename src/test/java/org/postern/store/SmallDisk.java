package org.postern.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A disk that fills up. Root gets a real one: a tmpfs of 160 MiB, ENOSPC everywhere, the WAL included. Without
/// root a limit on the size of PostgreSQL's files stands in: EFBIG where a table grows, which takes the same
/// way through the store but spares the WAL.
sealed interface SmallDisk extends AutoCloseable {
    /// Where PostgreSQL's folder goes.
    Path home();

    /// Makes it full soon.
    void shrink(EmbeddedPostgres postgres) throws IOException;

    /// Makes room again.
    void grow(EmbeddedPostgres postgres) throws IOException;

    @Override
    void close() throws IOException;

    static SmallDisk of(Path below) throws IOException {
        if (!Unprivileged.isRoot()) return new FileLimit(below.resolve("home"));
        var mount = Files.createDirectory(
                below.resolve("disk"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        run("mount", "-t", "tmpfs", "-o", "size=160m,mode=711", "tmpfs", mount.toString());
        return new Tmpfs(mount);
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).inheritIO().start();
        if (process.onExit().join().exitValue() != 0)
            throw new IOException("this test needs to run: " + String.join(" ", command));
    }

    /// A file system in memory.
    record Tmpfs(Path home) implements SmallDisk {
        @Override
        public void shrink(EmbeddedPostgres postgres) {}

        @Override
        public void grow(EmbeddedPostgres postgres) throws IOException {
            run("mount", "-o", "remount,size=1g", home.toString());
        }

        @Override
        public void close() throws IOException {
            run("umount", home.toString());
        }
    }

    /// A limit on the size of each file, inherited by PostgreSQL's new backends.
    record FileLimit(Path home) implements SmallDisk {
        private static final int SIXTY_FOUR_MEGABYTES = 64 << 20;

        @Override
        public void shrink(EmbeddedPostgres postgres) throws IOException {
            limit(postgres, SIXTY_FOUR_MEGABYTES + ":unlimited");
        }

        @Override
        public void grow(EmbeddedPostgres postgres) throws IOException {
            limit(postgres, "unlimited:unlimited");
        }

        private static void limit(EmbeddedPostgres postgres, String size) throws IOException {
            var server = postgres.handle().orElseThrow();
            run("prlimit", "--pid", Long.toString(server.pid()), "--fsize=" + size);
            for (var backend : server.children().toList())
                run("prlimit", "--pid", Long.toString(backend.pid()), "--fsize=" + size);
        }

        @Override
        public void close() {}
    }
}

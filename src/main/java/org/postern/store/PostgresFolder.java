package org.postern.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the embedded PostgreSQL keeps on disk: `data` (its own, mode 0700), `owner` and `passwords` (ours, mode
/// 0600), and `postgres.log`, begun anew at every start.
final class PostgresFolder {
    /// The superuser of the embedded server; used by the launcher only.
    static final String OWNER = "postern_owner";

    private static final int INIT_SECONDS = 120;

    private final Path programs;
    private final Path home;

    PostgresFolder(Path programs, Path home) {
        this.programs = programs;
        this.home = home;
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("postgres.log");
    }

    Path passwords() {
        return home.resolve("passwords");
    }

    String ownerPassword() throws IOException {
        return Files.readString(home.resolve("owner")).strip();
    }

    String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    /// Creates the data folder if there is none; one that was begun and not finished is begun again.
    ///
    /// @throws IllegalStateException with one clear line if PostgreSQL can't
    void prepare() throws IOException {
        Unprivileged.barrier(home).ifPresent(folder -> {
            throw new IllegalStateException(impassable(folder));
        });
        if (!Files.exists(data())) initialise();
        // Written at every start, so that a new version's settings count for old data.
        var settings = data().resolve("postern.conf");
        try (var source = PostgresFolder.class.getResourceAsStream("/postgres/postern.conf")) {
            if (source == null) throw new AssertionError("postern.conf is packed with the program");
            Files.copy(source, settings, StandardCopyOption.REPLACE_EXISTING);
        }
        Unprivileged.give(settings);
    }

    static String impassable(Path folder) {
        return "PostgreSQL runs as nobody and can't pass " + folder
                + ": choose a data folder that everybody may pass (chmod o+x), or set db.url";
    }

    private void initialise() throws IOException {
        var fresh = home.resolve("data.new");
        if (Files.exists(fresh)) PostgresBinaries.delete(fresh);
        Files.createDirectory(
                fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Unprivileged.give(fresh);
        Passwords.write(home.resolve("owner"), Passwords.draw() + "\n");
        // initdb reads the password as the child's user; /dev/stdin can't be opened after setpriv.
        var forChild = home.resolve("owner.initdb");
        Files.deleteIfExists(forChild);
        Passwords.write(forChild, ownerPassword() + "\n");
        Unprivileged.give(forChild);
        try {
            run(List.of(
                    program("initdb"),
                    "-D",
                    fresh.toString(),
                    "-U",
                    OWNER,
                    "-A",
                    "scram-sha-256",
                    "--pwfile=" + forChild,
                    "-E",
                    "UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C"));
        } finally {
            Files.delete(forChild);
        }
        Files.writeString(
                fresh.resolve("postgresql.conf"),
                "\ninclude = 'postern.conf'\n",
                java.nio.file.StandardOpenOption.APPEND);
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void run(List<String> command) throws IOException {
        try {
            var process = start(command);
            if (!process.waitFor(INIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("initdb did not end: set db.url");
            }
            if (process.exitValue() != 0)
                throw new IllegalStateException(
                        "PostgreSQL could not be set up here: " + lastLogLine() + "; or set db.url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while setting up PostgreSQL", e);
        }
    }

    /// Starts a program of PostgreSQL's without rights of its own, its words going to `postgres.log`.
    Process start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(Unprivileged.command(command))
                .directory(home.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().clear();
        return builder.start();
    }

    /// The last thing PostgreSQL said.
    String lastLogLine() {
        try (var lines = Files.lines(log())) {
            return lines.filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
        } catch (IOException | UncheckedIOException e) {
            return "no log";
        }
    }
}

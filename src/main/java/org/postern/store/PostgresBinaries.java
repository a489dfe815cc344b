package org.postern.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// PostgreSQL's own programs, unpacked from the class path into a folder that any user may read.
final class PostgresBinaries {
    /// The version in the class path; the folder bears it, so that a newer one is unpacked beside.
    static final String VERSION = "18.6.0";

    private static final int ANYBODY_MAY_RUN = 0111;

    private PostgresBinaries() {}

    /// Unpacks once. Two processes may do so at the same time: the folder appears whole or not at all.
    ///
    /// @param home below it, `pg-VERSION`
    /// @return the folder with `bin`, `lib` and `share`
    /// @throws IOException if the disk refuses
    /// @throws IllegalStateException if there are no programs for this machine
    static Path unpack(Path home) throws IOException {
        var folder = home.resolve("pg-" + VERSION);
        if (Files.isDirectory(folder)) {
            // An earlier start may have made it under a umask that keeps everybody out.
            passable(folder);
            return folder;
        }
        var fresh = Files.createTempDirectory(home, "pg-unpacking");
        try (var archive = open()) {
            for (TarArchiveEntry entry; (entry = archive.getNextEntry()) != null; ) extract(archive, entry, fresh);
        }
        passable(fresh);
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            delete(fresh);
        }
        return folder;
    }

    /// Lets everybody pass through a folder and those in it: their modes were cut by the umask when they were made.
    private static void passable(Path root) throws IOException {
        var modes = PosixFilePermissions.fromString("rwxr-xr-x");
        try (var all = Files.walk(root)) {
            for (var folder : all.filter(Files::isDirectory).toList()) {
                if (!Files.getPosixFilePermissions(folder).containsAll(modes)) {
                    Files.setPosixFilePermissions(folder, modes);
                }
            }
        }
    }

    private static TarArchiveInputStream open() throws IOException {
        var machine = System.getProperty("os.arch");
        var name = switch (machine) {
            case "amd64", "x86_64" -> "/postgres-linux-x86_64.txz";
            case "aarch64" -> "/postgres-linux-arm_64.txz";
            default -> "";
        };
        InputStream packed = name.isEmpty() ? null : PostgresBinaries.class.getResourceAsStream(name);
        if (packed == null || !System.getProperty("os.name").equals("Linux"))
            throw new IllegalStateException("no embedded PostgreSQL for this machine: set db.url");
        return new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)));
    }

    private static void extract(InputStream archive, TarArchiveEntry entry, Path into) throws IOException {
        var target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) throw new IOException("an entry that points outside the archive");
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(archive, target);
        var program = (entry.getMode() & ANYBODY_MAY_RUN) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /// Deletes a folder and all that is in it.
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}

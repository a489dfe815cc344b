package org.postern.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that admins carry about. Reading is bounded; writing never overwrites by mistake.
final class CeremonyFile {
    private static final int FILE_BYTES_MAX = 16 << 20;

    private CeremonyFile() {}

    static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CeremonyStep.WrongUse("There is no file " + file + ".");
        }
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new CeremonyStep.WrongUse("The file " + file + " is far too large.");
        }
        return Files.readAllBytes(file);
    }

    static void writeNew(Path file, byte[] bytes) throws IOException {
        requireNew(file);
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
    }

    /// Puts new content in a file's place in one step, so that a crash leaves the old or the new one.
    static void replace(Path file, byte[] bytes) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".new");
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireNew(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CeremonyStep.WrongUse("The file " + file + " exists already; it is not overwritten.");
        }
        var parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new CeremonyStep.WrongUse("The folder of " + file + " does not exist.");
        }
    }
}

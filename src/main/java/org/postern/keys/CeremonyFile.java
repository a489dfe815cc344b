package org.postern.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postern.file.WholeFile;

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
        requireFree(file);
        WholeFile.create(file, bytes);
    }

    /// Puts new content in a file's place in one step, so that a crash leaves the old or the new one.
    static void replace(Path file, byte[] bytes) throws IOException {
        WholeFile.replace(file, bytes);
    }

    static void requireFree(Path file) {
        if (!WholeFile.isFree(file)) {
            throw new CeremonyStep.WrongUse("The file " + file + " exists already; it is not overwritten.");
        }
    }
}

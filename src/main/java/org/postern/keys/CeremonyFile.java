package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.postern.ceremony.CeremonyException;
import org.postern.file.WholeFile;
import org.postern.manifest.ManifestException;
import org.postern.note.NoteException;

/// Files that admins carry about. Reading is bounded; writing never overwrites by mistake.
final class CeremonyFile {
    private static final int FILE_BYTES_MAX = 16 << 20;
    private static final int FORM_CHARS_MAX = 64;
    private static final Pattern FORM = Pattern.compile("postern/[a-z-]+/v[0-9]+");
    /// What deposits begin with.
    private static final String SEALED = "age-encryption.org/v1";
    /// What vaults begin with.
    private static final String VAULT = "PVLT";

    private CeremonyFile() {}

    static byte[] read(Path file) throws IOException {
        return WholeFile.read(file, FILE_BYTES_MAX);
    }

    /// Reads a file of one form.
    ///
    /// @param file  where
    /// @param what  what it should be, for a person
    /// @param parse refuses any other form with an exception
    static <T> T read(Path file, String what, Function<byte[], T> parse) throws IOException {
        var bytes = read(file);
        try {
            return parse.apply(bytes);
        } catch (ManifestException | NoteException | CeremonyException | IllegalArgumentException e) {
            throw new CeremonyException("The file " + file + " is not " + what + " (" + reason(bytes, e) + ").");
        }
    }

    /// What a file of another form of ours says of itself helps more than where it differs.
    private static String reason(byte[] bytes, RuntimeException otherwise) {
        var first = new String(bytes, 0, Math.min(bytes.length, FORM_CHARS_MAX), StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        if (first.equals(SEALED)) {
            return "it is something sealed, such as a deposit";
        }
        if (first.startsWith(VAULT)) {
            return "it is a vault, or a backup of one";
        }
        return otherwise.getMessage() + (FORM.matcher(first).matches() ? "; it begins with " + first : "");
    }

    static void writeNew(Path file, byte[] bytes) throws IOException {
        requireFree(file);
        WholeFile.create(file, bytes);
    }

    /// Puts new content in a file's place in one step, so that a crash leaves the old or the new one.
    static void replace(Path file, byte[] bytes) throws IOException {
        WholeFile.replace(file, bytes);
    }

    /// Looks, before anything is asked or made, whether a file may be written: nothing stands there, or an older one of
    /// its own kind.
    ///
    /// @param file  where
    /// @param isOwn whether what stands there is of this kind
    static void requireReplaceable(Path file, Predicate<byte[]> isOwn) throws IOException {
        if (!WholeFile.isFree(file) && !isOwn.test(read(file))) {
            throw new CeremonyException(
                    "The file " + file + " is something else already; it is not overwritten. Name" + " another file.");
        }
        requireFolder(file);
    }

    /// Whether a file begins with a line of some form, whatever its version.
    static Predicate<byte[]> begins(String form) {
        return bytes -> new String(bytes, StandardCharsets.ISO_8859_1).startsWith(form);
    }

    private static void requireFolder(Path file) {
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new CeremonyException("The folder of this file does not exist: " + file);
        }
    }

    static void requireFree(Path file) {
        if (!WholeFile.isFree(file)) {
            throw new CeremonyException("The file " + file + " exists already; it is not overwritten.");
        }
        requireFolder(file);
    }
}

package org.postern.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.manifest.Hash;

/// The highest manifest version seen so far, and which note it was. Kept as one line: `version hash`.
///
/// @param version 1 or more
/// @param note    SHA-256 of the manifest note
record Seen(int version, Hash note) {
    private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,8}) ([0-9a-f]{64})\n?");

    static Optional<Seen> read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        var line = LINE.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!line.matches()) {
            throw new IOException("The file of what was seen can't be read; it holds one line: version and hash.");
        }
        return Optional.of(new Seen(Integer.parseInt(line.group(1)), new Hash(line.group(2))));
    }

    void write(Path file) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, version + " " + note + "\n", StandardCharsets.US_ASCII);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}

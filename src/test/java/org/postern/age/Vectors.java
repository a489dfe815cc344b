package org.postern.age;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Public test vectors beside the checkout, `../shared/vectors`. A plain clone has none; what then does not run is
/// said in one line.
public final class Vectors {
    private static final Path FOLDER = Path.of("..", "shared", "vectors");

    private Vectors() {}

    /// A file or folder of vectors.
    public static Optional<Path> find(String path) {
        var found = FOLDER.resolve(path);
        if (Files.exists(found)) return Optional.of(found);
        System.out.println("vectors not present, not run: " + found);
        return Optional.empty();
    }

    /// A JSON file of vectors.
    public static Optional<JsonNode> json(String path) {
        return find(path).map(file -> {
            try {
                return new ObjectMapper().readTree(file.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

package org.postern.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postern.manifest.Hash;
import org.postern.manifest.ServedFile;
import picocli.CommandLine.Option;

/// Which files the manifest pins: those of a folder, or named ones.
final class ServedFiles {
    @Option(
            names = "--pages",
            paramLabel = "DIR",
            description = {
                "Pin every file below this folder by its path; index.html counts as its folder. Compressed copies",
                "(.br, .gz) are left out."
            })
    private Path pages;

    @Option(
            names = "--file",
            paramLabel = "PATH=FILE",
            description = "Pin this file under this path, such as /postern.js=build/postern.js.")
    private Map<String, Path> files = new TreeMap<>();

    boolean given() {
        return pages != null || !files.isEmpty();
    }

    List<ServedFile> hashed() throws IOException {
        var all = new TreeMap<>(files);
        if (pages != null) {
            if (!Files.isDirectory(pages)) {
                throw new CeremonyStep.WrongUse("There is no folder " + pages + ".");
            }
            try (var walk = Files.walk(pages)) {
                walk.filter(Files::isRegularFile)
                        .filter(ServedFiles::isOriginal)
                        .forEach(file -> all.put(pathOf(file), file));
            }
        }
        var hashed = new ArrayList<ServedFile>();
        for (var entry : all.entrySet()) {
            hashed.add(new ServedFile(entry.getKey(), Hash.of(CeremonyFile.read(entry.getValue()))));
        }
        return hashed;
    }

    private static boolean isOriginal(Path file) {
        var name = file.getFileName().toString();
        return !name.endsWith(".br") && !name.endsWith(".gz");
    }

    private String pathOf(Path file) {
        var path = "/" + pages.relativize(file).toString().replace('\\', '/');
        return path.endsWith("/index.html") ? path.substring(0, path.length() - "index.html".length()) : path;
    }
}

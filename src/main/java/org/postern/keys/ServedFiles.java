package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.postern.manifest.Hash;
import org.postern.manifest.ServedFile;
import picocli.CommandLine.Option;

/// Which files the manifest pins: those of a folder, or named ones.
final class ServedFiles {
    @Option(
            names = "--pages",
            paramLabel = "DIR",
            description = {
                "Pin every file below this folder by its path; index.html counts as its folder. Compressed copies "
                        + "(.br, .gz) are left out."
            })
    private Path pages;

    @Option(
            names = "--file",
            paramLabel = "PATH=FILE",
            description = "Pin this file under this path, such as /postern.js=build/postern.js.")
    private Map<String, Path> files = new TreeMap<>();

    @Option(
            names = "--pages-at",
            paramLabel = "URL",
            description = {
                "Pin what the server behind this team listener says that it serves; for the founding, which is made "
                        + "offline. With --at nothing has to be said: what the server serves is pinned."
            })
    private URI server;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[a-z]+}}");

    /// The same for every service that runs this program; the document differs from service to service.
    private static final List<String> OWN = List.of("/postern.css", "/postern.js");

    boolean given() {
        return pages != null || server != null || !files.isEmpty();
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
        var hashed = new TreeMap<String, ServedFile>();
        if (server != null) {
            new ServerBoard(server, List.of()).served().forEach(file -> hashed.put(file.path(), file));
        }
        for (var entry : all.entrySet()) {
            var bytes = CeremonyFile.read(entry.getValue());
            requireRendered(entry.getValue(), bytes);
            hashed.put(entry.getKey(), new ServedFile(entry.getKey(), Hash.of(bytes)));
        }
        return List.copyOf(hashed.values());
    }

    /// The document in the program's file has places that the server fills in: nobody is ever served it.
    private static void requireRendered(Path file, byte[] bytes) {
        if (file.toString().endsWith(".html")
                && PLACEHOLDER
                        .matcher(new String(bytes, StandardCharsets.UTF_8))
                        .find()) {
            throw new CeremonyStep.WrongUse(
                    file + " is the template of the page and not the page: the server fills it"
                            + " in. Leave out --pages and give --at URL, or --pages-at URL: then the server says what it serves.");
        }
    }

    /// What is served beside what is pinned.
    ///
    /// @return a sentence if they differ; empty if they are the same, or the server does not say what it serves
    static Optional<String> difference(List<ServedFile> served, List<ServedFile> pinned) {
        if (served.isEmpty() || Set.copyOf(served).equals(Set.copyOf(pinned))) {
            return Optional.empty();
        }
        var other = served.stream()
                .filter(file -> !pinned.contains(file))
                .map(ServedFile::path)
                .toList();
        var gone = pinned.stream()
                .map(ServedFile::path)
                .filter(path -> served.stream().noneMatch(file -> file.path().equals(path)))
                .toList();
        return Optional.of("The server serves other pages than those that are pinned"
                + (other.isEmpty() ? "" : "; new or changed: " + String.join(" ", other))
                + (gone.isEmpty() ? "" : "; not served: " + String.join(" ", gone)) + ".");
    }

    /// Whether served files are those of this very program, so that nobody pins what a server was made to serve.
    ///
    /// @return a sentence for the admin
    static String origin(List<ServedFile> served) throws IOException {
        var foreign = new ArrayList<String>();
        for (var path : OWN) {
            try (var own = ServedFiles.class.getResourceAsStream("/pages" + path)) {
                if (own != null && !served.contains(new ServedFile(path, Hash.of(own.readAllBytes())))) {
                    foreign.add(path);
                }
            }
        }
        return foreign.isEmpty()
                ? "Style and script are those of this program."
                : "! Not those of this program: " + String.join(" ", foreign)
                        + ". Either the server runs another version, or somebody changed its pages: ask whoever runs it"
                        + " before you sign.";
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

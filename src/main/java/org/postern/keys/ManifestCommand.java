package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Composes the next manifest of the same epoch.
@Command(
        name = "manifest",
        description = {
            "Compose the next manifest of the same epoch: other served files, another end of intake, or a new root.",
            "For a new epoch use: postern keys epoch. The manifest has no signature yet."
        },
        mixinStandardHelpOptions = true)
final class ManifestCommand extends CeremonyStep {
    @Option(names = "--root", required = true, paramLabel = "FILE", description = "The newest root note.")
    private Path root;

    @Option(names = "--previous", required = true, paramLabel = "FILE", description = "The published manifest note.")
    private Path previous;

    @Option(
            names = "--intake-until",
            paramLabel = "TIME",
            description = "When intake ends, such as 2026-11-30T00:00:00Z. Without it: unchanged.")
    private Optional<Instant> until = Optional.empty();

    @Mixin
    private ServedFiles files;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the manifest.")
    private Path file;

    @Override
    void run() throws IOException {
        var before = NoteFile.read(previous);
        var manifest = NextManifest.renewing(
                NoteFile.read(root).root(),
                before.manifest(),
                before.hash(),
                files.given() ? files.hashed() : before.manifest().files(),
                until.orElse(before.manifest().intakeUntil()));
        CeremonyFile.writeNew(file, manifest.text().getBytes(StandardCharsets.US_ASCII));
        PlainWords.of(manifest).forEach(out()::println);
        out().println("Now k admins sign " + file + ", one after the other: postern keys sign");
    }
}

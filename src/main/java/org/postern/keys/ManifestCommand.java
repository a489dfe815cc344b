package org.postern.keys;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.Proposal;
import org.postern.manifest.Manifest;
import org.postern.manifest.ServedFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Changes served files, or the end of intake, of the epoch in force.
@Command(
        name = "manifest",
        description = {
            "Propose other served files, or another end of intake, without a new epoch.",
            "With --at alone it pins what the server serves, as after an upgrade of the program.",
            "For a new epoch use: postern keys rotate (it takes --pages and --file, too)."
        },
        mixinStandardHelpOptions = true)
final class ManifestCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private AdminOptions vault;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "When intake ends, such as 2026-11-30T09:00:00Z. Without it: unchanged.")
    private Optional<Instant> until = Optional.empty();

    @Mixin
    private ServedFiles files;

    @Override
    void run() throws IOException {
        if (until.isEmpty() && !files.given() && !options.isOnline()) {
            throw new WrongUse("Say what changes: --pages, --file or --until; or give --at to pin what is served.");
        }
        try (var admin = vault.admin()) {
            var round = options.round(admin, out());
            Optional<List<ServedFile>> served = Optional.empty();
            if (files.given()) {
                served = Optional.of(files.hashed());
            } else if (until.isEmpty()) {
                served = Optional.of(round.served()).filter(list -> !list.isEmpty());
            }
            var pinned = round.now().manifest().map(Manifest::files).orElse(List.of());
            if (until.isEmpty() && served.filter(list -> !list.equals(pinned)).isEmpty()) {
                out().println("What is served is what is pinned: there is nothing to change.");
                return;
            }
            var manifest = NextManifest.changing(round.now(), round.now().root(), Changes.ofPages(until, served));
            round.propose(
                    Proposal.ofChange(Optional.empty(), Optional.empty(), Optional.of(admin.sign(manifest.text()))));
            endsWith(round.exitCode());
        }
    }
}

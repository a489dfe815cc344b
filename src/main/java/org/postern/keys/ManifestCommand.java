package org.postern.keys;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.Proposal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Changes served files, or the end of intake, of the epoch in force.
@Command(
        name = "manifest",
        description = {
            "Propose other served files, or another end of intake, without a new epoch.",
            "For a new epoch use: postern keys rotate (it takes --pages and --file, too)."
        },
        mixinStandardHelpOptions = true)
final class ManifestCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private VaultOptions vault;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "When intake ends, such as 2026-11-30T09:00:00Z. Without it: unchanged.")
    private Optional<Instant> until = Optional.empty();

    @Mixin
    private ServedFiles files;

    @Override
    void run() throws IOException {
        if (until.isEmpty() && !files.given()) {
            throw new WrongUse("Say what changes: --pages, --file or --until.");
        }
        try (var admin = vault.admin()) {
            var round = options.round(admin, out());
            var served = files.given()
                    ? Optional.of(files.hashed())
                    : Optional.<java.util.List<org.postern.manifest.ServedFile>>empty();
            var manifest = NextManifest.changing(round.now(), round.now().root(), Changes.ofPages(until, served));
            round.propose(
                    Proposal.ofChange(Optional.empty(), Optional.empty(), Optional.of(admin.sign(manifest.text()))));
            endsWith(round.exitCode());
        }
    }
}

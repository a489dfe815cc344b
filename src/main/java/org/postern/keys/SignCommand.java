package org.postern.keys;

import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Reviews and signs what another admin proposed.
@Command(
        name = "sign",
        description = {
            "Check what another admin has proposed, say it in plain words, and sign it if you agree.",
            "If yours is the last signature that was needed, it is published as well.",
            "May be interrupted at any point; the same command goes on from there."
        },
        mixinStandardHelpOptions = true)
final class SignCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private AdminOptions vault;

    @Option(
            names = "--id",
            paramLabel = "START",
            description = "Which proposal, where there are several: its first digits.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--instead", description = "Sign this one though you have signed another for the same version.")
    private boolean instead;

    @Mixin
    private WaitOption wait;

    @Override
    void run() throws IOException {
        var founding = options.founding(out());
        if (founding.isPresent()) {
            try (var admin = vault.admin()) {
                endsWith(founding.get().sign(admin));
            }
            return;
        }
        try (var admin = vault.admin()) {
            var round = options.round(admin, options.board(), options.talk(out(), wait.patience()));
            round.sign(id, instead);
            endsWith(round.exitCode());
        }
    }
}

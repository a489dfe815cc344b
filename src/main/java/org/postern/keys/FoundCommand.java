package org.postern.keys;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Founds a service.
@Command(
        name = "found",
        description = {
            "Found a service: compose the first root from the admins' cards, and sign it as the first of them.",
            "The other admins sign the same file (postern keys sign) until there are enough."
        },
        mixinStandardHelpOptions = true)
final class FoundCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private VaultOptions vault;

    @Option(
            names = "--origin",
            required = true,
            paramLabel = "ORIGIN",
            description = "The service's name, such as help.example.org.")
    private String origin;

    @Mixin
    private RootOptions root;

    @Override
    void run() throws IOException {
        if (options.isOnline()) {
            throw new WrongUse("A service is founded offline: give --proposal FILE.");
        }
        try (var admin = vault.admin()) {
            FirstRoot.propose(options, admin, root.first(origin), out());
        }
    }
}

package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import org.postern.crypto.Randomness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Draws one admin's keys.
@Command(
        name = "admin",
        description = {
            "Draw an admin's keys: the secret halves into a vault file, the public halves onto a card.",
            "Do this on a machine that stays offline. Keep the vault; hand the card over in person."
        },
        mixinStandardHelpOptions = true)
final class AdminCommand extends CeremonyStep {
    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "The key's name: the service's origin, a slash, and for example admin-1.")
    private String name;

    @Option(names = "--card", required = true, paramLabel = "FILE", description = "The new card.")
    private Path card;

    @Mixin
    private VaultOptions vault;

    @Override
    void run() throws IOException {
        var randomness = Randomness.system();
        try (var key = AdminKey.draw(name, randomness)) {
            try (var file = vault.fresh();
                    var content = key.encode()) {
                file.create(content);
            }
            CeremonyFile.writeNew(card, key.card().bytes());
            out().println("The vault is " + vault.path() + ". Keep it offline, and a copy elsewhere.");
            out().println("The card is " + card + ". Hand it over for the root. Key: "
                    + key.verifierKey().text());
        }
    }
}

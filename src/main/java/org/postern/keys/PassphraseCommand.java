package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.postern.crypto.Randomness;
import org.postern.keyring.Passphrase;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Changes a vault's passphrase.
@Command(
        name = "passphrase",
        description = {
            "Change the passphrase of your vault, an admin's or a responder's. The keys stay the same.",
            "Copies of the vault still open with the old passphrase: make a new backup, destroy the old one."
        },
        mixinStandardHelpOptions = true)
final class PassphraseCommand extends CeremonyStep {
    @Mixin
    private VaultOptions vault;

    @Option(
            names = "--new-passphrase-file",
            paramLabel = "FILE",
            description = "Read the new passphrase from the first line of this file instead of asking for it.")
    private Path newPassphraseFile;

    @Override
    void run() throws IOException {
        try (var _ = vault.alone();
                var old = vault.existing();
                var content = old.content()) {
            var typed = Passphrase.fresh(Optional.ofNullable(newPassphraseFile));
            try (var file = new VaultFile(vault.path(), typed, Randomness.system())) {
                file.keep(content);
            } finally {
                Arrays.fill(typed, '\0');
            }
        }
        out().println("The vault has its new passphrase.");
        out().println("Old copies still open with the old one: make a new backup, and destroy the old copies.");
    }
}

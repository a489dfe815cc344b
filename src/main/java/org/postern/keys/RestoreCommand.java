package org.postern.keys;

import java.nio.file.Path;
import java.util.Optional;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Makes a vault out of a backup.
@Command(
        name = "restore",
        description = {
            "Make a vault out of a backup. The passphrase stays that of the backup.",
            "An admin can go on at once. A responder joins again at the next rotation: the command says how.",
            "In a recovery a key holder need not restore anything: recover share takes the backup itself."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand extends CeremonyStep {
    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The backup.")
    private Path from;

    @Option(names = "--vault", required = true, paramLabel = "FILE", description = "The new vault file.")
    private Path vault;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Your keys folder, for the next command that is printed; without it keys beside the vault.")
    private Optional<Path> keys = Optional.empty();

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Read the passphrase from the first line of this file instead of asking for it.")
    private Path passphraseFile;

    @Override
    void run() {
        VaultFile.requireNone(vault);
        try (var backup = VaultFile.existing(from, Optional.ofNullable(passphraseFile), Randomness.system());
                var content = backup.content();
                var file = backup.at(vault)) {
            file.create(content);
            out().println("The vault is " + vault + ".");
            if (Keyring.isIn(content)) {
                out().println("It can't open any request yet. To be let in again, run");
                out().println("  postern keys enrol --vault " + vault + " --keys "
                        + keys.orElse(vault.resolveSibling("keys")) + " --card " + vault.resolveSibling("my.card")
                        + " --deposit " + vault.resolveSibling("my.deposit"));
                out().println("and hand both files to an admin, who lets you in with the next rotation. If you were");
                out().println("removed meanwhile, two people vouch for you again first.");
            }
        }
    }
}

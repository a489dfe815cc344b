package org.postern.keys;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.Passphrase;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Makes a vault out of a backup.
@Command(
        name = "restore",
        description = {
            "Make a vault out of a backup. The passphrase stays that of the backup.",
            "An admin can go on at once. A responder joins again at the next rotation: the command says how."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand extends CeremonyStep {
    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The backup.")
    private Path from;

    @Option(names = "--vault", required = true, paramLabel = "FILE", description = "The new vault file.")
    private Path vault;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Read the passphrase from the first line of this file instead of asking for it.")
    private Path passphraseFile;

    @Override
    void run() {
        var typed = Passphrase.existing(Optional.ofNullable(passphraseFile));
        try (var backup = new VaultFile(from, typed, Randomness.system());
                var content = backup.content();
                var file = backup.at(vault)) {
            file.create(content);
            out().println("The vault is " + vault + ".");
            if (Keyring.isIn(content)) {
                out().println("It can't open anything yet. To be let in again, run");
                out().println("  postern keys enrol --vault " + vault);
                out().println("and hand the new deposit to an admin. You are in after the next rotation.");
            }
        } finally {
            Arrays.fill(typed, '\0');
        }
    }
}

package org.postern.keys;

import java.nio.file.Path;
import org.postern.keyring.Keyring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes a copy of a vault that may be kept.
@Command(
        name = "backup",
        description = {
            "Write a backup of your vault, under the same passphrase.",
            "An admin's backup holds everything that the vault holds.",
            "A responder's backup holds only what lasts: the person key, and the seat if there is one. It holds no",
            "key of any epoch, so that a backup that somebody kept opens no request, not even of an epoch that was",
            "destroyed. Restoring it does not bring requests back: it lets you in again at the next rotation.",
            "So do not copy a responder's vault file yourself: such a copy keeps what should be destroyed."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand extends CeremonyStep {
    @Mixin
    private VaultOptions vault;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The new backup file.")
    private Path to;

    @Override
    void run() {
        try (var file = vault.existing();
                var content = file.content();
                var backup = file.at(to)) {
            if (Keyring.isIn(content)) {
                try (var keyring = content.use(Keyring::decode);
                        var lasting = keyring.lasting()) {
                    backup.create(lasting);
                }
                out().println("The backup is " + to + ". It holds your person key"
                        + " and your seat if you have one, and no key of any epoch.");
            } else {
                backup.create(content);
                out().println("The backup is " + to + ". It holds everything that the vault holds.");
            }
            // What can't be read back is no backup.
            backup.content().close();
        }
        out().println("It opens with the vault's passphrase. Keep it somewhere else than the vault, and locked away.");
    }
}

package org.postern.keys;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes a copy of a vault that may be kept.
@Command(
        name = "backup",
        description = {
            "Write a backup of your vault, under the same passphrase.",
            "An admin's backup holds everything that the vault holds.",
            "A responder's backup holds only what lasts: the person key, and the seat with its recovery keys if there "
                    + "is one. It holds no key of any epoch: by itself it opens no request, not even of an epoch that was "
                    + "destroyed. Restoring it does not bring requests back: it lets you in again at the next rotation.",
            "So do not copy a responder's vault file yourself: such a copy keeps what should be destroyed.",
            "A key holder's backups are what a recovery needs: as many of them as have to agree open every epoch whose "
                    + "recovery file is still there. With --renew, once a month, older backups help no more with epochs that are "
                    + "drawn later, and nothing is left of old ones once they are destroyed. Close your console before it."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand extends CeremonyStep {
    private static final Closeable NOBODY = () -> {};

    @Mixin
    private VaultOptions vault;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The new backup file.")
    private Path to;

    @Option(
            names = "--renew",
            description = {"For a key holder: draw a new recovery key first. Replace every older backup with this one."
            })
    private boolean renew;

    @Override
    void run() throws IOException {
        VaultFile.requireNone(to);
        try (var _ = renew ? vault.alone() : NOBODY;
                var file = vault.existing();
                var content = file.content();
                var backup = file.at(to)) {
            if (Keyring.isIn(content)) {
                try (var keyring = content.use(Keyring::decode)) {
                    responder(file, keyring, backup);
                }
            } else if (renew) {
                throw new WrongUse("An admin's vault holds no seat: --renew is for key holders.");
            } else {
                backup.create(content);
                out().println("The backup is " + to + ". It holds everything that the vault holds.");
            }
            // What can't be read back is no backup.
            backup.content().close();
        }
        out().println("It opens with the vault's passphrase. Keep it somewhere else than the vault, and locked away.");
    }

    /// The backup comes first: if the vault then can't be written, the backup opens what the old vault will, too.
    private void responder(VaultFile file, Keyring keyring, VaultFile backup) {
        var isToKeep = keyring.completeRecovery(Randomness.system());
        if (renew) {
            keyring.renewRecovery(Randomness.system());
            isToKeep = true;
        }
        try (var lasting = keyring.lasting()) {
            backup.create(lasting);
        }
        if (isToKeep) {
            file.keep(keyring);
        }
        out().println("The backup is " + to + ". It holds your person key and no key of any epoch.");
        if (keyring.personCard().seat().isPresent()) {
            out().println("It also holds your seat: with it you give your shares in a recovery.");
        }
        if (renew) {
            out().println("Older backups don't open shares of epochs that are drawn later. Destroy them.");
        }
    }
}

package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.RecoveryAsk;
import org.postern.ceremony.RecoveryShare;
import org.postern.ceremony.RecoveryShares;
import org.postern.ceremony.Restoring;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The last step of a recovery.
@Command(
        name = "join",
        description = {
            "The person who recovers puts the key holders' shares together. The epochs go into the vault.",
            "Run it again with one more share when it says that one is missing or wrong."
        },
        mixinStandardHelpOptions = true)
final class RecoverJoinCommand extends CeremonyStep {
    @Mixin
    private VaultOptions vault;

    @Option(names = "--keys", required = true, paramLabel = "DIR", description = "The folder with the public notes.")
    private Path keys;

    @Option(names = "--ask", required = true, paramLabel = "FILE", description = "The ask that you sent.")
    private Path askFile;

    @Option(
            names = "--share",
            required = true,
            paramLabel = "FILE",
            description = "What a key holder sent back; once for each.")
    private List<Path> shareFiles;

    @Override
    void run() throws IOException {
        var folder = KeysFolder.read(keys);
        var ask = RecoveryAsk.parse(CeremonyFile.read(askFile));
        var sealed = new ArrayList<byte[]>();
        for (var path : shareFiles) {
            sealed.addAll(RecoveryShares.parse(CeremonyFile.read(path)));
        }
        try (var open = vault.existing();
                var keyring = open.open()) {
            int restored = 0;
            var missing = new ArrayList<String>();
            for (var wanted : ask.wanted()) {
                try {
                    restore(wanted.epoch(), expected(folder, ask, wanted), sealed, keyring);
                    restored++;
                } catch (CeremonyException e) {
                    missing.add(e.getMessage());
                }
            }
            keyring.destroy(RecoveryAsk.DRILL_EPOCH);
            open.keep(keyring);
            if (!missing.isEmpty()) {
                throw new CeremonyException(String.join(System.lineSeparator(), missing));
            }
            say(ask, restored);
        }
    }

    private void say(RecoveryAsk ask, int restored) {
        if (ask.drill().isPresent()) {
            out().println("The drill worked: the test epoch is restored and forgotten again.");
            out().println("A recovery would work with these key holders, if each was told that the real shares open.");
        } else {
            out().println("Restored: " + restored + " epochs. They are in your vault.");
            out().println(
                            "Hand a deposit to an admin, who runs: postern keys rotate --because recovery --deposit FILE");
            out().println(
                            "Another admin signs, then you run: postern keys draw. Afterwards everybody reads them again.");
        }
    }

    /// In earnest only the manifest says what a right secret is.
    private static Hash expected(KeysFolder folder, RecoveryAsk ask, RecoveryAsk.Wanted wanted) {
        if (ask.drill().isPresent()) {
            return wanted.recipient();
        }
        return folder.living().stream()
                .filter(epoch -> epoch.epoch() == wanted.epoch())
                .findFirst()
                .orElseThrow(() -> new CeremonyException(
                        "Epoch " + wanted.epoch() + " is not alive in the manifest of this folder any more."))
                .recipient();
    }

    private void restore(int epoch, Hash recipient, List<byte[]> sealed, Keyring keyring) {
        var shares = new ArrayList<RecoveryShare>();
        try (var preKey = keyring.preKey(epoch)
                .orElseThrow(() -> new CeremonyException(
                        "This vault did not make this ask. Use the vault that did, or ask again."))) {
            sealed.forEach(file -> RecoveryShare.open(file, preKey).ifPresent(shares::add));
            var restored = Restoring.restore(epoch, recipient, shares);
            try (var seed = restored.seed()) {
                restored.wrong()
                        .forEach(seat -> out().println("Epoch " + epoch + ": the share of seat " + seat
                                + " is wrong. It was not needed, but tell the admins."));
                if (epoch != RecoveryAsk.DRILL_EPOCH) {
                    keyring.keep(seed);
                }
            }
        } finally {
            shares.forEach(RecoveryShare::close);
        }
    }
}

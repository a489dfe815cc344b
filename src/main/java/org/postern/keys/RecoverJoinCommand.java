package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.RecoveryAsk;
import org.postern.ceremony.RecoveryShare;
import org.postern.ceremony.RecoveryShares;
import org.postern.ceremony.RecoveryShares.Tried;
import org.postern.ceremony.Restoring;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
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
        var ask = CeremonyFile.read(askFile, "an ask for a recovery", RecoveryAsk::parse);
        var sealed = new ArrayList<byte[]>();
        var tried = new ArrayList<Tried>();
        for (var path : shareFiles) {
            var shares = CeremonyFile.read(path, "a file of shares", RecoveryShares::parse);
            sealed.addAll(shares.sealed());
            shares.tried().ifPresent(tried::add);
        }
        try (var _ = vault.alone();
                var open = vault.existing();
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
            if (ask.drill().isEmpty()) {
                open.keep(keyring);
            }
            if (!missing.isEmpty()) {
                throw new CeremonyException(String.join(System.lineSeparator(), missing));
            }
            if (ask.drill().isPresent()) {
                judge(folder.living(), tried);
                // Not before: with one more share this is given again.
                keyring.destroy(RecoveryAsk.DRILL_EPOCH);
                open.keep(keyring);
            } else {
                out().println("Restored: " + restored + " epochs. They are in your vault.");
                out().println(
                                "Now everybody who is left is let in again. Hand your deposit to an admin; they go on with");
                out().println("keys/README, \"Every responder's vault is lost\".");
            }
        }
    }

    /// What each key holder's backup opened of the real shares decides, not that the test epoch came back.
    private void judge(List<LivingEpoch> living, List<Tried> tried) {
        out().println("The test epoch is restored and forgotten again.");
        var failed = new ArrayList<String>();
        for (var epoch : living) {
            int number = epoch.epoch();
            if (epoch.recovery().equals(Hash.NONE)) {
                failed.add("Epoch " + number + " was opened without seats, so nobody can recover it.");
                continue;
            }
            var good = seats(tried, one -> one.opened().containsKey(number));
            var bad = seats(tried, one -> !one.opened().containsKey(number));
            int needed = tried.stream()
                    .mapToInt(one -> one.opened().getOrDefault(number, 2))
                    .max()
                    .orElse(2);
            if (good.size() < needed) {
                failed.add("Epoch " + number + " could not be recovered: " + good.size() + " of " + needed
                        + " real shares open" + (bad.isEmpty() ? "" : ", and not that of " + String.join(", ", bad))
                        + ".");
            } else if (!bad.isEmpty()) {
                out().println("Epoch " + number + ": the real share of " + String.join(", ", bad)
                        + " does not open. It was not needed, but that key holder makes a new backup.");
            }
        }
        if (!failed.isEmpty()) {
            failed.add(
                    "Each of these key holders makes a new backup from their vault, and the drill is done again. Who was"
                            + " let in, or in again, after an epoch was opened has no share of it: then another key holder"
                            + " takes part. Where neither helps, the next epochs are safe, and these are not.");
            throw new CeremonyException(String.join(System.lineSeparator(), failed));
        }
        out().println("The drill worked: a recovery would work now, with the backups of these key holders.");
    }

    private static List<String> seats(List<Tried> tried, Predicate<Tried> which) {
        return tried.stream()
                .filter(which)
                .map(one -> "seat " + one.seat())
                .distinct()
                .toList();
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

package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.postern.ceremony.RecoveryAsk;
import org.postern.crypto.Randomness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The first step of a recovery.
@Command(
        name = "ask",
        description = {
            "The person who recovers asks the key holders for their shares of every living epoch.",
            "The file is public. Send it to k key holders or more, and read the six words to each of them."
        },
        mixinStandardHelpOptions = true)
final class RecoverAskCommand extends CeremonyStep {
    @Mixin
    private VaultOptions vault;

    @Option(names = "--keys", required = true, paramLabel = "DIR", description = "The folder with the public notes.")
    private Path keys;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the ask.")
    private Path file;

    @Override
    void run() throws IOException {
        CeremonyFile.requireReplaceable(file, CeremonyFile.begins("postern/recovery-ask/"));
        var folder = KeysFolder.read(keys);
        var living = folder.living();
        if (living.isEmpty()) {
            throw new WrongUse("There is no manifest in that folder yet, so there is nothing to recover.");
        }
        try (var _ = vault.alone();
                var open = vault.existing();
                var keyring = open.open()) {
            var wanted = living.stream()
                    .map(epoch -> new RecoveryAsk.Wanted(
                            epoch.epoch(),
                            epoch.recipient(),
                            keyring.drawEpoch(epoch.epoch(), Randomness.system())
                                    .preKey()))
                    .toList();
            open.keep(keyring);
            var ask = new RecoveryAsk(wanted, Optional.empty());
            CeremonyFile.replace(file, ask.bytes());
            out().println("Asked for " + wanted.size() + " epochs in " + file + ". "
                    + folder.manifest().orElseThrow().manifest().seatThreshold() + " key holders are needed.");
            out().println("Send them the file. Call each and read these six words aloud:");
            out().println();
            out().println("    " + ask.fingerprint());
            RecoverCommand.next(out(), file);
        }
    }
}

package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postern.ceremony.Recovery;
import org.postern.ceremony.RecoveryAsk;
import org.postern.crypto.Randomness;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.LivingEpoch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A recovery of a test epoch.
@Command(
        name = "drill",
        description = {
            "Try a recovery out with a test epoch. No real key leaves any vault.",
            "Writes an ask. From there on it is as in earnest: each key holder runs recover share with their backup, "
                    + "and you run recover join. Each share also says which of the real shares that backup opens, so recover join "
                    + "says whether a recovery would work now, or exactly whose share would not open."
        },
        mixinStandardHelpOptions = true)
final class RecoverDrillCommand extends CeremonyStep {
    @Mixin
    private VaultOptions vault;

    @Option(names = "--keys", required = true, paramLabel = "DIR", description = "The folder with the public notes.")
    private Path keys;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the ask.")
    private Path file;

    @Override
    void run() throws IOException {
        CeremonyFile.requireReplaceable(file, CeremonyFile.begins("postern/recovery-ask/"));
        var manifest = KeysFolder.read(keys)
                .manifest()
                .orElseThrow(() -> new WrongUse("There is no manifest in that folder yet, so there are no seats."))
                .manifest();
        if (manifest.seats().isEmpty()) {
            throw new WrongUse("This service has no seats: nothing could be recovered. Let key holders in first.");
        }
        var randomness = Randomness.system();
        try (var _ = vault.alone();
                var open = vault.existing();
                var keyring = open.open();
                var seed = EpochSeed.draw(RecoveryAsk.DRILL_EPOCH, randomness)) {
            keyring.destroy(RecoveryAsk.DRILL_EPOCH);
            var to = keyring.drawEpoch(RecoveryAsk.DRILL_EPOCH, randomness).preKey();
            open.keep(keyring);
            var ask = new RecoveryAsk(
                    List.of(new RecoveryAsk.Wanted(RecoveryAsk.DRILL_EPOCH, LivingEpoch.hashOf(seed.recipient()), to)),
                    Optional.of(Recovery.seal(seed, manifest.seatThreshold(), manifest.seats(), randomness)));
            CeremonyFile.replace(file, ask.bytes());
            out().println("A drill with a test epoch: " + file + ". " + manifest.seatThreshold() + " of "
                    + manifest.seats().size() + " key holders are needed.");
            out().println("Send them the file. Call each and read these six words aloud:");
            out().println();
            out().println("    " + ask.fingerprint());
            RecoverCommand.next(out(), file);
        }
    }
}

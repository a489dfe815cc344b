package org.postern.keys;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postern.ceremony.LedgerChange;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.Proposal;
import org.postern.crypto.Randomness;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Gives the signed notice that epochs are destroyed.
@Command(
        name = "destroy",
        description = {
            "Give the signed notice that old epochs are destroyed.",
            "Every console then deletes their secrets, and nobody can open what was sealed to them any more. Only epochs whose day has come.",
            "Without --epoch: all of them."
        },
        mixinStandardHelpOptions = true)
final class DestroyCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private AdminOptions vault;

    @Option(names = "--epoch", paramLabel = "EPOCH", description = "This one; may be given more than once.")
    private Set<Integer> epochs = new HashSet<>();

    @Override
    void run() throws IOException {
        try (var admin = vault.admin()) {
            var round = options.round(admin, out());
            var now = round.now();
            var destroyed = Changes.destroyed(now, epochs, Instant.now());
            if (destroyed.isEmpty()) {
                out().println("There is nothing to destroy today.");
                return;
            }
            var ledger = round.ledger().orElseThrow(() -> new WrongUse("The list of people is not here: use --at."));
            var living = now.epochs().stream()
                    .map(LivingEpoch::epoch)
                    .filter(epoch -> !destroyed.containsKey(epoch))
                    .toList();
            var sealed = LedgerChange.next(ledger, ledger, living).seal(Recipients.of(now.root()), Randomness.system());
            var manifest = NextManifest.changing(now, now.root(), Changes.ofDestroyed(Hash.of(sealed), destroyed));
            round.propose(
                    Proposal.ofChange(Optional.of(sealed), Optional.empty(), Optional.of(admin.sign(manifest.text()))));
            endsWith(round.exitCode());
        }
    }
}

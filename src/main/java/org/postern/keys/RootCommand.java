package org.postern.keys;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.People;
import org.postern.ceremony.Proposal;
import org.postern.crypto.Randomness;
import org.postern.manifest.Hash;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The list of admins.
@Command(
        name = "root",
        description = "Change the list of admins, the log or its witnesses, or make the list good for longer.",
        mixinStandardHelpOptions = true,
        subcommands = RootCommand.Rotate.class)
final class RootCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say: postern keys root rotate");
    }

    /// Proposes the next root.
    @Command(
            name = "rotate",
            description = {
                "Propose the next root from the admins' cards. K of the old and k of the new admins sign it.",
                "The list of people is sealed anew to the old and the new admins, for both sign; from the next rotation on "
                        + "to the new ones alone.",
                "Afterwards every responder's console has to be open once: deposits are sealed to the admins."
            },
            mixinStandardHelpOptions = true)
    static final class Rotate extends CeremonyStep {
        @Mixin
        private CeremonyOptions options;

        @Mixin
        private AdminOptions vault;

        @Mixin
        private RootOptions root;

        @Override
        void run() throws IOException {
            try (var admin = vault.admin()) {
                var round = options.round(admin, out());
                var next = root.following(round.now().root());
                var ledger = round.ledger()
                        .orElseThrow(
                                () -> new CeremonyException("The list of people can't be opened with this vault: an"
                                        + " admin of the root in force proposes the next one."));
                var after = new People(ledger.version() + 1, ledger.people());
                // An admin who leaves signs for the old ones, and reads what they sign.
                var both = new LinkedHashSet<>(Recipients.of(round.now().root()));
                both.addAll(Recipients.of(next));
                var sealed = after.seal(List.copyOf(both), Randomness.system());
                var change = Changes.ofPeople(Hash.of(sealed));
                var manifest = NextManifest.changing(round.now(), next, change);
                var rootNote = admin.sign(next.text());
                var manifestNote = admin.sign(manifest.text());
                round.propose(Proposal.ofChange(Optional.of(sealed), Optional.of(rootNote), Optional.of(manifestNote)));
                endsWith(round.exitCode());
            }
        }
    }
}

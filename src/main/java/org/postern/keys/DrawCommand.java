package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.postern.ceremony.Drawing;
import org.postern.ceremony.Proposal;
import org.postern.crypto.Randomness;
import org.postern.manifest.EpochFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Draws an epoch offline, in a responder's hands.
@Command(
        name = "draw",
        description = {
            "For a responder: draw the epoch that the admins propose, where no console can do it online.",
            "At the founding, and when everything is carried about in files. The secret is sealed to exactly the",
            "people of the proposal; nobody sees it, and you read it from the epoch file like everybody else."
        },
        mixinStandardHelpOptions = true)
final class DrawCommand extends CeremonyStep {
    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "A copy of the deployment's keys folder.")
    private Path keys;

    @Option(
            names = "--proposal",
            required = true,
            paramLabel = "FILE",
            description = "The proposal; it gets the drawing.")
    private Path file;

    @Mixin
    private VaultOptions vault;

    @Option(names = "--dry-run", description = "Say what would happen; write nothing.")
    private boolean dryRun;

    @Override
    void run() throws IOException {
        var folder = new AdminFolder(keys);
        var proposal = Proposal.parse(CeremonyFile.read(file));
        if (proposal.drawn().isPresent()) {
            out().println("This was drawn already. Now the admins sign: postern keys sign");
            return;
        }
        var now = folder.inForce();
        try (var sealed = vault.existing();
                var keyring = sealed.open()) {
            var drawer = new KeyringDrawer(keyring, epoch -> hashes(folder, epoch));
            var drawn = Drawing.draw(now, proposal, drawer, InstantSource.system(), Randomness.system());
            out().println("This draws epoch " + drawn.epoch() + " for "
                    + proposal.keys().orElseThrow().preKeys().size() + " people.");
            if (dryRun) {
                out().println("This was a dry run: nothing was written.");
                return;
            }
            CeremonyFile.replace(file, proposal.withDrawn(drawn).bytes());
            out().println("Drawn. Now the admins sign " + file + ": postern keys sign");
        }
    }

    private static java.util.List<org.postern.manifest.Hash> hashes(AdminFolder folder, int epoch) {
        try {
            return folder.files(epoch).stream().map(EpochFile::hash).toList();
        } catch (IOException e) {
            return java.util.List.of();
        }
    }
}

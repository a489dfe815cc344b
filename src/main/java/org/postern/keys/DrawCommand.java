package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Drawing;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.Proposal;
import org.postern.crypto.Randomness;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.terminal.TrustOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Draws an epoch in a responder's hands.
@Command(
        name = "draw",
        description = {
            "For a responder: draw the epoch that the admins propose, where no console can do it by itself.",
            "At the founding, in a recovery, and when everything is carried about in files. The secret is sealed to "
                    + "exactly the people of the proposal; nobody sees it, and you read it from the epoch file like everybody "
                    + "else."
        },
        mixinStandardHelpOptions = true)
final class DrawCommand extends CeremonyStep {
    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "A copy of the deployment's keys folder.")
    private Path keys;

    @Option(names = "--proposal", paramLabel = "FILE", description = "Offline: the proposal; it gets the drawing.")
    private Path file;

    @Mixin
    @SuppressWarnings("unused") // picocli sets it
    private TrustOption trust;

    @Option(
            names = "--at",
            paramLabel = "URL",
            description = "The server's team listener, to draw for the proposal there, as in a recovery.")
    private URI server;

    @Mixin
    private VaultOptions vault;

    @Option(names = "--dry-run", description = "Say what would happen; write nothing.")
    private boolean dryRun;

    @Override
    void run() throws IOException {
        if ((server == null) == (file == null)) {
            throw new WrongUse("Give --at URL to work with the server, or --proposal FILE to work offline.");
        }
        var folder = new AdminFolder(keys);
        if (file != null && !Files.exists(file)) {
            throw new CeremonyException("There is no file " + file + ".");
        }
        var board = server == null ? new FileBoard(file, List.of()) : new ServerBoard(server, List.of());
        var now = standing(folder, board);
        var proposal = proposal(board, now);
        if (proposal.drawn().isPresent()) {
            out().println("This was drawn already. Now the admins sign: postern keys sign");
            return;
        }
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
            board.post(proposal.withDrawn(drawn));
            out().println("Drawn. Now the admins sign" + (server == null ? " " + file : "") + ": postern keys sign");
        }
    }

    private static InForce standing(AdminFolder folder, Board board) throws IOException {
        if (!board.isOnline()) {
            return folder.inForce();
        }
        var shown = board.notes();
        return folder.isNewer(shown, InstantSource.system())
                ? AdminFolder.signed(shown, folder.pinned())
                : folder.inForce();
    }

    /// Two proposals for one epoch can't both be published, so the admins agree on one before it is drawn.
    private static Proposal proposal(Board board, InForce now) throws IOException {
        var open = board.proposals().stream()
                .filter(one -> one.lineup()
                        .filter(note -> Lineup.parse(note.text()).after().equals(now.hash()))
                        .filter(note -> !note.signedBy(now.root().keys()).isEmpty())
                        .isPresent())
                .toList();
        if (open.size() != 1) {
            throw new CeremonyException(
                    open.isEmpty()
                            ? "There is nothing to draw: no admin has proposed a new epoch that follows the keys in force."
                            : "Admins have proposed " + open.size() + " epochs. They agree on one first.");
        }
        return open.getFirst();
    }

    private static List<Hash> hashes(AdminFolder folder, int epoch) {
        try {
            return folder.sealed().files(epoch).stream().map(EpochFile::hash).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}

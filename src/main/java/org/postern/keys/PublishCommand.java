package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Tally;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Root;
import org.postern.terminal.TrustOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Hands a signed proposal to the server; the signatures are the only authority.
@Command(
        name = "publish",
        description = {
            "Publish a proposal that enough admins have signed. Needs no vault: the signatures are the authority.",
            "May be repeated; the same proposal again changes nothing."
        },
        mixinStandardHelpOptions = true)
final class PublishCommand extends CeremonyStep {
    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "Your copy of the deployment's keys folder.")
    private Path keys;

    @Option(names = "--at", required = true, paramLabel = "URL", description = "The server's team listener.")
    private URI server;

    @Mixin
    @SuppressWarnings("unused") // picocli sets it
    private TrustOption trust;

    @Option(names = "--proposal", required = true, paramLabel = "FILE", description = "The proposal.")
    private Path file;

    @Option(names = "--dry-run", description = "Say what would happen; send nothing.")
    private boolean dryRun;

    @Override
    void run() throws IOException {
        var folder = new AdminFolder(keys);
        var board = new ServerBoard(server, List.of());
        var proposal = CeremonyFile.read(file, "a proposal", Proposal::parse);
        var shown = board.notes();
        var isAhead = folder.isAhead(shown);
        var now = isAhead ? AdminFolder.signed(shown, folder.pinned()) : folder.inForce();
        var standing = now.manifest().map(manifest -> manifest.text());
        if (proposal.manifest().isPresent()
                && standing.equals(proposal.manifest().map(note -> note.text()))) {
            out().println("This was published already: version " + (now.nextVersion() - 1) + " is in force.");
            keep(folder, board, proposal);
            return;
        }
        requireSomethingNew(proposal, now);
        if (isPast(proposal, now)) {
            throw new CeremonyException("This can't be published any more: version " + (now.nextVersion() - 1)
                    + " is in force, and " + file + " was made before it. There is nothing to sign in it.");
        }
        var tally = Tally.of(now, proposal);
        if (!tally.isComplete()) {
            throw new Waits("This can't be published yet. " + String.join(" ", tally.words()));
        }
        if (dryRun) {
            out().println("This would be published as version " + now.nextVersion() + ". Nothing was sent.");
            return;
        }
        var pins = proposal.manifest().map(note -> Manifest.parse(note.text()).files());
        var difference = pins.flatMap(files -> ServedFiles.difference(board.served(), files));
        difference.ifPresent(sentence -> out().println("! " + sentence));
        var publication = proposal.publication();
        var isFirst = shown.roots().isEmpty() && publication.root().isEmpty();
        var whole = isFirst
                ? new Publication(
                        folder.notes().roots().stream().findFirst(),
                        publication.manifest(),
                        publication.epochFiles(),
                        publication.roster(),
                        publication.recovery(),
                        publication.people())
                : publication;
        if (!board.publish(whole)) {
            out().println("The server has taken it in and waits for its witnesses. " + Witnessing.needed(now.root())
                    + " Give the same command again later.");
            endsWith(WAITS);
            return;
        }
        keep(folder, board, proposal);
        out().println("Published: version " + now.nextVersion() + " is in force.");
        difference.ifPresent(
                sentence -> out().println(
                                "! postern verify will say that other pages are served. Pin them: postern keys manifest --at URL"));
    }

    /// The founding's own file holds no keys: "published" would be said of nothing.
    private void requireSomethingNew(Proposal proposal, InForce now) {
        boolean isKnown = proposal.root()
                .filter(note -> Root.parse(note.text()).version() <= now.root().version())
                .isPresent();
        if (proposal.manifest().isEmpty() && proposal.lineup().isEmpty() && isKnown) {
            throw new CeremonyException("In " + file + " is nothing to publish: only the list of admins that is in your"
                    + " keys folder already. It goes out with the first epoch.");
        }
    }

    /// Whether another one came first: a second drawing, or what was overtaken.
    private static boolean isPast(Proposal proposal, InForce now) {
        return proposal.lineup().isPresent()
                ? Lineup.parse(proposal.lineup().get().text()).epoch() < now.nextEpoch()
                : proposal.manifest()
                        .filter(note -> Manifest.parse(note.text()).version() < now.nextVersion())
                        .isPresent();
    }

    private static void keep(AdminFolder folder, Board board, Proposal proposal) throws IOException {
        var shown = board.notes();
        if (folder.isNewer(shown, InstantSource.system())) {
            folder.keep(shown, proposal.people());
        }
        folder.sealed().keep(proposal.publication());
        folder.sealed().fetch(folder.inForce(), board);
        if (proposal.people().isPresent()) {
            folder.dropDraft();
        }
    }
}

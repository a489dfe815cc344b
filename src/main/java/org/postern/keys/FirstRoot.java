package org.postern.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Tally;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;
import org.postern.words.Fingerprint;

/// The first root, before there is an anchor: k of its own admins sign it, and its bytes with exactly these
/// signatures are what everything hangs on from then on.
final class FirstRoot {
    private FirstRoot() {}

    /// Whether the keys folder has no anchor yet and the proposal is a first root.
    static boolean isUnderWay(CeremonyOptions options) throws IOException {
        if (options.isOnline() || Files.exists(options.folder().path(AdminFolder.rootName(1)))) {
            return false;
        }
        return rootOf(options.board()).isPresent();
    }

    private static Optional<SignedNote> rootOf(Board board) throws IOException {
        return board.proposals().stream()
                .findFirst()
                .flatMap(Proposal::root)
                .filter(note -> Root.parse(note.text()).version() == 1);
    }

    /// Proposes it, with the first signature.
    static void propose(CeremonyOptions options, AdminKey admin, Root root, PrintWriter out) throws IOException {
        var board = options.board();
        if (!board.proposals().isEmpty()) {
            throw new CeremonyStep.WrongUse("The proposal's file exists already; it is not overwritten.");
        }
        advance(options, board, admin, root, Optional.empty(), out);
    }

    /// Adds a signature, or takes over a root that has enough.
    static void sign(CeremonyOptions options, AdminKey admin, PrintWriter out) throws IOException {
        var board = options.board();
        var note = rootOf(board).orElseThrow();
        advance(options, board, admin, Root.parse(note.text()), Optional.of(note), out);
    }

    private static void advance(
            CeremonyOptions options, Board board, AdminKey admin, Root root, Optional<SignedNote> so, PrintWriter out)
            throws IOException {
        var talk = options.talk(out);
        var signers = so.map(note -> note.signedBy(root.keys())).orElse(Set.of());
        if (!root.keys().contains(admin.verifierKey())) {
            throw new CeremonyException(
                    "Your key is not one of this root's admins. Was your card among those it was made of?");
        }
        var isFull = signers.size() >= root.threshold();
        var lines = lines(root);
        lines.add("Signed so far by " + Tally.names(signers) + "; " + root.threshold() + " are needed.");
        lines.addAll(isFull ? List.of("It is complete, and is taken over as it is.") : List.of());
        if (!talk.consents(lines)) {
            return;
        }
        var note = so;
        if (!isFull && !signers.contains(admin.verifierKey())) {
            note = Optional.of(so.map(admin::sign).orElseGet(() -> admin.sign(root.text())));
            board.post(Proposal.ofChange(Optional.empty(), note, Optional.empty()));
        }
        var complete = note.orElseThrow();
        if (complete.signedBy(root.keys()).size() < root.threshold()) {
            talk.say("Signed. Now another admin signs the same file: postern keys sign");
            return;
        }
        CeremonyFile.replace(options.folder().path(AdminFolder.rootName(1)), complete.bytes());
        talk.say(
                "root-0001.note is complete and lies in your keys folder. Everybody takes it over: the other admins by the"
                        + " same sign command, the operator and the responders as a file.");
        talk.say("Read these words to each other; they are the same for everybody: "
                + Fingerprint.line(Hash.of(complete.bytes()).raw()));
    }

    private static List<String> lines(Root root) {
        var lines = new ArrayList<String>();
        lines.add("This founds " + root.origin() + ": " + root.threshold() + " of "
                + root.admins().size() + " admins have to agree, until the end of " + root.notAfter() + " (UTC).");
        root.admins()
                .forEach(one -> lines.add("  " + Tally.shortName(one.key()) + ": "
                        + Fingerprint.line(Hash.of(one.key().publicKey()).raw())));
        lines.add("Log: " + root.log().text());
        lines.add(
                root.quorum() == 0
                        ? "No witness has to have seen what is published, so nobody can exclude that somebody is shown old keys."
                        : "Witnesses: " + root.quorum() + " of "
                                + root.witnesses().size() + " must have seen what is published.");
        return lines;
    }
}

package org.postern.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Review;
import org.postern.ceremony.Tally;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.words.Fingerprint;

/// The first root, before there is an anchor. Its bytes with their signatures are what everything hangs on from then
/// on,
/// so they have to be the same for everybody: every admin in it signs, and the signatures stand in the order of its
/// text.
/// Then nothing hangs on who signed which copy of the file first.
final class FirstRoot {
    private final Path keys;
    private final FileBoard board;
    private final Talk talk;

    /// @param keys  the admin's keys folder, which need not be there yet
    /// @param board the file that goes around
    FirstRoot(Path keys, FileBoard board, Talk talk) {
        this.keys = keys;
        this.board = board;
        this.talk = talk;
    }

    /// Whether a first root is what is to be signed.
    boolean isProposed() throws IOException {
        return proposed().isPresent();
    }

    private Optional<SignedNote> proposed() throws IOException {
        return board.proposals().stream()
                .findFirst()
                .flatMap(Proposal::root)
                .filter(note -> Root.parse(note.text()).version() == 1);
    }

    /// Proposes it, with the first signature.
    ///
    /// @return what the command ends with
    int propose(AdminKey admin, Root root) throws IOException {
        if (!board.proposals().isEmpty()) {
            throw new CeremonyStep.WrongUse("The proposal's file exists already; it is not overwritten.");
        }
        return advance(admin, root, Optional.empty());
    }

    /// Adds a signature, or takes over a root that is complete.
    ///
    /// @return what the command ends with
    int sign(AdminKey admin) throws IOException {
        var note = proposed().orElseThrow();
        return advance(admin, Root.parse(note.text()), Optional.of(note));
    }

    private int advance(AdminKey admin, Root root, Optional<SignedNote> before) throws IOException {
        var me = admin.verifierKey();
        if (!root.keys().contains(me)) {
            throw new CeremonyException(
                    "Your key is not one of this root's admins. Was your card among those it was made of?");
        }
        requireTheOnlyOne(root);
        var signers = before.map(note -> note.signedBy(root.keys())).orElse(Set.of());
        var isComplete = signers.size() == root.admins().size();
        if (!isComplete && signers.contains(me)) {
            talk.say("You have signed this already. Carry the file to "
                    + Tally.names(missing(before.orElseThrow(), root)) + ".");
            return CeremonyStep.WAITS;
        }
        var lines = lines(root);
        lines.add(isComplete ? "All admins have signed it." : signedBy(signers));
        var agreed = isComplete
                ? talk.agrees(lines, "Take it over as it is?", "Nothing was taken over.")
                : talk.consents(lines);
        if (!agreed) {
            return talk.isDryRun() ? 0 : CeremonyStep.FAILED;
        }
        var note = before;
        if (!signers.contains(me)) {
            note = Optional.of(before.map(admin::sign).orElseGet(() -> admin.sign(root.text())));
        }
        var ordered = ordered(note.orElseThrow(), root);
        if (!isComplete) {
            board.post(Proposal.ofChange(Optional.empty(), Optional.of(ordered), Optional.empty()));
        }
        var missing = missing(ordered, root);
        if (!missing.isEmpty()) {
            talk.say("Signed. Carry the file to " + Tally.names(missing)
                    + ". There: postern keys sign --keys keys --vault my.vault --proposal "
                    + board.file().getFileName());
            return CeremonyStep.WAITS;
        }
        takeOver(ordered.bytes());
        return 0;
    }

    private static String signedBy(Set<VerifierKey> signers) {
        return Tally.signed(signers) + " Every admin signs the first root; from then on fewer are" + " enough.";
    }

    private static List<VerifierKey> missing(SignedNote note, Root root) {
        var signers = note.signedBy(root.keys());
        return root.keys().stream().filter(key -> !signers.contains(key)).toList();
    }

    private static SignedNote ordered(SignedNote note, Root root) {
        var lines = new ArrayList<SignatureLine>();
        for (var key : root.keys()) {
            note.signatures().stream()
                    .filter(line -> line.isBy(key))
                    .findFirst()
                    .ifPresent(lines::add);
        }
        if (lines.size() != note.signatureCount()) {
            throw new CeremonyException("This root is signed by somebody who is none of its admins, or twice by one."
                    + " Do not use this file: found the service again with another one.");
        }
        var ordered = note;
        for (var line : lines) {
            ordered = ordered.with(line);
        }
        return ordered;
    }

    private Path anchor() {
        return keys.resolve(AdminFolder.rootName(1));
    }

    private void requireTheOnlyOne(Root root) throws IOException {
        if (!Files.exists(anchor())) {
            return;
        }
        var there = CeremonyFile.read(anchor());
        // An editor's traces are said to be that; only another root note is an alarm.
        Root.pinned(there);
        if (!SignedNote.parse(there).text().equals(root.text())) {
            throw another();
        }
    }

    private CeremonyException another() {
        return new CeremonyException("ALARM: " + anchor() + " is another first root than this one. There must be only"
                + " one, for everybody. Ask the other admins which SHA-256 theirs has: sha256sum");
    }

    private void takeOver(byte[] root) throws IOException {
        Files.createDirectories(keys);
        var anchor = anchor();
        if (Files.exists(anchor) && !Arrays.equals(CeremonyFile.read(anchor), root)) {
            throw another();
        }
        CeremonyFile.replace(anchor, root);
        var hash = Hash.of(root);
        talk.say(anchor + " is complete. The other admins take it over with the same sign command; the operator and the"
                + " responders get it as a file.");
        talk.say("SHA-256, to be printed on what you hand out: " + hash);
        talk.say("Read these words to each other; they are the same for everybody: " + Fingerprint.line(hash.raw()));
    }

    private static List<String> lines(Root root) {
        var lines = new ArrayList<String>();
        lines.add("This founds " + root.origin() + ": " + root.threshold() + " of "
                + root.admins().size() + " admins have to agree, until the end of " + root.notAfter() + " (UTC).");
        lines.add("Each admin compares the six words with those that they wrote down at home:");
        root.admins().forEach(one -> lines.add("  " + Tally.shortName(one.key()) + ": " + Tally.sixWords(one)));
        lines.add("Log: " + root.log().text());
        lines.add(
                root.quorum() == 0
                        ? "No witness has to have seen what is published, so nobody can exclude that somebody is shown old keys."
                        : "Witnesses: " + root.quorum() + " of "
                                + root.witnesses().size() + " must have seen what is published.");
        root.witnesses().forEach(witness -> lines.add("  " + witness.text()));
        Review.warnings(root).forEach(warning -> lines.add("! " + warning));
        return lines;
    }
}

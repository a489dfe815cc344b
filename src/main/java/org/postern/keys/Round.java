package org.postern.keys;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.age.HybridIdentity;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.ceremony.Because;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Deposits;
import org.postern.ceremony.Draft;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.NextEpoch;
import org.postern.ceremony.Opening;
import org.postern.ceremony.People;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Review;
import org.postern.ceremony.Tally;
import org.postern.crypto.Randomness;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// One admin's part in a change: propose it or take it up, wait for what others do, sign, publish with the
/// k-th signature. Every step looks first at what is there, so the same command can be given again after an
/// interruption at any point and goes on from where it was.
final class Round {
    /// What a round needs from the world.
    ///
    /// @param folder     this admin's folder
    /// @param board      where the proposal lies
    /// @param admin      this admin's keys
    /// @param clock      this computer's clock
    /// @param randomness for places, dummies and sealing
    /// @param talk       the person
    /// @param step       told after each step that leaves a trace
    record World(
            AdminFolder folder,
            Board board,
            AdminKey admin,
            InstantSource clock,
            Randomness randomness,
            Talk talk,
            Consumer<String> step) {}

    private static final Duration FRESH = Duration.ofDays(1);

    private final World world;
    private InForce now;
    private Optional<People> ledger;
    private boolean consented;

    Round(World world) throws IOException {
        this.world = world;
        synchronize();
    }

    InForce now() {
        return now;
    }

    /// The ledger in force, as far as this admin can open it.
    Optional<People> ledger() {
        return ledger;
    }

    /// The ledger as this admin wants it next.
    People draft() throws IOException {
        var inForce = ledger.orElseThrow(Round::noLedger);
        var draft = world.folder().draft();
        return draft.isEmpty()
                ? inForce
                : Draft.onto(inForce, opened(draft.get()).orElse(inForce));
    }

    void keepDraft(People draft) throws IOException {
        world.folder().writeDraft(draft.seal(Recipients.of(now.root()), world.randomness()));
        world.step().accept("draft kept");
    }

    private static CeremonyException noLedger() {
        return new CeremonyException(
                "The list of people is not here, or can't be opened with this vault. Use --at, or copy"
                        + " the whole keys folder from the admin who published last.");
    }

    /// Takes over what the server shows, if it follows from what was seen before.
    private void synchronize() throws IOException {
        var folder = world.folder();
        var shown = world.board().notes();
        if (world.board().isOnline() && folder.isNewer(shown, world.clock())) {
            var newer = AdminFolder.signed(shown, folder.pinned());
            var named = newer.manifest().map(Manifest::people).orElse(Hash.NONE);
            var people = named.equals(Hash.NONE) || folder.people(named).isPresent()
                    ? Optional.<byte[]>empty()
                    : world.board().people();
            if (people.isPresent() && !Hash.of(people.get()).equals(named)) {
                throw new CeremonyException("ALARM: the server's list of people is not the one that the manifest names."
                        + " Sign nothing, and ask whoever runs the server what happened.");
            }
            if (!world.talk().isDryRun()) {
                folder.keep(shown, people);
                world.step().accept("notes kept");
            }
            set(newer, people.or(() -> read(named)));
        } else {
            var stands = folder.inForce();
            var named = stands.manifest().map(Manifest::people).orElse(Hash.NONE);
            set(stands, read(named));
        }
        if (world.board().isOnline() && !world.talk().isDryRun()) {
            folder.sealed().fetch(now, world.board());
        }
    }

    private Optional<byte[]> read(Hash named) {
        try {
            return world.folder().people(named);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void set(InForce stands, Optional<byte[]> sealed) {
        now = stands;
        var hasNone = stands.manifest().map(Manifest::people).orElse(Hash.NONE).equals(Hash.NONE);
        ledger = hasNone ? Optional.of(People.NONE) : sealed.flatMap(this::opened);
    }

    private Optional<People> opened(byte[] sealed) {
        try (var identity = world.admin().identity()) {
            return People.open(sealed, identity);
        }
    }

    /// Opens a new epoch: goes on with what this admin began, or composes.
    void rotate(Opening opening) throws IOException {
        var begun = begun();
        if (begun.isPresent()) {
            carry(begun.get());
            return;
        }
        // Nothing is begun, because it is done. But somebody who is to go or to come is never forgotten over it.
        if (justPublished.equals(Optional.of(opening.because())) && !hasWishes()) {
            world.talk().say("There is nothing more to do.");
            return;
        }
        refuseIfAnotherIsOpen();
        var draft = draft();
        NextEpoch epoch;
        try (var identity = world.admin().identity()) {
            var deposits = Deposits.open(world.board().deposits(), world.board().handed(), identity);
            epoch = NextEpoch.compose(
                    now, ledger.orElseThrow(Round::noLedger), draft, deposits, opening, world.randomness());
        }
        // Signed in memory only, so that exactly what will be signed is what is reviewed.
        var proposal = epoch.proposal(world.admin().sign(epoch.lineup().text()));
        if (!consent(review(proposal), proposal)) {
            return;
        }
        keep(proposal);
        post(proposal);
        carry(proposal);
    }

    /// Proposes a change without a new epoch.
    void propose(Proposal proposal) throws IOException {
        var begun = begun();
        if (begun.isPresent()) {
            if (!begun.get().id().equals(proposal.id()) && begun.get().lineup().isPresent()) {
                throw new CeremonyException(
                        "You have a proposal for a new epoch under way. Finish it first with the same"
                                + " rotate command, or drop it: postern keys status --drop");
            }
        }
        if (!consent(review(proposal), proposal)) {
            return;
        }
        rememberSigned(proposal);
        keep(proposal);
        post(proposal);
        carry(proposal);
    }

    /// Why this admin's proposal of today was made, once it was published.
    private Optional<Because> justPublished = Optional.empty();

    /// What this admin began and was not published yet; tidies up what was, or what was overtaken.
    private Optional<Proposal> begun() throws IOException {
        var mine = world.board().isOnline() ? world.folder().open() : fileProposal();
        if (mine.isEmpty()) {
            return world.board().isOnline() ? mineOnTheBoard() : Optional.empty();
        }
        if (isInForce(mine.get())) {
            justPublished = reasonOfToday(mine.get());
            world.talk().say("What you had proposed is published.");
            keepFiles(mine.get());
            finish();
            return Optional.empty();
        }
        if (!follows(mine.get())) {
            world.talk().say("The proposal that you had begun was overtaken by another one, and is dropped.");
            if (!world.talk().isDryRun()) {
                world.folder().dropOpen();
            }
            return Optional.empty();
        }
        world.talk().say("Going on with the proposal that was begun.");
        return mine;
    }

    /// The same command given again right after it was done must not open one more epoch; a week later it
    /// must.
    private Optional<Because> reasonOfToday(Proposal proposal) {
        return proposal.lineup()
                .map(note -> Lineup.parse(note.text()))
                .filter(lineup ->
                        world.clock().instant().isBefore(lineup.opens().plus(FRESH)))
                .map(Lineup::because);
    }

    private Optional<Proposal> fileProposal() throws IOException {
        return world.board().proposals().stream().findFirst();
    }

    private Optional<Proposal> mineOnTheBoard() throws IOException {
        for (var proposal : openOnes()) {
            if (Tally.of(now, proposal).lineup().contains(world.admin().verifierKey())) {
                return Optional.of(proposal);
            }
        }
        return Optional.empty();
    }

    private void refuseIfAnotherIsOpen() throws IOException {
        for (var other : openOnes()) {
            var tally = Tally.of(now, other);
            if (other.lineup().isPresent()) {
                throw new CeremonyException(Tally.names(tally.lineup()) + " has proposed the next epoch already ("
                        + shortId(other) + "). Two for one epoch can't both be published. Review that one: postern keys"
                        + " sign");
            }
        }
    }

    /// The proposals that follow what is in force, and that at least one admin has signed.
    List<Proposal> openOnes() throws IOException {
        return world.board().proposals().stream()
                .filter(this::follows)
                .filter(proposal -> !isInForce(proposal))
                .filter(proposal -> {
                    var tally = Tally.of(now, proposal);
                    return !tally.lineup().isEmpty()
                            || !tally.root().isEmpty()
                            || !tally.manifest().isEmpty();
                })
                .toList();
    }

    private boolean follows(Proposal proposal) {
        if (proposal.lineup().isPresent()) {
            return Lineup.parse(proposal.lineup().get().text()).after().equals(now.hash());
        }
        return proposal.manifest()
                .map(note -> Manifest.parse(note.text()).previous().equals(now.hash()))
                .orElse(true);
    }

    private boolean isInForce(Proposal proposal) {
        if (now.manifest().isEmpty()) {
            return false;
        }
        if (proposal.lineup().isPresent()) {
            var lineup = Lineup.parse(proposal.lineup().get().text());
            return now.living(lineup.epoch())
                    .filter(living -> living.rosterRoot().equals(lineup.roster()))
                    .isPresent();
        }
        var text = now.manifest().get().text();
        return proposal.manifest().filter(note -> note.text().equals(text)).isPresent();
    }

    /// Takes up a proposal of somebody else, or of one's own.
    void sign(Optional<String> idStart, boolean instead) throws IOException {
        var mine = world.board().isOnline() ? world.folder().open() : Optional.<Proposal>empty();
        var wasMine = mine.isPresent() && isInForce(mine.get());
        if (wasMine) {
            keepFiles(mine.get());
            finish();
        }
        var open = openOnes().stream()
                .filter(proposal -> idStart.isEmpty() || proposal.id().hex().startsWith(idStart.get()))
                .toList();
        if (open.isEmpty() && wasMine) {
            world.talk().say("What you had signed is published: version " + (now.nextVersion() - 1) + " is in force.");
            return;
        }
        if (open.isEmpty()) {
            throw new CeremonyException("There is nothing to sign: no proposal follows the keys that are in force.");
        }
        if (open.size() > 1) {
            throw new CeremonyException("There are " + open.size()
                    + " proposals for the same version, and only one can be"
                    + " published: "
                    + String.join(", ", open.stream().map(this::described).toList())
                    + ". Agree with the other admins on one, then sign it with --id.");
        }
        var chosen = open.getFirst();
        requireAdmin(chosen);
        if (!instead) {
            requireNoOtherSigned(chosen);
        }
        carry(chosen);
    }

    private void requireAdmin(Proposal proposal) {
        var me = world.admin().verifierKey();
        var isNext = proposal.root()
                .filter(note -> Root.parse(note.text()).keys().contains(me))
                .isPresent();
        if (!isNext && !now.root().keys().contains(me)) {
            throw new CeremonyException(
                    "Your key is not one of the admins of root " + now.root().version()
                            + ", so it signs nothing. If you were an admin once, the list has changed since.");
        }
    }

    private void requireNoOtherSigned(Proposal proposal) throws IOException {
        var signed = world.folder().signedFor(now.nextVersion());
        if (signed.isPresent() && !signed.get().equals(proposal.id())) {
            throw new CeremonyException("You have signed another proposal for version " + now.nextVersion()
                    + " already ("
                    + signed.get().hex().substring(0, 8) + "), and only one of the two can be published. Agree with the"
                    + " other admins which; if it is this one (" + shortId(proposal) + "), add --instead.");
        }
    }

    private String described(Proposal proposal) {
        var tally = Tally.of(now, proposal);
        var signers = new LinkedHashSet<VerifierKey>(tally.lineup());
        signers.addAll(tally.root());
        signers.addAll(tally.manifest());
        return shortId(proposal) + " (signed by " + Tally.names(signers) + ")";
    }

    static String shortId(Proposal proposal) {
        return proposal.id().hex().substring(0, 8);
    }

    /// Goes on with a proposal until there is nothing left for this admin to do.
    private void carry(Proposal begun) throws IOException {
        var proposal = begun;
        while (true) {
            proposal = merged(proposal);
            postWhatTheBoardLacks(proposal);
            var review = review(proposal);
            if (review.lineup().isPresent()) {
                proposal = atLineup(proposal, review);
                if (!world.board().isOnline()) {
                    Tally.of(now, proposal).words().forEach(world.talk()::say);
                    world.talk().say("A responder draws offline with: postern keys draw");
                    return;
                }
                if (stopped || !waited(proposal)) {
                    return;
                }
                continue;
            }
            signAndPublish(proposal, review);
            return;
        }
    }

    /// After a crash between keeping and posting, the board lacks what this admin signed.
    private void postWhatTheBoardLacks(Proposal proposal) throws IOException {
        var isMine = world.folder()
                .open()
                .filter(mine -> mine.id().equals(proposal.id()))
                .isPresent();
        if (!world.board().isOnline() || !isMine || world.talk().isDryRun()) {
            return;
        }
        var isThere =
                world.board().proposals().stream().anyMatch(there -> Arrays.equals(there.bytes(), proposal.bytes()));
        if (!isThere) {
            post(proposal);
        }
    }

    private boolean stopped;

    private Proposal atLineup(Proposal proposal, Review review) throws IOException {
        var tally = Tally.of(now, proposal);
        var me = world.admin().verifierKey();
        if (tally.lineup().size() >= tally.lineupNeeds() || tally.lineup().contains(me)) {
            if (!consented && !tally.lineup().contains(me)) {
                review.lines().forEach(world.talk()::say);
            }
            stopped = world.talk().isDryRun();
            return proposal;
        }
        if (!consent(review, proposal)) {
            stopped = true;
            return proposal;
        }
        var signed = proposal.withLineup(world.admin().sign(proposal.lineup().orElseThrow()));
        keep(signed);
        post(signed);
        return signed;
    }

    /// Waits until the proposal on the board has changed, or the person's patience is over.
    private boolean waited(Proposal proposal) throws IOException {
        var words = Tally.of(now, proposal).words().getLast();
        if (!world.talk().waitsMore(words)) {
            throw new CeremonyException("Not finished yet: " + words
                    + " Nothing is lost: give the same command again later," + " and it goes on from here.");
        }
        var before = now.hash();
        synchronize();
        if (!now.hash().equals(before)) {
            if (isInForce(proposal)) {
                world.talk().say("The other admins have published it meanwhile. There is nothing more to do.");
                keepFiles(proposal);
                finish();
                return false;
            }
            throw new CeremonyException(
                    "Another proposal was published meanwhile, and this one can't follow it. Look at"
                            + " what changed (postern keys status), then propose again if it is still needed.");
        }
        return true;
    }

    private void signAndPublish(Proposal proposal, Review review) throws IOException {
        var signed = proposal;
        var admin = world.admin();
        var tally = Tally.of(now, signed);
        var signsRoot = review.root().isPresent() && !tally.root().contains(admin.verifierKey()) && isAdmin(review);
        var newest = review.root().orElse(now.root());
        var signsManifest = review.manifest().isPresent()
                && !tally.manifest().contains(admin.verifierKey())
                && newest.keys().contains(admin.verifierKey());
        if ((signsRoot || signsManifest) && !tally.isComplete()) {
            if (!consent(review, signed)) {
                return;
            }
            rememberSigned(signed);
            if (signsRoot) {
                signed = signed.withRoot(admin.sign(signed.root().orElseThrow()));
            }
            if (signsManifest) {
                signed = signed.withManifest(manifest(signed, review));
            }
            keep(signed);
            post(signed);
            signed = merged(signed);
        }
        if (world.talk().isDryRun()) {
            world.talk().say("This was a dry run: nothing was signed, written or sent.");
            return;
        }
        if (!Tally.of(now, signed).isComplete()) {
            Tally.of(now, signed).words().forEach(world.talk()::say);
            return;
        }
        if (!world.board().isOnline()) {
            world.talk().say("Enough admins have signed. Now anybody publishes it: postern keys publish");
            return;
        }
        publish(signed);
    }

    private boolean isAdmin(Review review) {
        var me = world.admin().verifierKey();
        return now.root().keys().contains(me)
                || review.root().filter(root -> root.keys().contains(me)).isPresent();
    }

    private SignedNote manifest(Proposal proposal, Review review) {
        var text = review.manifest().orElseThrow().text();
        return proposal.manifest()
                .map(world.admin()::sign)
                .orElseGet(() -> world.admin().sign(text));
    }

    /// Publishes what enough admins have signed.
    void publish(Proposal proposal) throws IOException {
        var publication = withFirstRoot(proposal.publication());
        var isShown = publishedBySomebody(proposal, publication);
        world.step().accept("published");
        if (!isShown) {
            world.talk()
                    .say("The server has taken it in and waits for its witnesses. It shows it as soon as enough of them"
                            + " have seen it: postern keys status");
            return;
        }
        synchronize();
        keepFiles(proposal);
        finish();
        world.talk().say("Published: version " + (now.nextVersion() - 1) + " is in force.");
    }

    /// Two admins may both hold the last signature that was needed; whoever comes second finds it done.
    private boolean publishedBySomebody(Proposal proposal, Publication publication) throws IOException {
        try {
            return world.board().publish(publication);
        } catch (ProblemException e) {
            if (e.problem() != Problem.TAKEN) {
                throw e;
            }
            synchronize();
            if (!isInForce(proposal)) {
                throw new CeremonyException(
                        "Another proposal was published meanwhile, and this one can't follow it. Look at"
                                + " what changed (postern keys status), then propose again if it is still needed.");
            }
            return true;
        }
    }

    /// At the founding the server has no root yet.
    private Publication withFirstRoot(Publication publication) throws IOException {
        if (publication.root().isPresent() || !world.board().notes().roots().isEmpty()) {
            return publication;
        }
        return new Publication(
                world.folder().notes().roots().stream().findFirst(),
                publication.manifest(),
                publication.epochFiles(),
                publication.roster(),
                publication.recovery(),
                publication.people());
    }

    /// Nothing is kept of a copy from before the drawing.
    private void keepFiles(Proposal published) throws IOException {
        if (!world.talk().isDryRun()
                && published.drawn().isPresent()
                && published.manifest().isPresent()) {
            world.folder().sealed().keep(published.publication());
            world.step().accept("files kept");
        }
    }

    private void finish() throws IOException {
        if (world.talk().isDryRun()) {
            return;
        }
        dropFulfilledDraft();
        world.folder().dropOpen();
        world.step().accept("tidied up");
    }

    /// A draft whose every wish stands in the ledger has done its work.
    private void dropFulfilledDraft() throws IOException {
        if (ledger.isPresent() && !hasWishes()) {
            world.folder().dropDraft();
        }
    }

    private boolean hasWishes() throws IOException {
        return !draft().people().equals(ledger.orElseThrow(Round::noLedger).people());
    }

    private boolean consent(Review review, Proposal proposal) {
        if (consented) {
            return true;
        }
        var lines = new ArrayList<>(review.lines());
        lines.add("Proposal " + shortId(proposal) + ", version " + now.nextVersion() + ".");
        consented = world.talk().consents(lines);
        return consented;
    }

    private void rememberSigned(Proposal proposal) throws IOException {
        world.folder().rememberSigned(now.nextVersion(), proposal.id());
        world.step().accept("signature remembered");
    }

    private Review review(Proposal proposal) {
        try (HybridIdentity identity = world.admin().identity()) {
            return Review.of(now, ledger, proposal, identity, world.clock());
        }
    }

    private void keep(Proposal proposal) throws IOException {
        if (world.board().isOnline()) {
            world.folder().writeOpen(proposal);
            world.step().accept("proposal kept");
        }
    }

    private void post(Proposal proposal) throws IOException {
        world.board().post(proposal);
        world.step().accept("proposal posted");
    }

    private Proposal merged(Proposal proposal) throws IOException {
        var known = new ArrayList<>(now.root().keys());
        proposal.root().ifPresent(note -> known.addAll(Root.parse(note.text()).keys()));
        var merged = proposal;
        for (var other : world.board().proposals()) {
            if (other.id().equals(proposal.id())) {
                // The board's drawing comes first: it is the one that the others see.
                merged = other.merge(merged, known);
            }
        }
        return merged;
    }
}

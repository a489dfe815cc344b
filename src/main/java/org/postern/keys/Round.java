package org.postern.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
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
import org.postern.ceremony.InForce;
import org.postern.ceremony.LedgerChange;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.NextEpoch;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.Opening;
import org.postern.ceremony.People;
import org.postern.ceremony.Person;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.PublicKey;
import org.postern.ceremony.Review;
import org.postern.ceremony.Tally;
import org.postern.crypto.Randomness;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
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
    private static final int LOOKS_MAX = 10;
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(300);

    private final World world;
    private final Footing footing;
    private boolean consented;
    private int code;

    Round(World world) throws IOException {
        this.world = world;
        this.footing = new Footing(world);
    }

    InForce now() {
        return footing.now();
    }

    /// The ledger in force, as far as this admin can open it.
    Optional<People> ledger() {
        return footing.ledger();
    }

    People draft() throws IOException {
        return footing.draft();
    }

    void keepDraft(People draft) throws IOException {
        footing.keepDraft(draft);
    }

    /// The proposals that wait for signatures.
    List<Proposal> openOnes() throws IOException {
        return footing.openOnes();
    }

    /// What the command ends with: 0 if what was asked for is in force, 3 if it waits for somebody, 1 if this admin
    /// declined.
    int exitCode() {
        return code;
    }

    /// The same opening with the pages that the server serves, if they are not those that are pinned: after an upgrade
    /// of the program the next rotation pins its pages.
    Opening pinning(Opening opening) throws IOException {
        var served = world.board().served();
        var difference = ServedFiles.difference(served, pinned());
        // Where nothing is pinned, only the founding pins; any other rotation is refused.
        boolean isPinned = now().manifest().isPresent() || opening.because() == Because.FOUNDING;
        if (difference.isEmpty() || !isPinned) {
            return opening;
        }
        world.talk().say(difference.get() + " This pins what is served. " + ServedFiles.origin(served));
        return opening.withFiles(served);
    }

    private List<ServedFile> pinned() {
        return now().manifest().map(Manifest::files).orElse(List.of());
    }

    /// What the server serves, for whoever pins it without a new epoch.
    List<ServedFile> served() throws IOException {
        var served = world.board().served();
        if (!served.isEmpty()) {
            world.talk().say(ServedFiles.origin(served));
        }
        return served;
    }

    /// Opens a new epoch: goes on with what this admin began, or composes.
    void rotate(Opening opening) throws IOException {
        var isUrgent = opening.because() == Because.REMOVAL;
        if (!isPastWhatWaits(isUrgent)) {
            return;
        }
        var begun = begun();
        if (begun.isPresent() && isUrgent && !removes(begun.get())) {
            setAside(begun.get());
            begun = Optional.empty();
        }
        if (begun.isPresent()) {
            world.talk().say("Going on with the proposal that was begun.");
            carry(begun.get());
            sayWhatIsNotInIt(begun.get());
            return;
        }
        // Nothing is begun, because it is done. But somebody who is to go or to come is never forgotten over it.
        if (justPublished.equals(Optional.of(opening.because())) && !footing.hasWishes()) {
            world.talk().say("There is nothing more to do.");
            return;
        }
        refuseIfAnotherIsOpen(isUrgent);
        var draft = draft();
        if (opening.because() == Because.REMOVAL) {
            requireSomebodyGone(draft);
        }
        NextEpoch epoch;
        try (var identity = world.admin().identity()) {
            var deposits = Deposits.open(world.board().deposits(), world.board().handed(), identity);
            epoch = NextEpoch.compose(
                    now(), ledger().orElseThrow(Footing::noLedger), draft, deposits, opening, world.randomness());
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

    /// "Somebody was removed" is said to all admins, so it has to be so: somebody leaves now, or was stopped and can
    /// read the newest epoch.
    private void requireSomebodyGone(People draft) throws IOException {
        int newest = now().nextEpoch() - 1;
        if (footing.leaving().isEmpty()
                && draft.people().stream()
                        .noneMatch(person -> !person.isIn() && person.reads().containsKey(newest))) {
            throw new CeremonyException("Nobody leaves with this. Say who, with the same command: --remove NAME");
        }
    }

    /// Whether a rotation may go on: nothing waits for witnesses, or did so only until now. A removal does not wait
    /// for them: it follows what waits, and stops the desk.
    private boolean isPastWhatWaits(boolean isUrgent) throws IOException {
        if (footing.waiting().isEmpty() || nudged()) {
            return true;
        }
        if (!isUrgent) {
            waits("The server has taken in version " + now().nextVersion() + " and waits for its witnesses. "
                    + Witnessing.needed(now().root())
                    + " Nothing else can be proposed before it is shown, but a removal. Call whoever runs the witness;"
                    + " then give the same command again.");
            return false;
        }
        footing.overtake();
        var leaving = footing.leaving();
        if (leaving.isEmpty()) {
            waits("The removal is among what waits. " + Witnessing.needed(now().root())
                    + " Then give the same command again, which opens the new epoch.");
            return false;
        }
        remove(leaving);
        if (code == 0 && !world.talk().isDryRun()) {
            waits("The desk is stopped. Now give the same command again: it opens the new epoch.");
        }
        return false;
    }

    /// The server asks its witnesses again when the same is published again.
    private boolean nudged() throws IOException {
        var mine = world.folder().open();
        if (mine.isEmpty() || !footing.isWaiting(mine.get()) || world.talk().isDryRun()) {
            return false;
        }
        // What k admins have signed and the server has taken in is kept, whatever follows it.
        keepFiles(mine.get());
        if (!Tally.of(now(), mine.get()).isComplete()
                || !world.board().publish(withFirstRoot(mine.get().publication()))) {
            return false;
        }
        justPublished = reasonOfToday(mine.get());
        published(mine.get());
        return true;
    }

    private void sayWhatItFollows() {
        world.talk()
                .say("Version " + (now().nextVersion() - 1) + " is taken in by the server and waits for its witnesses."
                        + " What is signed now follows it, as version " + now().nextVersion() + ".");
    }

    /// Stops the desks of people at once, without a new epoch. On the board it goes before whatever else waits.
    void remove(List<Person> leaving) throws IOException {
        if (footing.waiting().isPresent() && !footing.isOnTop()) {
            footing.overtake();
        }
        if (footing.isOnTop()) {
            sayWhatItFollows();
        }
        var ledger = ledger().orElseThrow(Footing::noLedger);
        var draft = ledger;
        for (var person : leaving) {
            draft = draft.with(person);
        }
        var standing = now().manifest().orElseThrow();
        var living = now().epochs().stream().map(LivingEpoch::epoch).toList();
        var sealed = LedgerChange.next(ledger, draft, living).seal(Recipients.of(now().root()), world.randomness());
        var stopped = LedgerChange.stopped(standing, ledger, draft, living);
        var manifest = NextManifest.changing(now(), now().root(), Changes.ofPeople(Hash.of(sealed), stopped));
        var begun = begun();
        if (begun.isPresent() && begun.get().lineup().isEmpty() && removes(begun.get(), leaving)) {
            carry(begun.get());
            return;
        }
        begun.ifPresent(this::setAside);
        consentAndCarry(Proposal.ofChange(
                Optional.of(sealed), Optional.empty(), Optional.of(world.admin().sign(manifest.text()))));
    }

    private void setAside(Proposal proposal) {
        world.talk()
                .say(
                        isIncluded(proposal)
                                ? "The proposal " + shortId(proposal)
                                        + " that was begun removes the same: this one takes" + " its place."
                                : "The proposal " + shortId(proposal) + " that was begun waits: the removal goes first."
                                        + " Propose it again afterwards.");
        if (!world.talk().isDryRun()) {
            try {
                world.folder().dropOpen();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Whether a proposal only removes people whom this admin removes anyway.
    private boolean isIncluded(Proposal proposal) {
        var leaving = footing.leaving(proposal);
        try {
            return proposal.lineup().isEmpty()
                    && !leaving.isEmpty()
                    && keys(footing.leaving()).containsAll(keys(leaving));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<PublicKey> keys(List<Person> people) {
        return people.stream().map(Person::key).toList();
    }

    private static String names(List<Person> people) {
        return String.join(", ", people.stream().map(Person::called).toList());
    }

    /// Whether a proposal opens an epoch for a removal, and removes everybody whom this admin wants to leave.
    private boolean removes(Proposal proposal) throws IOException {
        return proposal.lineup()
                        .filter(note -> Lineup.parse(note.text()).because() == Because.REMOVAL)
                        .isPresent()
                && removes(proposal, footing.leaving());
    }

    private boolean removes(Proposal proposal, List<Person> leaving) {
        var after = proposal.people().flatMap(footing::opened);
        return after.isPresent()
                && leaving.stream()
                        .allMatch(person -> after.get()
                                .of(person.key())
                                .filter(Person::isIn)
                                .isEmpty());
    }

    /// Whoever was vetted or is to leave, and was not so yet when the proposal was made, is not forgotten over it.
    private void sayWhatIsNotInIt(Proposal proposal) throws IOException {
        var after = proposal.people().flatMap(footing::opened);
        if (after.isEmpty() || footing.ledger().isEmpty()) {
            return;
        }
        var missing = draft().people().stream()
                .filter(person ->
                        after.get().of(person.key()).filter(Person::isIn).isPresent() != person.isIn())
                .map(Person::called)
                .toList();
        if (!missing.isEmpty()) {
            waits("Not in this proposal: " + String.join(", ", missing)
                    + ". When it is in force, give the same command again.");
        }
    }

    /// What was asked for is not in force yet; the sentence says whom it waits for.
    private void waits(String sentence) {
        world.talk().say(sentence);
        code = CeremonyStep.WAITS;
    }

    /// Proposes a change without a new epoch.
    void propose(Proposal proposal) throws IOException {
        if (footing.waiting().isPresent() && !nudged()) {
            throw new CeremonyStep.Waits("The server has taken in version " + now().nextVersion()
                    + " and waits for its witnesses. " + Witnessing.needed(now().root())
                    + " Nothing else can be proposed before it is shown, but a removal.");
        }
        var begun = begun();
        if (begun.isPresent()) {
            if (!begun.get().id().equals(proposal.id()) && begun.get().lineup().isPresent()) {
                throw new CeremonyException(
                        "You have a proposal for a new epoch under way. Finish it first with the same"
                                + " rotate command, or drop it: postern keys status --drop");
            }
            // The list of people is sealed anew each time, so the same command makes another proposal.
            if (proposal.root().isPresent()
                    && proposal.root()
                            .map(SignedNote::text)
                            .equals(begun.get().root().map(SignedNote::text))) {
                world.talk().say("Going on with the proposal that was begun.");
                carry(begun.get());
                return;
            }
        }
        consentAndCarry(proposal);
    }

    private void consentAndCarry(Proposal proposal) throws IOException {
        if (!consent(review(proposal), proposal)) {
            return;
        }
        rememberSigned(proposal, Optional.empty());
        keep(proposal);
        post(proposal);
        carry(proposal);
    }

    /// Whether this admin named the proposal, though others wait.
    private boolean isChosen;

    /// Whether this admin takes back what was signed for the same version.
    private boolean instead;

    /// Why this admin's proposal of today was made, once it was published.
    private Optional<Because> justPublished = Optional.empty();

    /// What this admin began and was not published yet; tidies up what was, or what was overtaken.
    private Optional<Proposal> begun() throws IOException {
        var mine = world.board().isOnline() ? world.folder().open() : fileProposal();
        if (mine.isEmpty()) {
            return world.board().isOnline() ? mineOnTheBoard() : Optional.empty();
        }
        if (footing.isWaiting(mine.get())) {
            return Optional.empty();
        }
        if (footing.isInForce(mine.get())) {
            justPublished = reasonOfToday(mine.get());
            world.talk().say("What you had proposed before is published.");
            keepFiles(mine.get());
            finish();
            return Optional.empty();
        }
        if (!footing.follows(mine.get())) {
            world.talk().say("The proposal that you had begun was overtaken by another one, and is dropped.");
            if (!world.talk().isDryRun()) {
                world.folder().dropOpen();
            }
            return Optional.empty();
        }
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
        for (var proposal : footing.openOnes()) {
            if (Tally.of(now(), proposal).lineup().contains(world.admin().verifierKey())) {
                return Optional.of(proposal);
            }
        }
        return Optional.empty();
    }

    private void refuseIfAnotherIsOpen(boolean isUrgent) throws IOException {
        for (var other : footing.openOnes()) {
            var tally = Tally.of(now(), other);
            if (isUrgent && !removes(other)) {
                world.talk()
                        .say("There is another proposal, " + described(other) + ". " + besides(other)
                                + ": only one of the two can be published.");
            } else if (other.lineup().isPresent()) {
                throw new CeremonyException(Tally.names(tally.lineup()) + " has proposed the next epoch already ("
                        + shortId(other) + "). Two for one epoch can't both be published. Review that one: postern keys"
                        + " sign");
            }
        }
    }

    private String besides(Proposal other) {
        if (isIncluded(other)) {
            return "This one removes the same";
        }
        return isRemoval(other)
                ? "Agree which removal goes first, or remove all of them with one command (--remove, once for each)"
                : "This removal goes before it";
    }

    /// Takes up a proposal of somebody else, or of one's own.
    void sign(Optional<String> idStart, boolean instead) throws IOException {
        this.instead = instead;
        var isOnTop = footing.waiting().isPresent();
        if (isOnTop && nudged() && footing.openOnes().isEmpty()) {
            return;
        }
        isOnTop = footing.waiting().isPresent();
        if (isOnTop) {
            footing.overtake();
        }
        var mine = world.board().isOnline() ? world.folder().open() : Optional.<Proposal>empty();
        var wasMine = mine.isPresent() && !isOnTop && footing.isInForce(mine.get());
        if (wasMine) {
            keepFiles(mine.get());
            finish();
        }
        var open = footing.openOnes().stream()
                .filter(proposal -> idStart.isEmpty() || proposal.id().hex().startsWith(idStart.get()))
                .toList();
        if (open.isEmpty() && wasMine) {
            world.talk()
                    .say("What you had signed is published: version " + (now().nextVersion() - 1) + " is in force.");
            return;
        }
        if (open.isEmpty() && isOnTop) {
            waits("The server has taken in version " + (now().nextVersion() - 1) + " and waits for its witnesses. "
                    + Witnessing.needed(now().root())
                    + " It shows it as soon as they have seen it; meanwhile there is nothing to sign.");
            return;
        }
        if (isOnTop) {
            sayWhatItFollows();
        }
        if (open.isEmpty()
                && world.board().isOnline()
                && idStart.isEmpty()
                && now().manifest().isPresent()) {
            world.talk()
                    .say("There is nothing to sign: version " + (now().nextVersion() - 1)
                            + " is in force, and no proposal follows it.");
            return;
        }
        if (open.isEmpty() && !footing.openOnes().isEmpty()) {
            throw new CeremonyException("No proposal begins so. These wait: "
                    + String.join(
                            ", ",
                            footing.openOnes().stream().map(Round::shortId).toList())
                    + ".");
        }
        if (open.isEmpty()) {
            throw new CeremonyException("There is nothing to sign: no proposal follows the keys that are in force.");
        }
        var urgent = open.stream().filter(this::isRemoval).toList();
        if (open.size() > 1 && urgent.size() == 1) {
            world.talk().say("There are " + open.size() + " proposals for the same version. The removal goes first.");
        } else if (open.size() > 1) {
            throw new CeremonyException("There are " + open.size()
                    + " proposals for the same version, and only one can be"
                    + " published: "
                    + String.join(", ", open.stream().map(this::described).toList())
                    + ". Agree with the other admins on one, then sign it with --id.");
        }
        var chosen = urgent.size() == 1 ? urgent.getFirst() : open.getFirst();
        requireAdmin(chosen);
        if (!instead && !overtakes(chosen)) {
            requireNoOtherSigned(chosen);
        }
        isChosen = idStart.isPresent();
        carry(chosen);
    }

    private boolean isRemoval(Proposal proposal) {
        return isRemoval(now(), proposal);
    }

    /// Whether somebody's desk is stopped with a proposal: it goes before every other one.
    static boolean isRemoval(InForce now, Proposal proposal) {
        if (proposal.lineup().isPresent()) {
            return Lineup.parse(proposal.lineup().get().text()).because() == Because.REMOVAL;
        }
        var stopped = now.manifest().map(Manifest::stopped).orElse(List.of());
        return proposal.manifest()
                .filter(note -> !stopped.containsAll(Manifest.parse(note.text()).stopped()))
                .isPresent();
    }

    /// Not even in a round that began before somebody proposed to remove somebody.
    private void requireNoRemovalBehind(Proposal proposal) throws IOException {
        var removal = isChosen || isRemoval(proposal) ? List.<Proposal>of() : removalsBehind(proposal);
        if (!removal.isEmpty()) {
            throw new CeremonyException("A removal waits, " + described(removal.getFirst())
                    + ", and goes first: postern keys sign. If it is wrong, sign this one by name: postern keys sign --id "
                    + shortId(proposal));
        }
    }

    /// The removals that another publication would make fall away in silence: those of somebody else, behind a removal.
    private List<Proposal> removalsBehind(Proposal chosen) throws IOException {
        var leaving = keys(footing.leaving(chosen));
        return footing.openOnes().stream()
                .filter(other -> isRemoval(other) && !other.id().equals(chosen.id()))
                .filter(other -> !isRemoval(chosen) || !leaving.containsAll(keys(footing.leaving(other))))
                .toList();
    }

    /// A removal is signed though another proposal was: unless that one is a removal, too.
    private boolean overtakes(Proposal chosen) throws IOException {
        var signed = world.folder().signedFor(now().nextVersion());
        var other = signed.filter(id -> !id.equals(chosen.id()));
        if (!isRemoval(chosen) || other.isEmpty()) {
            return false;
        }
        var isUrgent = footing.openOnes().stream()
                .filter(proposal -> proposal.id().equals(other.get()))
                .anyMatch(this::isRemoval);
        if (!isUrgent) {
            world.talk()
                    .say("You have signed another proposal for version " + now().nextVersion() + " ("
                            + other.get().hex().substring(0, 8)
                            + "). This removal goes before it: only one of the two can be published.");
        }
        return !isUrgent;
    }

    private void requireAdmin(Proposal proposal) {
        var me = world.admin().verifierKey();
        var isNext = proposal.root()
                .filter(note -> Root.parse(note.text()).keys().contains(me))
                .isPresent();
        if (!isNext && !now().root().keys().contains(me)) {
            throw new CeremonyException(
                    "Your key is not one of the admins of root " + now().root().version()
                            + ", so it signs nothing. If you were an admin once, the list has changed since.");
        }
    }

    private void requireNoOtherSigned(Proposal proposal) throws IOException {
        var signed = world.folder().signedFor(now().nextVersion());
        if (signed.isPresent() && !signed.get().equals(proposal.id())) {
            throw new CeremonyException("You have signed another proposal for version " + now().nextVersion()
                    + " already ("
                    + signed.get().hex().substring(0, 8) + "), and only one of the two can be published. Agree with the"
                    + " other admins which; if it is this one (" + shortId(proposal) + "), add --instead.");
        }
    }

    /// One proposal that was drawn twice is two manifests of one version, word for word alike but for their keys.
    private void requireNoOtherDrawing(Proposal proposal, Optional<Hash> manifest) throws IOException {
        if (!world.folder().signedFor(now().nextVersion()).equals(Optional.of(proposal.id()))) {
            return;
        }
        var before = world.folder().manifestSignedFor(now().nextVersion());
        if (!instead && manifest.isPresent() && before.isPresent() && !before.equals(manifest)) {
            throw new CeremonyException("You have signed this proposal already, as another responder drew it: the two"
                    + " files hold different keys, and only one of them can be published. Agree with the other admins"
                    + " which; if it is this one: postern keys sign --instead");
        }
    }

    private String described(Proposal proposal) {
        var tally = Tally.of(now(), proposal);
        var signers = new LinkedHashSet<VerifierKey>(tally.lineup());
        signers.addAll(tally.root());
        signers.addAll(tally.manifest());
        var leaving = footing.leaving(proposal);
        return shortId(proposal) + " ("
                + (leaving.isEmpty() ? "" : "removes " + names(leaving) + "; ")
                + "signed by " + Tally.names(signers) + ")";
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
                    Tally.of(now(), proposal).words().forEach(world.talk()::say);
                    waits(
                            "Without a console: carry the file to a responder, who types: postern keys draw --keys keys --vault"
                                    + " my.vault --proposal FILE");
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
    /// Whether the summary stands above what is waited for; it is not said again with every look.
    private boolean isSummed;

    private Proposal atLineup(Proposal proposal, Review review) throws IOException {
        var tally = Tally.of(now(), proposal);
        var me = world.admin().verifierKey();
        if (tally.lineup().size() >= tally.lineupNeeds() || tally.lineup().contains(me)) {
            if (!consented && !isSummed && !tally.lineup().contains(me)) {
                review.lines().forEach(world.talk()::say);
                isSummed = true;
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
        var words = Tally.of(now(), proposal).words().getLast();
        if (!world.talk().waitsMore(words)) {
            throw new CeremonyStep.Waits("Not finished yet: " + words + (words.endsWith(".") ? "" : ".")
                    + " Nothing is lost: give the same command again later, and it goes on from here.");
        }
        var before = now().hash();
        // Whoever waits is told at the end; a server that is away for a minute is no reason to stop.
        if (!lookIfThere()) {
            return waited(proposal);
        }
        if (!now().hash().equals(before)) {
            if (footing.isInForce(proposal)) {
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
        requireNoRemovalBehind(proposal);
        var signed = proposal;
        var admin = world.admin();
        var tally = Tally.of(now(), signed);
        var signsRoot = review.root().isPresent() && !tally.root().contains(admin.verifierKey()) && isAdmin(review);
        var newest = review.root().orElse(now().root());
        var signsManifest = review.manifest().isPresent()
                && !tally.manifest().contains(admin.verifierKey())
                && newest.keys().contains(admin.verifierKey());
        if ((signsRoot || signsManifest) && !tally.isComplete()) {
            var manifest = Optional.of(review)
                    .filter(any -> signsManifest)
                    .flatMap(Review::manifest)
                    .map(text -> Hash.of(text.text().getBytes(StandardCharsets.UTF_8)));
            requireNoOtherDrawing(signed, manifest);
            if (!consent(review, signed)) {
                return;
            }
            rememberSigned(signed, manifest);
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
        if (!Tally.of(now(), signed).isComplete()) {
            Tally.of(now(), signed).words().forEach(this::waits);
            if (!world.board().isOnline()) {
                var missing = new HashSet<>(newest.keys());
                missing.removeAll(Tally.of(now(), signed).manifest());
                waits("Carry the file on, to one of: " + Tally.names(missing).replace(" and ", ", ") + ".");
            }
            return;
        }
        if (!world.board().isOnline()) {
            waits("Enough admins have signed. Now anybody publishes it: postern keys publish --proposal FILE --at URL");
            return;
        }
        publish(signed);
    }

    private boolean isAdmin(Review review) {
        var me = world.admin().verifierKey();
        return now().root().keys().contains(me)
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
        var gone = keys(footing.leaving(proposal));
        var fallsAway = removalsBehind(proposal).stream()
                .flatMap(other -> footing.leaving(other).stream())
                .filter(person -> !gone.contains(person.key()))
                .distinct()
                .toList();
        var whenWaiting = whoCanStillRead(proposal, false);
        var whenShown = whoCanStillRead(proposal, proposal.lineup().isPresent());
        var isShown = publishedBySomebody(proposal, publication);
        world.step().accept("published");
        if (!isShown) {
            waits("The server has taken it in and waits for its witnesses. "
                    + Witnessing.needed(now().root())
                    + " It shows it as soon as enough of them have seen it: postern keys status");
            whenWaiting.forEach(world.talk()::say);
        } else {
            published(proposal);
            whenShown.forEach(world.talk()::say);
        }
        if (!fallsAway.isEmpty()) {
            waits("The removal of " + names(fallsAway) + " fell away with this. Propose it once more:"
                    + " postern keys remove");
        }
    }

    private void published(Proposal proposal) throws IOException {
        boolean isThere = lookIfThere();
        // Of two servers on one database the other one may answer, which learns of it a moment later.
        for (var looks = 0; looks < LOOKS_MAX && !footing.isInForce(proposal); looks++) {
            pause();
            isThere = lookIfThere();
        }
        keepFiles(proposal);
        finish();
        var version = proposal.manifest()
                .map(note -> Manifest.parse(note.text()).version())
                .orElse(now().nextVersion() - 1);
        world.talk().say("Published: version " + version + " is in force.");
        if (!isThere) {
            return;
        }
        ServedFiles.difference(world.board().served(), pinned())
                .ifPresent(sentence -> world.talk()
                        .say("! " + sentence + " postern verify will say so. Pin them: postern keys manifest"));
    }

    /// Looks again, if the server is not away for a moment.
    private boolean lookIfThere() throws IOException {
        try {
            footing.look();
            return true;
        } catch (ProblemException away) {
            if (!away.problem().passes()) {
                throw away;
            }
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_AFTER);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// The server obeys k admins at once; pages and consoles believe only what the witnesses have seen.
    private List<String> whoCanStillRead(Proposal proposal, boolean isIntakeNew) {
        var intake = now().nextEpoch() - 1;
        var lines = new ArrayList<String>();
        for (var person : footing.leaving(proposal)) {
            lines.add("The server gives nothing more to the desk of " + person.called() + " from now on.");
            now().epochs().stream()
                    .filter(epoch -> person.reads().containsKey(epoch.epoch()))
                    .map(epoch -> person.called() + " can still open what they have of epoch " + epoch.epoch()
                            + " until it is destroyed, on " + epoch.destroyOn() + " or later."
                            + (epoch.epoch() == intake && !isIntakeNew
                                    ? " New requests are sealed to it until a new epoch is shown."
                                    : ""))
                    .forEach(lines::add);
        }
        return lines;
    }

    /// Two admins may both hold the last signature that was needed; whoever comes second finds it done.
    private boolean publishedBySomebody(Proposal proposal, Publication publication) throws IOException {
        try {
            return world.board().publish(publication);
        } catch (ProblemException e) {
            if (e.problem() == Problem.NOT_VERIFIED) {
                throw new CeremonyException(e.getMessage() + " Perhaps its root-note is another file than your"
                        + " root-0001.note: compare what sha256sum prints there and here.");
            }
            if (e.problem() != Problem.TAKEN) {
                throw e;
            }
            footing.look();
            if (footing.isWaiting(proposal)) {
                return false;
            }
            if (!footing.isInForce(proposal)) {
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
        footing.dropFulfilledDraft();
        world.folder().dropOpen();
        world.step().accept("tidied up");
    }

    private boolean consent(Review review, Proposal proposal) throws IOException {
        if (consented) {
            return true;
        }
        var lines = new ArrayList<>(review.lines());
        removalsBehind(proposal)
                .forEach(
                        other -> lines.add(
                                "! A removal waits, " + described(other)
                                        + ". If this one is published first, that removal falls away: it has to be proposed once more."));
        lines.add("Proposal " + shortId(proposal) + ", version " + now().nextVersion() + ".");
        consented = world.talk().consents(lines);
        if (!consented && !world.talk().isDryRun()) {
            code = CeremonyStep.FAILED;
        }
        return consented;
    }

    private void rememberSigned(Proposal proposal, Optional<Hash> manifest) throws IOException {
        world.folder().rememberSigned(now().nextVersion(), proposal.id(), manifest);
        world.step().accept("signature remembered");
    }

    private Review review(Proposal proposal) {
        try (HybridIdentity identity = world.admin().identity()) {
            return Review.of(now(), ledger(), proposal, identity, world.clock());
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
        var known = new ArrayList<>(now().root().keys());
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

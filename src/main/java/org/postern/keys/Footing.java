package org.postern.keys;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.CeremonyClient;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Draft;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.People;
import org.postern.ceremony.Person;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Tally;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;

/// What one admin stands on: the keys in force, what the server has taken in beyond them, the ledger, and what this
/// admin wants of the next one.
final class Footing {
    private final Round.World world;
    private InForce now;
    private Optional<People> ledger;
    private Optional<InForce> waiting = Optional.empty();
    private boolean isOnTop;
    /// What this admin would want next: a dry run writes nothing, and shows all the same.
    private Optional<People> dryDraft = Optional.empty();

    Footing(Round.World world) throws IOException {
        this.world = world;
        look();
    }

    /// What the server has taken in and does not show yet, because witnesses are missing.
    Optional<InForce> waiting() {
        return waiting;
    }

    /// From now on what is proposed or signed follows what waits. Its k signatures are its authority, so it can't be
    /// taken back; and what follows it is shown together with it.
    void overtake() throws IOException {
        isOnTop = true;
        look();
    }

    boolean isOnTop() {
        return isOnTop && waiting.isPresent();
    }

    /// Whether a proposal is the very one that waits.
    boolean isWaiting(Proposal proposal) {
        return waiting.filter(next -> stands(proposal, next)).isPresent();
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
        var inForce = ledger.orElseThrow(Footing::noLedger);
        if (dryDraft.isPresent()) {
            return Draft.onto(inForce, dryDraft.get());
        }
        var draft = world.folder().draft();
        return draft.isEmpty()
                ? inForce
                : Draft.onto(inForce, opened(draft.get()).orElse(inForce));
    }

    /// Keeps what this admin wants next; on a dry run until its end only.
    void keepDraft(People draft) throws IOException {
        if (world.talk().isDryRun()) {
            dryDraft = Optional.of(draft);
            return;
        }
        world.folder().writeDraft(draft.seal(Recipients.of(now.root()), world.randomness()));
        world.step().accept("draft kept");
    }

    static CeremonyException noLedger() {
        return new CeremonyException(
                "The list of people is not here, or can't be opened with this vault. With --at it is fetched; only vaults"
                        + " of the newest list of admins open it. Without, copy the whole keys folder from the admin who"
                        + " published last.");
    }

    /// Takes over what the server shows, if it follows from what was seen before.
    void look() throws IOException {
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
        waiting = Optional.empty();
        var taken = world.board().isOnline() ? world.board().taken() : Optional.<CeremonyClient.Taken>empty();
        if (taken.isPresent()) {
            lookAhead(taken.get());
        }
    }

    /// By signatures alone, since what waits has no proof yet.
    private void lookAhead(CeremonyClient.Taken taken) throws IOException {
        var next = AdminFolder.signed(taken.notes(), world.folder().pinned());
        if (next.nextVersion() <= now.nextVersion()) {
            return;
        }
        var named = next.manifest().map(Manifest::people).orElse(Hash.NONE);
        if (taken.people().filter(file -> Hash.of(file).equals(named)).isEmpty()) {
            throw new CeremonyException("ALARM: the list of people that the server has taken in is not the one that the"
                    + " manifest names. Sign nothing, and ask whoever runs the server what happened.");
        }
        waiting = Optional.of(next);
        if (isOnTop) {
            set(next, taken.people());
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

    Optional<People> opened(byte[] sealed) {
        try (var identity = world.admin().identity()) {
            return People.open(sealed, identity);
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

    boolean follows(Proposal proposal) {
        if (proposal.lineup().isPresent()) {
            return Lineup.parse(proposal.lineup().get().text()).after().equals(now.hash());
        }
        return proposal.manifest()
                .map(note -> Manifest.parse(note.text()).previous().equals(now.hash()))
                .orElse(true);
    }

    boolean isInForce(Proposal proposal) {
        return stands(proposal, now);
    }

    private static boolean stands(Proposal proposal, InForce now) {
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

    /// A draft whose every wish stands in the ledger has done its work.
    void dropFulfilledDraft() throws IOException {
        if (ledger.isPresent() && !hasWishes()) {
            world.folder().dropDraft();
        }
    }

    boolean hasWishes() throws IOException {
        return !draft().people().equals(ledger.orElseThrow(Footing::noLedger).people());
    }

    /// Who leaves with a proposal, as far as this admin can read it.
    List<Person> leaving(Proposal proposal) {
        return leaving(ledger, proposal.people().flatMap(this::opened));
    }

    /// Who is in by one ledger and not by another.
    static List<Person> leaving(Optional<People> before, Optional<People> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return List.of();
        }
        return before.get().living().stream()
                .filter(person ->
                        after.get().of(person.key()).filter(Person::isIn).isEmpty())
                .toList();
    }

    /// Who is in, and shall not be: by the draft that this admin keeps.
    List<Person> leaving() throws IOException {
        var inForce = ledger.orElseThrow(Footing::noLedger);
        return draft().people().stream()
                .filter(person -> !person.isIn())
                .filter(person -> inForce.of(person.key()).filter(Person::isIn).isPresent())
                .toList();
    }
}

package org.postern.ceremony;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Parts;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.Roster;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// The one file of a change, which grows as it goes from admin to console to admin (PROTOCOL 10.7): framing
/// `postern/proposal/v1`, parts `lineup keys roster people deposit* drawn root manifest` in this order, at
/// most 4 MiB.
///
/// A new epoch has a lineup with its key list, roster, ledger and deposits; then what a console drew; then
/// the manifest with more and more signatures. A change without a new epoch has only a manifest, perhaps a
/// root and a ledger. With the k-th signature it can be published.
///
/// Parsing checks form only; `Review` says whether it may be signed.
public final class Proposal {
    /// Longest proposal.
    public static final int PROPOSAL_BYTES_MAX = 4 << 20;

    /// First line of the framing.
    public static final String HEADER = "postern/proposal/v1";

    private final Optional<SignedNote> lineup;
    private final Optional<KeyList> keys;
    private final Optional<Roster> roster;
    private final Optional<byte[]> people;
    private final List<byte[]> deposits;
    private final Optional<Drawn> drawn;
    private final Optional<SignedNote> root;
    private final Optional<SignedNote> manifest;

    private Proposal(
            Optional<SignedNote> lineup,
            Optional<KeyList> keys,
            Optional<Roster> roster,
            Optional<byte[]> people,
            List<byte[]> deposits,
            Optional<Drawn> drawn,
            Optional<SignedNote> root,
            Optional<SignedNote> manifest) {
        if (lineup.isEmpty() && root.isEmpty() && manifest.isEmpty()) {
            throw ManifestException.malformed("expected a lineup, a root or a manifest");
        }
        if (lineup.isPresent() ? keys.isEmpty() || roster.isEmpty() || people.isEmpty() : keys.isPresent()) {
            throw ManifestException.malformed("expected a lineup with its key list, roster and ledger");
        }
        if (lineup.isEmpty() && (roster.isPresent() || drawn.isPresent() || !deposits.isEmpty())) {
            throw ManifestException.malformed("expected roster, deposits and drawing only beside a lineup");
        }
        if (lineup.isPresent() && manifest.isPresent() && drawn.isEmpty()) {
            throw ManifestException.malformed("expected the manifest of a new epoch after its drawing");
        }
        if (deposits.size() > People.LIVING_MAX || deposits.stream().anyMatch(deposit -> !Deposit.hasForm(deposit))) {
            throw ManifestException.malformed("expected at most 64 deposits");
        }
        if (people.filter(file -> file.length > People.PEOPLE_BYTES_MAX).isPresent()) {
            throw ManifestException.malformed("expected a shorter ledger");
        }
        this.lineup = lineup;
        this.keys = keys;
        this.roster = roster;
        this.people = people.map(byte[]::clone);
        this.deposits = deposits.stream().map(byte[]::clone).toList();
        this.drawn = drawn;
        this.root = root;
        this.manifest = manifest;
    }

    /// Starts a proposal for a new epoch.
    ///
    /// @param lineup   signed by one admin
    /// @param keys     the list that it names
    /// @param roster   the roster that it names
    /// @param people   the sealed ledger that it names
    /// @param deposits the sealed deposits that the keys come from, so that every admin can check them
    ///                 offline
    /// @return the proposal
    public static Proposal of(SignedNote lineup, KeyList keys, Roster roster, byte[] people, List<byte[]> deposits) {
        return new Proposal(
                Optional.of(lineup),
                Optional.of(keys),
                Optional.of(roster),
                Optional.of(people),
                deposits,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Starts a proposal without a new epoch.
    ///
    /// @param people   the sealed ledger, if it changed
    /// @param root     the next root, if it changes
    /// @param manifest the next manifest
    /// @return the proposal
    public static Proposal ofChange(Optional<byte[]> people, Optional<SignedNote> root, Optional<SignedNote> manifest) {
        return new Proposal(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                people,
                List.of(),
                Optional.empty(),
                root,
                manifest);
    }

    /// Reads a proposal.
    ///
    /// @param bytes at most 4 MiB
    /// @return the proposal, not verified
    /// @throws ManifestException with the reason of the part that is not of its form
    public static Proposal parse(byte[] bytes) {
        var parts = new ArrayList<>(Parts.parse(bytes, HEADER, PROPOSAL_BYTES_MAX));
        var lineup = take(parts, "lineup").map(Proposal::note);
        var keys = take(parts, "keys").map(KeyList::parse);
        var roster = take(parts, "roster").map(Roster::parse);
        var people = take(parts, "people");
        var deposits = new ArrayList<byte[]>();
        for (var deposit = take(parts, "deposit"); deposit.isPresent(); deposit = take(parts, "deposit")) {
            deposits.add(deposit.get());
        }
        var drawn = take(parts, "drawn").map(Drawn::parse);
        var root = take(parts, "root").map(Proposal::note);
        var manifest = take(parts, "manifest").map(Proposal::note);
        if (!parts.isEmpty()) {
            throw ManifestException.malformed("expected no other parts, and these in their order");
        }
        return new Proposal(lineup, keys, roster, people, deposits, drawn, root, manifest);
    }

    private static Optional<byte[]> take(List<Parts.Part> parts, String name) {
        return !parts.isEmpty() && parts.getFirst().name().equals(name)
                ? Optional.of(parts.removeFirst().bytes())
                : Optional.empty();
    }

    private static SignedNote note(byte[] bytes) {
        try {
            return SignedNote.parse(bytes);
        } catch (NoteException e) {
            throw ManifestException.malformed("expected a signed note");
        }
    }

    /// Writes the proposal.
    ///
    /// @return what `parse` reads
    public byte[] bytes() {
        var parts = new ArrayList<Parts.Part>();
        lineup.ifPresent(note -> parts.add(new Parts.Part("lineup", note.bytes())));
        keys.ifPresent(list -> parts.add(new Parts.Part("keys", list.bytes())));
        roster.ifPresent(desks -> parts.add(new Parts.Part("roster", desks.bytes())));
        people.ifPresent(file -> parts.add(new Parts.Part("people", file)));
        deposits.forEach(deposit -> parts.add(new Parts.Part("deposit", deposit)));
        drawn.ifPresent(drawing -> parts.add(new Parts.Part("drawn", drawing.bytes())));
        root.ifPresent(note -> parts.add(new Parts.Part("root", note.bytes())));
        manifest.ifPresent(note -> parts.add(new Parts.Part("manifest", note.bytes())));
        return Parts.bytes(HEADER, parts);
    }

    /// Names the proposal, however far it has grown.
    ///
    /// @return SHA-256 of the lineup's text; without one of the manifest's text, and without that of the
    ///         root's
    public Hash id() {
        var text = lineup.or(() -> manifest).or(() -> root).orElseThrow().text();
        return Hash.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The same proposal with another lineup note.
    ///
    /// @param note the same text, with more signatures
    /// @return the proposal
    public Proposal withLineup(SignedNote note) {
        return new Proposal(Optional.of(note), keys, roster, people, deposits, drawn, root, manifest);
    }

    /// The proposal after a console drew for it.
    ///
    /// @param drawing for this lineup
    /// @return the proposal
    /// @throws ManifestException MALFORMED if it was drawn for another lineup
    public Proposal withDrawn(Drawn drawing) {
        if (!drawing.lineup().equals(id())) {
            throw ManifestException.malformed("expected a drawing for this lineup");
        }
        return new Proposal(lineup, keys, roster, people, deposits, Optional.of(drawing), root, manifest);
    }

    /// The same proposal with another root note.
    ///
    /// @param note the next root
    /// @return the proposal
    public Proposal withRoot(SignedNote note) {
        return new Proposal(lineup, keys, roster, people, deposits, drawn, Optional.of(note), manifest);
    }

    /// The same proposal with another manifest note.
    ///
    /// @param note the next manifest
    /// @return the proposal
    public Proposal withManifest(SignedNote note) {
        return new Proposal(lineup, keys, roster, people, deposits, drawn, root, Optional.of(note));
    }

    /// Puts two copies of one proposal together: the good signatures of both, and the first drawing.
    ///
    /// @param other another copy
    /// @param known whose signatures count: the admins of the newest root, and of the one that is proposed
    /// @return the merged proposal
    /// @throws ManifestException MALFORMED if it is another proposal, or the copies differ in more than that
    public Proposal merge(Proposal other, Collection<VerifierKey> known) {
        if (!id().equals(other.id())) {
            throw ManifestException.malformed("expected two copies of the same proposal");
        }
        var drawing = drawn.or(other::drawn);
        // Another drawing is another epoch: its manifest can't stand beside the first.
        var followsFirst = drawn.isEmpty()
                || other.drawn.isEmpty()
                || Arrays.equals(drawn.get().bytes(), other.drawn.get().bytes());
        return new Proposal(
                union(lineup, other.lineup, known),
                keys.or(other::keys),
                roster.or(other::roster),
                people.or(other::people),
                deposits.isEmpty() ? other.deposits : deposits,
                drawing,
                union(root, other.root, known),
                followsFirst ? union(manifest, other.manifest, known) : manifest);
    }

    private static Optional<SignedNote> union(
            Optional<SignedNote> one, Optional<SignedNote> other, Collection<VerifierKey> known) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return Optional.of(Signatures.union(one.get(), other.get(), known));
    }

    /// What `POST /v1/publish` takes, once there are enough signatures.
    ///
    /// @return root, manifest and every file that comes with them
    /// @throws CeremonyException while there is neither root nor manifest
    public Publication publication() {
        if (manifest.isEmpty() && root.isEmpty()) {
            throw new CeremonyException("There is nothing to publish yet: a responder's console has to draw first.");
        }
        var files = new ArrayList<EpochPart>();
        drawn.ifPresent(drawing -> {
            drawing.supplements()
                    .forEach(supplement -> files.add(new EpochPart(supplement.epoch(), supplement.file())));
            files.add(new EpochPart(drawing.epoch(), drawing.first()));
        });
        return new Publication(
                root.map(SignedNote::bytes),
                manifest.map(SignedNote::bytes),
                files,
                roster.map(Roster::bytes),
                drawn.flatMap(Drawn::recovery),
                people);
    }

    /// The lineup note, if this opens a new epoch.
    ///
    /// @return the note, its signatures not verified
    public Optional<SignedNote> lineup() {
        return lineup;
    }

    /// Whom the console seals to.
    ///
    /// @return the list that the lineup should name
    public Optional<KeyList> keys() {
        return keys;
    }

    /// The new epoch's desks.
    ///
    /// @return the roster that the lineup should name
    public Optional<Roster> roster() {
        return roster;
    }

    /// The sealed ledger.
    ///
    /// @return its bytes, a copy
    public Optional<byte[]> people() {
        return people.map(byte[]::clone);
    }

    /// The sealed deposits.
    ///
    /// @return their bytes, as copies
    public List<byte[]> deposits() {
        return deposits.stream().map(byte[]::clone).toList();
    }

    /// What a console drew.
    ///
    /// @return the drawing, once there is one
    public Optional<Drawn> drawn() {
        return drawn;
    }

    /// The next root.
    ///
    /// @return the note, its signatures not verified
    public Optional<SignedNote> root() {
        return root;
    }

    /// The next manifest.
    ///
    /// @return the note, its signatures not verified
    public Optional<SignedNote> manifest() {
        return manifest;
    }
}

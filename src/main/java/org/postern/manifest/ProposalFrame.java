package org.postern.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// A proposal as the server sees it on its way from admin to console to admin (PROTOCOL 7 and 9.7): the framing, which
/// manifest it follows, who signed it. What is drawn and what is sealed it can't read, and whether a proposal is wise
/// is for the admins.
public final class ProposalFrame {
    /// Longest proposal.
    public static final int PROPOSAL_BYTES_MAX = 4 << 20;

    /// First line of the framing.
    public static final String HEADER = "postern/proposal/v1";

    private static final List<String> ORDER =
            List.of("lineup", "keys", "roster", "people", "deposit", "drawn", "root", "manifest");
    private static final List<String> NOTES = List.of("lineup", "root", "manifest");
    private static final int DEPOSITS_MAX = 64;
    private static final int HASH_BYTES = 32;

    private final List<Parts.Part> parts;

    private ProposalFrame(List<Parts.Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /// Reads the framing.
    ///
    /// @param bytes at most 4 MiB
    /// @return the proposal, no signature verified
    /// @throws ManifestException MALFORMED, also if a part is not the one that the lineup names
    public static ProposalFrame parse(byte[] bytes) {
        var parts = Parts.parse(bytes, HEADER, PROPOSAL_BYTES_MAX);
        var last = -1;
        var deposits = 0;
        for (var part : parts) {
            var place = ORDER.indexOf(part.name());
            var isDeposit = part.name().equals("deposit");
            deposits += isDeposit ? 1 : 0;
            if (place < last || (place == last && !isDeposit) || deposits > DEPOSITS_MAX) {
                throw ManifestException.malformed("expected the parts of a proposal, in their order");
            }
            last = place;
        }
        var frame = new ProposalFrame(parts);
        frame.requireForm();
        return frame;
    }

    private void requireForm() {
        var notes = NOTES.stream().flatMap(name -> note(name).stream()).toList();
        if (notes.isEmpty()) {
            throw ManifestException.malformed("expected a lineup, a root or a manifest");
        }
        var lineup = note("lineup");
        if (lineup.isEmpty()) {
            if (part("keys").or(() -> part("roster")).or(() -> part("drawn")).isPresent()) {
                throw ManifestException.malformed("expected keys, roster and drawing only beside a lineup");
            }
            return;
        }
        var text = lineup.get().text();
        requireNamed(part("keys").map(Hash::of), text, "keys");
        requireNamed(part("people").map(Hash::of), text, "people");
        requireNamed(part("roster").map(bytes -> Roster.parse(bytes).root()), text, "roster");
        part("drawn").ifPresent(drawn -> requireDrawnFor(id(), drawn));
    }

    private static void requireNamed(Optional<Hash> given, String text, String line) {
        if (given.isEmpty() || !given.get().equals(named(text, line))) {
            throw ManifestException.malformed("expected the key list, roster and ledger that the lineup names");
        }
    }

    private static Hash named(String text, String line) {
        return text.lines()
                .filter(found -> found.startsWith(line + " "))
                .map(found -> new Hash(found.substring(line.length() + 1)))
                .findFirst()
                .orElseThrow(() -> ManifestException.malformed("expected a lineup"));
    }

    /// A drawing begins with its version and the lineup that it is for.
    private static void requireDrawnFor(Hash id, byte[] drawn) {
        if (drawn.length < 1 + HASH_BYTES
                || drawn[0] != 1
                || !Hash.ofRaw(Arrays.copyOfRange(drawn, 1, 1 + HASH_BYTES)).equals(id)) {
            throw ManifestException.malformed("expected a drawing for this lineup");
        }
    }

    /// Names the proposal, however far it has grown.
    ///
    /// @return SHA-256 of the lineup's text; without one of the manifest's text, and without that of the root's
    public Hash id() {
        var note = note("lineup").or(() -> note("manifest")).or(() -> note("root"));
        return Hash.of(note.orElseThrow().text().getBytes(StandardCharsets.UTF_8));
    }

    /// Which manifest it follows.
    ///
    /// @return SHA-256 of that note, all bytes; `Hash.NONE` at the founding
    /// @throws ManifestException MALFORMED if lineup or manifest do not say
    public Hash after() {
        return note("lineup")
                .map(note -> named(note.text(), "after"))
                .or(() ->
                        note("manifest").map(note -> Manifest.parse(note.text()).previous()))
                .orElse(Hash.NONE);
    }

    /// Finds out which admins signed the lineup, the root or the manifest.
    ///
    /// @param admins the newest root's
    /// @return those whose signatures hold
    /// @throws ManifestException BAD_SIGNATURE if a line names one of them and does not verify
    public Set<VerifierKey> signers(Collection<VerifierKey> admins) {
        var signers = new LinkedHashSet<VerifierKey>();
        for (var name : NOTES) {
            note(name).ifPresent(note -> signers.addAll(signedBy(note, admins)));
        }
        return signers;
    }

    /// The same proposal without what nobody stands for: signatures of others, notes that no admin signed, a drawing
    /// that no admin has built on. (A drawing that is handed in by a desk comes by `withDrawn`.)
    ///
    /// @param admins the newest root's
    /// @return the proposal
    /// @throws ManifestException UNDER_SIGNED if no admin signed what it begins with
    public ProposalFrame vouched(Collection<VerifierKey> admins) {
        var known = known(admins);
        var kept = new ArrayList<Parts.Part>();
        for (var part : parts) {
            if (!NOTES.contains(part.name())) {
                kept.add(part);
            } else {
                signedOnly(parse(part), known).ifPresent(note -> kept.add(new Parts.Part(part.name(), note.bytes())));
            }
        }
        if (kept.stream().noneMatch(part -> part.name().equals("manifest"))) {
            kept.removeIf(part -> part.name().equals("drawn"));
        }
        if (kept.stream().noneMatch(part -> NOTES.contains(part.name()))) {
            throw new ManifestException(Reason.UNDER_SIGNED, "expected the signature of an admin");
        }
        var vouched = new ProposalFrame(kept);
        if (!vouched.id().equals(id()) || vouched.signers(admins).isEmpty()) {
            throw new ManifestException(Reason.UNDER_SIGNED, "expected the signature of an admin");
        }
        return vouched;
    }

    /// Puts two vouched copies of one proposal together: the signatures of both, and the first drawing.
    ///
    /// @param other the later copy
    /// @return the merged proposal
    public ProposalFrame merge(ProposalFrame other) {
        // Another drawing is another epoch: its manifest can't stand beside the first.
        var isSameDrawing = part("drawn").isEmpty()
                || other.part("drawn").isEmpty()
                || Arrays.equals(part("drawn").get(), other.part("drawn").get());
        var merged = new ArrayList<Parts.Part>();
        for (var name : ORDER) {
            if (NOTES.contains(name)) {
                var usable =
                        name.equals("manifest") && !isSameDrawing ? Optional.<SignedNote>empty() : other.note(name);
                union(note(name), usable).ifPresent(note -> merged.add(new Parts.Part(name, note.bytes())));
            } else {
                merged.addAll(all(name).isEmpty() ? other.all(name) : all(name));
            }
        }
        return new ProposalFrame(merged);
    }

    /// The proposal after a desk drew for it.
    ///
    /// @param drawn the drawing
    /// @return the proposal; this one if it has the same drawing already
    /// @throws ManifestException VERSION_TAKEN if it has another one, MALFORMED if this one is for something else
    public ProposalFrame withDrawn(byte[] drawn) {
        requireDrawnFor(id(), drawn);
        var before = part("drawn");
        if (before.isPresent()) {
            if (!Arrays.equals(before.get(), drawn)) {
                throw new ManifestException(Reason.VERSION_TAKEN, "expected the drawing that was handed in first");
            }
            return this;
        }
        var longer = new ArrayList<Parts.Part>();
        for (var name : ORDER) {
            longer.addAll(name.equals("drawn") ? List.of(new Parts.Part(name, drawn)) : all(name));
        }
        return new ProposalFrame(longer);
    }

    /// Writes the framing.
    ///
    /// @return what `parse` reads
    public byte[] bytes() {
        return Parts.bytes(HEADER, parts);
    }

    private Optional<byte[]> part(String name) {
        return all(name).stream().map(Parts.Part::bytes).findFirst();
    }

    private List<Parts.Part> all(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).toList();
    }

    private Optional<SignedNote> note(String name) {
        return all(name).stream().map(ProposalFrame::parse).findFirst();
    }

    private static SignedNote parse(Parts.Part part) {
        return VerifiedRoot.parse(part.bytes());
    }

    /// Who may sign here: also the admins of the root that is proposed.
    private List<VerifierKey> known(Collection<VerifierKey> admins) {
        var proposed = note("root").map(note -> Root.parse(note.text()).keys()).orElse(List.of());
        return Stream.concat(admins.stream(), proposed.stream()).distinct().toList();
    }

    private static Set<VerifierKey> signedBy(SignedNote note, Collection<VerifierKey> known) {
        try {
            return note.signedBy(known);
        } catch (NoteException wrong) {
            throw new ManifestException(Reason.BAD_SIGNATURE, "expected every known admin's signature to verify");
        }
    }

    /// Lines that do not hold are left out: a copy that somebody spoiled must not spoil the others.
    private static Optional<SignedNote> signedOnly(SignedNote note, List<VerifierKey> known) {
        var lines = note.signatures().stream()
                .map(line -> line.text() + "\n")
                .filter(line -> holds(note.text(), line, known))
                .collect(Collectors.joining());
        return lines.isEmpty() ? Optional.empty() : Optional.of(signed(note.text(), lines));
    }

    private static boolean holds(String text, String line, List<VerifierKey> known) {
        try {
            return !signed(text, line).signedBy(known).isEmpty();
        } catch (NoteException wrong) {
            return false;
        }
    }

    private static SignedNote signed(String text, String lines) {
        return SignedNote.parse((text + "\n" + lines).getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<SignedNote> union(Optional<SignedNote> one, Optional<SignedNote> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        var both = one.get();
        if (!both.text().equals(other.get().text())) {
            return one;
        }
        for (var line : other.get().signatures()) {
            both = both.with(line);
        }
        return Optional.of(both);
    }
}

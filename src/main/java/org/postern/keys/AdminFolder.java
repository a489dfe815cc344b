package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Proposal;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import org.postern.manifest.Root;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.VerifiedManifest;
import org.postern.manifest.VerifiedRoot;
import org.postern.note.SignedNote;

/// One admin's folder of a deployment, `--keys DIR`; nothing in it is secret. `root-0001.note` is the anchor
/// that everything hangs on. Beside it: newer roots, manifests, ledgers, epoch files, and what this admin has
/// under way.
///
/// Files are written whole or not at all, and the manifest last, so that a crash at any time leaves a state
/// from which every command goes on. What the folder has seen never goes back: that is how a server that
/// shows old keys, or other keys to somebody else, is noticed here.
final class AdminFolder {
    private static final String OPEN = "proposal.postern";
    private static final String DRAFT = "people-draft.age";
    private static final String SIGNED = "signed.txt";

    private final Path folder;

    AdminFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CeremonyStep.WrongUse(
                    "There is no folder " + folder + ". It has to hold root-0001.note. Before the"
                            + " founding there is none: postern keys show FILE tells who has signed the first root.");
        }
        this.folder = folder;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /// The hash that everything is pinned to.
    Hash pinned() throws IOException {
        var anchor = path(rootName(1));
        if (!Files.isRegularFile(anchor)) {
            throw new CeremonyStep.WrongUse("There is no root-0001.note in " + folder
                    + ". Copy the deployment's keys folder here, or found a service: postern keys found");
        }
        return Root.pinned(CeremonyFile.read(anchor));
    }

    static String rootName(int version) {
        return "root-%04d.note".formatted(version);
    }

    private static String manifestName(int version) {
        return "manifest-%04d.note".formatted(version);
    }

    /// What this folder has seen: roots in order, and the newest manifest.
    Notes notes() throws IOException {
        var roots = new ArrayList<byte[]>();
        for (int version = 1; Files.isRegularFile(path(rootName(version))); version++) {
            roots.add(CeremonyFile.read(path(rootName(version))));
        }
        var newest = numbered("manifest-", ".note").stream().max(Integer::compare);
        if (newest.isEmpty()) {
            return new Notes(roots, Optional.empty());
        }
        return new Notes(roots, Optional.of(CeremonyFile.read(path(manifestName(newest.get())))));
    }

    private List<Integer> numbered(String start, String end) throws IOException {
        var numbers = new ArrayList<Integer>();
        try (var files = Files.newDirectoryStream(folder, start + "*" + end)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                var number = name.substring(start.length(), name.length() - end.length());
                if (number.matches("[0-9]{4,9}")) {
                    numbers.add(Integer.parseInt(number));
                }
            }
        }
        return numbers;
    }

    /// What stands by this folder, verified from the anchor on.
    InForce inForce() throws IOException {
        return signed(notes(), pinned());
    }

    /// What a server's notes say, if they hang on the anchor, k admins signed them, and the log and its witnesses show
    /// the same to everybody, lately: an admin must not sign on top of a fork, nor of what has been held back.
    ///
    /// @throws org.postern.manifest.ManifestException with the first reason that applies
    static InForce shown(Notes notes, Hash pinned, InstantSource clock) {
        if (notes.manifest().isPresent()) {
            VerifiedManifest.verifyOpenOrClosed(notes, pinned, 0, clock);
        }
        return signed(notes, pinned);
    }

    /// What notes say, if they hang on the anchor and k admins signed them: enough for what lies in this folder, where
    /// a proof would be as old as the file.
    static InForce signed(Notes notes, Hash pinned) {
        if (notes.manifest().isEmpty()) {
            return InForce.founding(VerifiedRoot.verify(notes.roots(), pinned).root());
        }
        var signed = SignedManifest.verifyOpenOrClosed(notes, pinned, 0);
        return InForce.of(signed.root(), signed.manifest(), signed.noteHash());
    }

    /// Compares what a server shows with what this folder has seen.
    ///
    /// @return true if the server shows something newer, or the list of people that it shows is not here
    /// @throws CeremonyException if it shows something older, or something else
    /// @throws org.postern.manifest.ManifestException if it shows what must not be believed; see [#shown]
    boolean isNewer(Notes shown, InstantSource clock) throws IOException {
        var isAhead = isAhead(shown);
        if (!shown.roots().isEmpty()) {
            shown(shown, pinned(), clock);
        }
        return isAhead || lacksPeople(shown);
    }

    /// A file that was lost or damaged here is fetched again.
    private boolean lacksPeople(Notes shown) throws IOException {
        if (shown.manifest().isEmpty()) {
            return false;
        }
        var named = signed(shown, pinned()).manifest().orElseThrow().people();
        return !named.equals(Hash.NONE) && people(named).isEmpty();
    }

    /// The same by signatures alone, for whoever hands in what was signed already: a root that takes the place of lost
    /// witnesses must get past them.
    boolean isAhead(Notes shown) throws IOException {
        var seen = notes();
        if (shown.roots().isEmpty()) {
            if (seen.manifest().isPresent()) {
                throw alarm("shows no keys at all, and this folder has seen manifest " + version(seen));
            }
            return false;
        }
        var now = signed(shown, pinned());
        int shownVersion = now.nextVersion() - 1;
        int seenVersion = version(seen);
        if (shown.roots().size() < seen.roots().size() || shownVersion < seenVersion) {
            throw alarm("shows manifest " + shownVersion + " under root "
                    + shown.roots().size()
                    + ", and this folder has seen manifest " + seenVersion + " under root "
                    + seen.roots().size());
        }
        for (var i = 0; i < seen.roots().size(); i++) {
            if (!Arrays.equals(seen.roots().get(i), shown.roots().get(i))) {
                throw alarm("shows another root " + (i + 1) + " than the one that this folder has seen");
            }
        }
        if (shownVersion == seenVersion
                && seenVersion > 0
                && !now.hash().equals(Hash.of(seen.manifest().orElseThrow()))) {
            throw alarm("shows another manifest " + seenVersion + " than the one that this folder has seen");
        }
        return shownVersion > seenVersion || shown.roots().size() > seen.roots().size();
    }

    private static int version(Notes notes) {
        return notes.manifest()
                .map(note -> Manifest.parse(SignedNote.parse(note).text()).version())
                .orElse(0);
    }

    private static CeremonyException alarm(String what) {
        return new CeremonyException("ALARM: the server " + what
                + ". Sign nothing. Ask the other admins what they see, and whoever runs the server what happened.");
    }

    /// Keeps newer notes, the manifest last: whoever reads the folder meanwhile sees the state before.
    void keep(Notes newer, Optional<byte[]> people) throws IOException {
        if (people.isPresent()) {
            CeremonyFile.replace(path("people-" + Hash.of(people.get()).hex().substring(0, 16) + ".age"), people.get());
        }
        var roots = newer.roots();
        for (var i = 0; i < roots.size(); i++) {
            if (!Files.exists(path(rootName(i + 1)))) {
                CeremonyFile.replace(path(rootName(i + 1)), roots.get(i));
            }
        }
        if (newer.manifest().isPresent()) {
            CeremonyFile.replace(
                    path(manifestName(version(newer))), newer.manifest().get());
        }
    }

    /// The sealed ledger of this hash, if the folder has it.
    Optional<byte[]> people(Hash named) throws IOException {
        var file = path("people-" + named.hex().substring(0, 16) + ".age");
        if (named.equals(Hash.NONE) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var sealed = CeremonyFile.read(file);
        return Hash.of(sealed).equals(named) ? Optional.of(sealed) : Optional.empty();
    }

    /// The ledger as the next proposal shall make it, sealed like the one in force.
    Optional<byte[]> draft() throws IOException {
        return optional(DRAFT);
    }

    void writeDraft(byte[] sealed) throws IOException {
        CeremonyFile.replace(path(DRAFT), sealed);
    }

    void dropDraft() throws IOException {
        Files.deleteIfExists(path(DRAFT));
    }

    /// The proposal that this admin has under way.
    Optional<Proposal> open() throws IOException {
        return optional(OPEN).map(Proposal::parse);
    }

    void writeOpen(Proposal proposal) throws IOException {
        CeremonyFile.replace(path(OPEN), proposal.bytes());
    }

    void dropOpen() throws IOException {
        Files.deleteIfExists(path(OPEN));
    }

    /// What is sealed of the epochs, in this folder.
    SealedFiles sealed() {
        return new SealedFiles(folder);
    }

    /// Which proposal this admin signed for a version, if any: two for one version would be two truths.
    Optional<Hash> signedFor(int version) throws IOException {
        return signed(version).map(words -> new Hash(words[1]));
    }

    /// Which manifest this admin signed for a version, if any: a proposal that two responders drew apart makes two.
    Optional<Hash> manifestSignedFor(int version) throws IOException {
        return signed(version).filter(words -> words.length > 2).map(words -> new Hash(words[2]));
    }

    private Optional<String[]> signed(int version) throws IOException {
        return optional(SIGNED).stream()
                .flatMap(bytes -> new String(bytes, StandardCharsets.US_ASCII).lines())
                .map(line -> line.split(" "))
                .filter(words -> words[0].equals(Integer.toString(version)) && words.length > 1)
                .findFirst();
    }

    /// One line: the version, the proposal's id, and the hash of the manifest's text once that is signed, too.
    void rememberSigned(int version, Hash id, Optional<Hash> manifest) throws IOException {
        var line = version + " " + id + manifest.map(hash -> " " + hash).orElse("") + "\n";
        CeremonyFile.replace(path(SIGNED), line.getBytes(StandardCharsets.US_ASCII));
    }

    private Optional<byte[]> optional(String name) throws IOException {
        return Files.isRegularFile(path(name)) ? Optional.of(CeremonyFile.read(path(name))) : Optional.empty();
    }
}

package org.postern.serve;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.envelope.Refusal;
import org.postern.envelope.RefusedException;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Published;
import org.postern.manifest.Reason;
import org.postern.manifest.ServedFile;
import org.postern.manifest.VerifiedRoot;
import org.postern.store.Addition;
import org.postern.store.EpochKeys;
import org.postern.store.NoteKind;
import org.postern.store.Store;
import org.postern.store.StoredLeaf;
import org.postern.store.StoredNote;
import org.postern.store.Supplement;
import org.postern.tlog.EntryBundle;
import org.postern.tlog.TreeHash;

/// Takes publications in (PROTOCOL.md 4.7): believes or refuses, stores everything and grows the log in one
/// transaction, and hands on to [Cosigning].
final class Publishing {
    private static final int ATTEMPTS = 5;

    private final Store store;
    private final Board board;
    private final OnceSaid otherFiles = new OnceSaid("the published manifest lists what this server serves again");
    private final Cosigning cosigning;
    private final Hash pinned;
    private final List<ServedFile> served;
    private final InstantSource clock;

    /// Opens the way in.
    ///
    /// @param store keeps what is taken in
    /// @param board looked up as soon as it is shown
    /// @param cosigning brings it before everybody's eyes
    /// @param pinned SHA-256 of the first root note
    /// @param served this server's files by path, for a word of warning when a manifest lists others
    /// @param clock the server's clock
    Publishing(
            Store store,
            Board board,
            Cosigning cosigning,
            Hash pinned,
            Map<String, byte[]> served,
            InstantSource clock) {
        this.store = store;
        this.board = board;
        this.cosigning = cosigning;
        this.pinned = pinned;
        this.served = served.entrySet().stream()
                .map(file -> new ServedFile(file.getKey(), Hash.of(file.getValue())))
                .sorted(Comparator.comparing(ServedFile::path))
                .toList();
        this.clock = clock;
    }

    /// Takes a publication whose signatures say that it may be taken.
    ///
    /// @param body the framing of PROTOCOL.md 4.7
    /// @return true if it is shown now, false if it waits for its witnesses
    /// @throws ManifestException why it is not believed
    boolean publish(byte[] body) {
        if (body.length > Publication.PUBLICATION_BYTES_MAX) {
            throw new RefusedException(Refusal.WRONG_LENGTH);
        }
        takeIn(Publication.parse(body));
        var shown = cosigning.advance();
        board.refresh();
        compareFiles();
        return shown;
    }

    private void takeIn(Publication publication) {
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var before = store.taken();
            var after = Published.accept(publication, notes(before), this::kept, pinned, clock);
            requireServable(after.notes().roots());
            if (store.publish(before, addition(before, after))) {
                return;
            }
        }
        throw new RefusedException(Refusal.UNAVAILABLE);
    }

    static Notes notes(org.postern.store.Published before) {
        return new Notes(
                before.roots().stream().map(StoredNote::body).toList(),
                before.manifest().map(StoredNote::body));
    }

    private EpochFiles kept(int epoch) {
        return new EpochFiles(
                store.epochFiles(epoch).stream().map(EpochFile::parse).toList());
    }

    /// Under a root whose log this server can't sign for, nothing could ever be shown.
    private void requireServable(List<byte[]> roots) {
        if (!cosigning.canServe(VerifiedRoot.verify(roots, pinned).root())) {
            Quiet.LOG.warning(
                    "a publication was refused: neither log-key nor log-key-next is the log that its root names");
            throw new ManifestException(Reason.WRONG_LOG, "expected a root that names this server's log key");
        }
    }

    private static Addition addition(org.postern.store.Published before, Published after) {
        var notes = new ArrayList<StoredNote>();
        var logged = new ArrayList<byte[]>();
        var roots = after.notes().roots();
        for (var version = before.rootVersion() + 1; version <= roots.size(); version++) {
            notes.add(new StoredNote(NoteKind.ROOT, version, roots.get(version - 1)));
            logged.add(roots.get(version - 1));
        }
        after.roster()
                .ifPresent(roster -> logged.add(after.manifest()
                        .orElseThrow()
                        .manifest()
                        .living(roster.epoch())
                        .orElseThrow()
                        .logged()));
        after.manifest()
                .filter(signed -> signed.manifest().version() > before.manifestVersion())
                .ifPresent(signed -> {
                    var note = after.notes().manifest().orElseThrow();
                    notes.add(
                            new StoredNote(NoteKind.MANIFEST, signed.manifest().version(), note));
                    // Last, so that whoever is shown another last leaf knows that there is a newer manifest.
                    logged.add(note);
                });
        return new Addition(notes, leaves(logged), newEpoch(after), supplements(after), after.people());
    }

    private static List<StoredLeaf> leaves(List<byte[]> logged) {
        if (logged.stream().anyMatch(entry -> entry.length > EntryBundle.ENTRY_BYTES_MAX)) {
            throw new ManifestException(Reason.MALFORMED, "expected notes of at most 65535 bytes");
        }
        return logged.stream()
                .map(entry -> new StoredLeaf(TreeHash.leaf(entry).raw(), entry))
                .toList();
    }

    private static Optional<EpochKeys> newEpoch(Published after) {
        return after.roster()
                .map(roster -> new EpochKeys(
                        roster.epoch(),
                        after.epochFiles().stream()
                                .filter(part -> part.epoch() == roster.epoch())
                                .map(part -> part.file().bytes())
                                .toList(),
                        roster.bytes(),
                        after.recovery()));
    }

    private static List<Supplement> supplements(Published after) {
        return after.epochFiles().stream()
                .filter(part -> after.roster()
                        .filter(roster -> roster.epoch() == part.epoch())
                        .isEmpty())
                .map(part -> new Supplement(part.epoch(), part.file().bytes()))
                .toList();
    }

    /// What this server serves, for the admins who pin it.
    ///
    /// @return a line for each file, by path: SHA-256 in hex, space, path
    String servedLines() {
        return served.stream()
                .map(file -> file.hash() + " " + file.path() + "\n")
                .collect(Collectors.joining());
    }

    /// Compares what this server serves with what the manifest in force lists. Another node, or the release that is
    /// about to be started, may serve what it lists; so this is worth a word to the operator and no more.
    void compareFiles() {
        var own = new HashSet<>(served);
        otherFiles.say(
                board.listedFiles()
                        .filter(listed -> !new HashSet<>(listed).equals(own))
                        .isPresent(),
                "the published manifest lists other files than this server serves; postern verify will say so");
    }
}

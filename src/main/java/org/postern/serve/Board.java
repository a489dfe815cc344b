package org.postern.serve;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.envelope.Refusal;
import org.postern.envelope.RefusedException;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.EpochState;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Published;
import org.postern.manifest.Roster;
import org.postern.manifest.ServedFile;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.VerifiedRoot;
import org.postern.serve.Pages.Encoded;
import org.postern.store.Addition;
import org.postern.store.EpochKeys;
import org.postern.store.NoteKind;
import org.postern.store.Shown;
import org.postern.store.Store;
import org.postern.store.StoreUnavailable;
import org.postern.store.StoredEpoch;
import org.postern.store.StoredNote;

/// What is published: the notes that everybody gets, and what the server itself believes because of them.
///
/// The database is the truth that several nodes share; this is one node's verified copy, looked up again every
/// minute.
final class Board {
    private static final int ATTEMPTS = 5;

    private final Store store;
    private final Hash pinned;
    private final Map<String, byte[]> served;
    private final InstantSource clock;
    private volatile Posted posted = new Posted(encoded(Notes.NONE), 0, Optional.empty(), Map.of());

    /// Opens the board and reads what is published.
    ///
    /// @param store where it is kept
    /// @param pinned SHA-256 of the first root note
    /// @param served this server's files by path, for a word of warning when a manifest lists others
    /// @param clock says when intake ends
    /// @throws ManifestException if what is published does not follow from the pinned root
    Board(Store store, Hash pinned, Map<String, byte[]> served, InstantSource clock) {
        this.store = store;
        this.pinned = pinned;
        this.served = Map.copyOf(served);
        this.clock = clock;
        refresh();
    }

    /// One state of the board, whole.
    private record Posted(
            Encoded notes, int rootVersion, Optional<SignedManifest> manifest, Map<Integer, Roster> rosters) {}

    /// {@return the body of `GET /notes`, ready to send}
    Encoded notes() {
        return posted.notes();
    }

    /// {@return the epoch to write into empty places of a mailbox page: the intake's, or 1 before the first}
    int epochForEmptyPlaces() {
        return posted.manifest().map(signed -> signed.manifest().intakeEpoch()).orElse(1);
    }

    /// Refuses a request for an epoch that takes none.
    ///
    /// @param epoch what the request is sealed to
    /// @throws RefusedException EPOCH_CLOSED if its intake ended more than a day ago, or it is unknown or destroyed
    void requireIntake(int epoch) {
        var manifest = posted.manifest().map(SignedManifest::manifest);
        if (manifest.isEmpty() || !EpochState.of(manifest.get(), epoch, clock).takesRequests()) {
            throw new RefusedException(Refusal.EPOCH_CLOSED);
        }
    }

    /// Says whether a desk may call now: it is on the roster of the epoch.
    ///
    /// @param epoch what the caller names
    /// @param desk its key, 32 bytes
    /// @return false for a stranger
    /// @throws RefusedException EPOCH_CLOSED if the epoch is unknown, over, or destroyed
    boolean mayCall(int epoch, byte[] desk) {
        requireWriting(epoch);
        return posted.rosters().get(epoch).leafOf(desk).isPresent();
    }

    /// Refuses what the team writes under an epoch that is over.
    ///
    /// @param epoch what a reply or an entry of the triage log is sealed to
    /// @throws RefusedException EPOCH_CLOSED if the epoch is unknown, over, or destroyed
    void requireWriting(int epoch) {
        if (!posted.rosters().containsKey(epoch)) {
            throw new RefusedException(Refusal.EPOCH_CLOSED);
        }
    }

    /// Lists the epochs from which a case may move into the intake epoch.
    ///
    /// @param epoch what a moved frame is sealed to
    /// @return the living epochs before it
    /// @throws RefusedException EPOCH_CLOSED if it is not the intake epoch
    List<Integer> epochsBefore(int epoch) {
        var manifest = posted.manifest().orElseThrow(() -> new RefusedException(Refusal.EPOCH_CLOSED));
        if (manifest.manifest().intakeEpoch() != epoch) {
            throw new RefusedException(Refusal.EPOCH_CLOSED);
        }
        return manifest.manifest().epochs().stream()
                .map(LivingEpoch::epoch)
                .filter(older -> older < epoch)
                .toList();
    }

    /// {@return how many admins the newest root has; 0 before the founding}
    int adminCount() {
        return posted.manifest()
                .map(manifest -> manifest.root().admins().size())
                .orElse(0);
    }

    /// Takes a publication whose signatures say that it may be taken, and shows it.
    ///
    /// @param body the framing of PROTOCOL.md 4.7
    /// @throws ManifestException why it is not believed
    synchronized void publish(byte[] body) {
        if (body.length > Publication.PUBLICATION_BYTES_MAX) {
            throw new RefusedException(Refusal.WRONG_LENGTH);
        }
        var publication = Publication.parse(body);
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var before = store.taken();
            var after = Published.accept(publication, notesOf(before), this::kept, pinned, clock);
            var added = new Addition(
                    newNotes(before, after.notes()), List.of(), newEpoch(after), List.of(), Optional.empty());
            if (store.publish(before, added)) {
                store.show(new Shown(store.taken(), new byte[0]));
                refresh();
                warnOfOtherFiles(after);
                return;
            }
        }
        throw new RefusedException(Refusal.UNAVAILABLE);
    }

    /// Reads what is published, if it is not what is shown already.
    ///
    /// @throws ManifestException if it does not follow from the pinned root; what was shown stays
    void refresh() {
        var stored = store.shown().published();
        var now = posted;
        if (stored.rootVersion() == now.rootVersion()
                && stored.manifestVersion()
                        == now.manifest()
                                .map(signed -> signed.manifest().version())
                                .orElse(0)) {
            return;
        }
        var notes = notesOf(stored);
        VerifiedRoot.verify(notes.roots(), pinned);
        var manifest = stored.manifest().map(note -> SignedManifest.verifyOpenOrClosed(notes, pinned, 0));
        posted = new Posted(
                encoded(notes),
                stored.rootVersion(),
                manifest,
                manifest.map(this::rosters).orElse(Map.of()));
        Quiet.LOG.info(() -> "showing manifest version " + stored.manifestVersion());
    }

    /// Removes what belongs to epochs that the newest manifest no longer names: their keys are destroyed.
    void reap() {
        var manifest = posted.manifest();
        if (manifest.isEmpty()) {
            return;
        }
        for (var epoch : store.epochs()) {
            if (isOver(epoch, manifest.get())) {
                store.destroyed(epoch.epoch());
            }
        }
    }

    private static boolean isOver(StoredEpoch epoch, SignedManifest manifest) {
        return !epoch.destroyed()
                && epoch.epoch() < manifest.manifest().intakeEpoch()
                && manifest.manifest().living(epoch.epoch()).isEmpty();
    }

    private Map<Integer, Roster> rosters(SignedManifest manifest) {
        var rosters = new HashMap<Integer, Roster>();
        for (var epoch : manifest.manifest().epochs()) {
            store.epochKeys(epoch.epoch())
                    .map(keys -> Roster.parse(keys.roster()))
                    .filter(roster -> roster.root().equals(epoch.rosterRoot()))
                    .ifPresent(roster -> rosters.put(epoch.epoch(), roster));
        }
        return Map.copyOf(rosters);
    }

    private static Notes notesOf(org.postern.store.Published stored) {
        return new Notes(
                stored.roots().stream().map(StoredNote::body).toList(),
                stored.manifest().map(StoredNote::body));
    }

    private static List<StoredNote> newNotes(org.postern.store.Published before, Notes after) {
        var fresh = new ArrayList<StoredNote>();
        for (var version = before.rootVersion() + 1; version <= after.roots().size(); version++) {
            fresh.add(new StoredNote(NoteKind.ROOT, version, after.roots().get(version - 1)));
        }
        after.manifest().ifPresent(note -> {
            var version = versionOf(note);
            if (version > before.manifestVersion()) {
                fresh.add(new StoredNote(NoteKind.MANIFEST, version, note));
            }
        });
        return fresh;
    }

    private static int versionOf(byte[] manifestNote) {
        return org.postern.manifest.Manifest.parse(
                        org.postern.note.SignedNote.parse(manifestNote).text())
                .version();
    }

    private EpochFiles kept(int epoch) {
        return store.epochKeys(epoch)
                .map(keys -> new EpochFiles(
                        keys.files().stream().map(EpochFile::parse).toList()))
                .orElse(EpochFiles.NONE);
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

    /// Another node, or the release that is about to be started, may serve the files that the manifest lists;
    /// so this is worth a word to the operator and no more.
    private void warnOfOtherFiles(Published after) {
        var own = new HashSet<ServedFile>();
        served.forEach((path, bytes) -> own.add(new ServedFile(path, Hash.of(bytes))));
        var lists = after.manifest().map(signed -> signed.manifest().files()).orElse(List.of());
        if (!new HashSet<>(lists).equals(own)) {
            Quiet.LOG.warning(
                    "the published manifest lists other files than this server serves; postern verify will say so");
        }
    }

    private static Encoded encoded(Notes notes) {
        return Encoded.compressed("text/plain; charset=utf-8", notes.bytes());
    }

    /// Looks the board up again and says in one line if that can't be done.
    void refreshQuietly() {
        try {
            refresh();
        } catch (StoreUnavailable away) {
            // The supervisor and /health say so already.
        } catch (ManifestException unbelievable) {
            Quiet.LOG.warning(
                    "what is published does not follow from the pinned root; still showing the last that did");
        }
    }
}

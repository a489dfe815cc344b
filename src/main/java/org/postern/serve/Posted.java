package org.postern.serve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import org.postern.manifest.Roster;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.VerifiedRoot;
import org.postern.note.SignedNote;
import org.postern.serve.Pages.Encoded;
import org.postern.store.Shown;
import org.postern.store.Store;
import org.postern.store.StoredNote;
import org.postern.tlog.EntryBundle;
import org.postern.tlog.TiledLog;

/// One state that everybody is shown, whole and verified; replaced by the next one, never changed.
///
/// @param notes the body of `GET /notes`, ready to send
/// @param checkpoint the log's, signed and cosigned; empty before the founding
/// @param manifest the newest, if there is one
/// @param rosters of the living epochs
/// @param log everything up to that checkpoint
/// @param bundles the newest entry bundles by path, compressed once
@SuppressWarnings("ArrayRecordComponent") // carried, compared byte by byte
record Posted(
        Encoded notes,
        byte[] checkpoint,
        Optional<SignedManifest> manifest,
        Map<Integer, Roster> rosters,
        TiledLog log,
        Map<String, Encoded> bundles) {
    private static final String BYTES = "application/octet-stream";

    /// Before the founding.
    static final Posted NOTHING =
            new Posted(encoded(Notes.NONE), new byte[0], Optional.empty(), Map.of(), TiledLog.of(List.of()), Map.of());

    /// Verifies what is shown.
    ///
    /// @param shown from the database
    /// @param leaves the log
    /// @param store has the rosters
    /// @param pinned SHA-256 of the first root note
    /// @return the state
    /// @throws org.postern.manifest.ManifestException if it does not follow from the pinned root
    /// @throws IllegalArgumentException if the checkpoint is not that of the log
    static Posted of(Shown shown, Leaves leaves, Store store, Hash pinned) {
        var published = shown.published();
        var roots = published.roots().stream().map(StoredNote::body).toList();
        VerifiedRoot.verify(roots, pinned);
        var log = leaves.log(published.leaves());
        var checkpoint = SignedNote.parse(shown.checkpoint());
        // The manifest is the last leaf that was appended.
        var proof = log.proof(published.leaves() - 1L, checkpoint).bytes();
        var notes = new Notes(
                roots,
                published.manifest().map(StoredNote::body),
                published.manifest().map(manifest -> proof));
        var manifest = published.manifest().map(note -> SignedManifest.verifyOpenOrClosed(notes, pinned, 0));
        return new Posted(
                encoded(notes),
                shown.checkpoint(),
                manifest,
                manifest.map(signed -> rosters(signed.manifest(), store)).orElse(Map.of()),
                log,
                bundles(log, published.leaves()));
    }

    /// A file of the log.
    ///
    /// @param path `tile/…`
    /// @return empty if there is no such file
    Optional<Encoded> logFile(String path) {
        return Optional.ofNullable(bundles.get(path))
                .or(() -> log.file(path).map(bytes -> new Encoded(BYTES, Map.of("identity", bytes))));
    }

    private static Map<Integer, Roster> rosters(Manifest manifest, Store store) {
        var rosters = new HashMap<Integer, Roster>();
        for (var epoch : manifest.epochs()) {
            store.epochKeys(epoch.epoch())
                    .map(keys -> Roster.parse(keys.roster()))
                    .filter(roster -> roster.root().equals(epoch.rosterRoot()))
                    .ifPresent(roster -> rosters.put(epoch.epoch(), roster));
        }
        return Map.copyOf(rosters);
    }

    private static Map<String, Encoded> bundles(TiledLog log, int size) {
        var bundles = new HashMap<String, Encoded>();
        for (var bundle : EntryBundle.of(size)) {
            bundles.put(
                    bundle.path(),
                    Encoded.compressed(BYTES, log.file(bundle.path()).orElseThrow()));
        }
        return Map.copyOf(bundles);
    }

    private static Encoded encoded(Notes notes) {
        return Encoded.compressed("text/plain; charset=utf-8", notes.bytes());
    }
}

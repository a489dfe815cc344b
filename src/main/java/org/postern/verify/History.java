package org.postern.verify;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Published;
import org.postern.manifest.Reason;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.VerifiedRoot;

/// Every change of keys from the first one on, as the log's entries tell it. Each entry has to follow from those before
/// it, so nothing can have been swapped for a while and swapped back: roots are signed by k of the old and k of the
/// new admins, manifests by k admins of their time and follow each other, rosters belong to the manifest after them.
final class History {
    private static final String ROOT = "postern/root/v1\n";
    private static final String MANIFEST = "postern/manifest/v1\n";

    private final Hash pinned;
    private final InstantSource clock;
    private final List<byte[]> roots = new ArrayList<>();
    private final List<Hash> manifests = new ArrayList<>();
    private Optional<SignedManifest> newest = Optional.empty();
    private Optional<byte[]> roster = Optional.empty();
    private boolean rootIsNew;

    private History(Hash pinned, InstantSource clock) {
        this.pinned = pinned;
        this.clock = clock;
    }

    /// Walks through a log.
    ///
    /// @param entries all of them, in order
    /// @param pinned  SHA-256 of the first root note
    /// @param clock   the verifier's clock: no epoch was destroyed in the future
    /// @return the history
    /// @throws BrokenHistory at the first entry that does not follow from those before it
    static History of(List<byte[]> entries, Hash pinned, InstantSource clock) {
        var history = new History(pinned, clock);
        for (var i = 0; i < entries.size(); i++) {
            try {
                history.take(entries.get(i));
            } catch (ManifestException e) {
                throw new BrokenHistory(i, e);
            }
        }
        return history;
    }

    /// An entry that does not follow.
    static final class BrokenHistory extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int entry;
        private final Reason reason;

        BrokenHistory(int entry, ManifestException cause) {
            super(cause);
            this.entry = entry;
            this.reason = cause.reason();
        }

        /// {@return its place, from 0}
        int entry() {
            return entry;
        }

        /// {@return why}
        Reason reason() {
            return reason;
        }
    }

    private void take(byte[] entry) {
        var text = new String(entry, StandardCharsets.UTF_8);
        if (text.startsWith(ROOT)) {
            takeRoot(entry);
        } else if (text.startsWith(MANIFEST)) {
            takeManifest(entry);
        } else if (roster.isEmpty()) {
            roster = Optional.of(entry);
        } else {
            throw new ManifestException(Reason.MALFORMED, "expected a manifest after a roster");
        }
    }

    private void takeRoot(byte[] note) {
        if (rootIsNew || roster.isPresent()) {
            throw new ManifestException(Reason.WRONG_ROOT_VERSION, "expected a manifest under the root before");
        }
        roots.add(note);
        VerifiedRoot.verify(roots, pinned);
        rootIsNew = true;
    }

    private void takeManifest(byte[] note) {
        var manifest = SignedManifest.verifyOpenOrClosed(new Notes(roots, Optional.of(note)), pinned, 0);
        Published.requireFollows(
                manifest.manifest(),
                newest.map(SignedManifest::manifest),
                newest.map(SignedManifest::noteHash).orElse(Hash.NONE),
                // Their sealed files are not in the log, only what the manifest says of them.
                manifest.manifest().epochs().stream().map(LivingEpoch::epoch).collect(Collectors.toSet()),
                clock);
        requireRoster(manifest.manifest().epochs().getLast());
        manifests.add(manifest.noteHash());
        newest = Optional.of(manifest);
        roster = Optional.empty();
        rootIsNew = false;
    }

    /// A new epoch's roster stands before its manifest, and nobody else's.
    private void requireRoster(LivingEpoch intake) {
        var isNew = newest.map(before -> before.manifest().intakeEpoch()).orElse(0) != intake.epoch();
        var text = "postern/roster-root/v1\nepoch " + intake.epoch() + "\nroot " + intake.rosterRoot() + "\n";
        var expected = isNew ? Optional.of(text) : Optional.<String>empty();
        if (!roster.map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)).equals(expected)) {
            throw new ManifestException(Reason.WRONG_ROSTER, "expected the new epoch's roster, and no other");
        }
    }

    /// {@return the manifest in force, if there is one, and nothing was begun after it}
    Optional<SignedManifest> newest() {
        return rootIsNew || roster.isPresent() ? Optional.empty() : newest;
    }

    /// Whether a manifest was in force at some time.
    ///
    /// @param note SHA-256 of its note
    /// @return true if the log holds it
    boolean holds(Hash note) {
        return manifests.contains(note);
    }
}

package org.postern.console;

import java.util.ArrayList;
import java.util.Optional;
import org.postern.api.IntakeClient;
import org.postern.keyring.Extent;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Reason;
import org.postern.manifest.VerifiedManifest;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.LogException;
import org.postern.tlog.MerkleTree;
import org.postern.tlog.Tile;
import org.postern.tlog.TreeHash;

/// What the server shows of its keys, verified and compared with what this person's vault has seen before. A server
/// that
/// goes back or shows something else under the same number raises an alarm that stays until the console is locked.
final class PublicRecord {
    private final Settings settings;
    private final Keyring keyring;
    private final IntakeClient intake;
    private volatile Optional<KeyAlarm> alarm = Optional.empty();

    PublicRecord(Settings settings, Keyring keyring, IntakeClient intake) {
        this.settings = settings;
        this.keyring = keyring;
        this.intake = intake;
    }

    /// Fetches and checks the manifest in force, and remembers it.
    ///
    /// @return the manifest
    /// @throws KeyAlarm.RaisedException if it contradicts what was seen, now or at an earlier look
    /// @throws ManifestException if it does not verify
    /// @throws org.postern.api.ProblemException if it can't be had
    VerifiedManifest look() {
        alarm.ifPresent(PublicRecord::refuse);
        var manifest = verified();
        boolean sameVersion = manifest.version() == keyring.manifestVersion();
        if (sameVersion && !keyring.manifestNote().equals(Hash.NONE) && !isAsSeen(manifest)) {
            raise(KeyAlarm.FORKED);
        }
        compare(manifest.checkpoint().checkpoint());
        keyring.sawManifest(manifest.version(), manifest.noteHash());
        return manifest;
    }

    /// The log must contain everything that it contained when this person saw it last.
    private void compare(Checkpoint now) {
        var seen = keyring.checkpointSeen();
        var root = Hash.ofRaw(now.root().raw());
        if (now.size() < seen.size()) {
            raise(KeyAlarm.ROLLED_BACK);
        }
        boolean same = now.size() == seen.size();
        if (same && !root.equals(seen.hash())) {
            raise(KeyAlarm.FORKED);
        }
        if (!same && seen.size() > 0 && !contains(now, seen)) {
            raise(KeyAlarm.FORKED);
        }
        keyring.sawCheckpoint(new Extent(now.size(), root));
    }

    /// The log is small: one leaf for each publication of a root, a roster or a manifest. So its leaves are
    /// fetched, and both roots are computed from them.
    private boolean contains(Checkpoint now, Extent seen) {
        try {
            var leaves = new ArrayList<TreeHash>();
            for (var tile : Tile.of(now.size())) {
                if (tile.level() == 0) {
                    leaves.addAll(tile.hashes(intake.log(tile.path(), Tile.BYTES_MAX)));
                }
            }
            var tree = MerkleTree.of(leaves);
            return tree.root().equals(now.root())
                    && Hash.ofRaw(tree.root(seen.size()).raw()).equals(seen.hash());
        } catch (LogException e) {
            return false;
        }
    }

    private boolean isAsSeen(VerifiedManifest manifest) {
        return manifest.noteHash().equals(keyring.manifestNote());
    }

    private VerifiedManifest verified() {
        try {
            return VerifiedManifest.verifyOpenOrClosed(
                    intake.notes(), settings.pinnedRoot(), keyring.manifestVersion(), settings.clock());
        } catch (ManifestException e) {
            if (e.reason() == Reason.OLDER_THAN_SEEN) {
                raise(KeyAlarm.ROLLED_BACK);
            }
            throw e;
        }
    }

    /// The alarm that stands, if any.
    Optional<KeyAlarm> alarm() {
        return alarm;
    }

    private void raise(KeyAlarm raised) {
        alarm = Optional.of(raised);
        refuse(raised);
    }

    private static void refuse(KeyAlarm raised) {
        throw new KeyAlarm.RaisedException(raised);
    }
}

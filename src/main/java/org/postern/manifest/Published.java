package org.postern.manifest;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What stands after a publication was accepted. The signatures are the only authority: whoever carries them may
/// publish.
///
/// @param notes     what `GET /notes` serves from now on
/// @param manifest  the manifest among them, verified; empty while there is only a root
/// @param epochFile the new epoch's file, to be kept beside the older ones; empty if the epoch did not change
/// @param roster    the new epoch's roster, likewise
public record Published(
        Notes notes, Optional<VerifiedManifest> manifest, Optional<EpochFile> epochFile, Optional<Roster> roster) {

    /// Checks a publication against what is published already. The same publication again is accepted again.
    ///
    /// @param publication what came in
    /// @param current     what is published; `Notes.NONE` at the founding
    /// @param pinned      SHA-256 of the first root note, from the operator's configuration
    /// @param clock       the server's clock
    /// @return what stands from now on
    /// @throws ManifestException VERSION_TAKEN or OLDER_THAN_SEEN (answer 409), else any other reason (answer 422)
    public static Published accept(Publication publication, Notes current, Hash pinned, InstantSource clock) {
        var roots =
                publication.root().map(root -> append(current.roots(), root)).orElse(current.roots());
        var before = current.manifest();
        var after = publication.manifest().or(current::manifest);
        var notes = new Notes(roots, after);
        if (after.isEmpty()) {
            VerifiedRoot.verify(roots, pinned);
            return new Published(notes, Optional.empty(), Optional.empty(), Optional.empty());
        }
        // A root alone would leave a manifest that no page believes, so it has to bring its manifest with it.
        var manifest = VerifiedManifest.verifyOpenOrClosed(notes, pinned, 0);
        if (before.isPresent() && Arrays.equals(before.get(), after.get())) {
            return new Published(notes, Optional.of(manifest), Optional.empty(), Optional.empty());
        }
        manifest.requireOpen(clock);
        var earlier = before.map(note -> Manifest.parse(VerifiedRoot.parse(note).text()));
        requireFollows(manifest.manifest(), earlier, before.map(Hash::of).orElse(Hash.NONE));
        if (earlier.isPresent() && earlier.get().intakeEpoch() == manifest.intakeEpoch()) {
            return new Published(notes, Optional.of(manifest), Optional.empty(), Optional.empty());
        }
        var epochFile = epochFile(publication, manifest.manifest());
        var roster = roster(publication, manifest.manifest());
        return new Published(notes, Optional.of(manifest), Optional.of(epochFile), Optional.of(roster));
    }

    private static List<byte[]> append(List<byte[]> roots, byte[] root) {
        if (roots.stream().anyMatch(known -> Arrays.equals(known, root))) {
            return roots;
        }
        if (!roots.isEmpty() && Root.parse(VerifiedRoot.parse(root).text()).version() <= roots.size()) {
            throw new ManifestException(Reason.VERSION_TAKEN, "expected the next root's version");
        }
        var longer = new ArrayList<>(roots);
        longer.add(root);
        return longer;
    }

    /// Requires that a manifest follows the one before it: higher version, its hash, old epochs unchanged.
    ///
    /// @param manifest     the newer
    /// @param earlier      the one before it, if any
    /// @param earlierHash  SHA-256 of that note, `Hash.NONE` if there is none
    /// @throws ManifestException VERSION_TAKEN, OLDER_THAN_SEEN, WRONG_PREVIOUS, WRONG_ROSTER or WRONG_EPOCH_FILE
    public static void requireFollows(Manifest manifest, Optional<Manifest> earlier, Hash earlierHash) {
        int version = earlier.map(Manifest::version).orElse(0);
        if (manifest.version() == version) {
            throw new ManifestException(Reason.VERSION_TAKEN, "expected a version of its own");
        }
        if (manifest.version() < version) {
            throw new ManifestException(Reason.OLDER_THAN_SEEN, "expected a version above the last one");
        }
        if (!manifest.previous().equals(earlierHash)) {
            throw new ManifestException(Reason.WRONG_PREVIOUS, "expected the hash of the manifest note before it");
        }
        earlier.ifPresent(older -> requireEpochsFollow(manifest, older));
    }

    private static void requireEpochsFollow(Manifest manifest, Manifest earlier) {
        for (var epoch : manifest.epochs()) {
            if (epoch.epoch() <= earlier.intakeEpoch() && !earlier.epochs().contains(epoch)) {
                throw new ManifestException(Reason.WRONG_ROSTER, "expected old epochs to keep their rosters");
            }
        }
        var sameEpoch = manifest.intakeEpoch() == earlier.intakeEpoch();
        var sameKey = manifest.epochFile().equals(earlier.epochFile())
                && manifest.intakeRecipient()
                        .text()
                        .equals(earlier.intakeRecipient().text());
        if (manifest.intakeEpoch() < earlier.intakeEpoch() || (sameEpoch && !sameKey)) {
            throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected a new key to come with a new epoch");
        }
    }

    private static EpochFile epochFile(Publication publication, Manifest manifest) {
        var file = publication
                .epochFile()
                .map(EpochFile::parse)
                .orElseThrow(() -> new ManifestException(Reason.WRONG_EPOCH_FILE, "expected the new epoch's file"));
        if (!file.hash().equals(manifest.epochFile())) {
            throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected the epoch file that the manifest names");
        }
        return file;
    }

    private static Roster roster(Publication publication, Manifest manifest) {
        var roster = publication
                .roster()
                .map(Roster::parse)
                .orElseThrow(() -> new ManifestException(Reason.WRONG_ROSTER, "expected the new epoch's roster"));
        if (!new EpochRoot(roster.epoch(), roster.root())
                .equals(manifest.epochs().getLast())) {
            throw new ManifestException(Reason.WRONG_ROSTER, "expected the roster that the manifest names");
        }
        return roster;
    }
}

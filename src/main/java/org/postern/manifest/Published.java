package org.postern.manifest;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.postern.manifest.Publication.EpochPart;

/// What stands after a publication was accepted. The signatures are the only authority: whoever carries them may
/// publish.
///
/// @param notes      what `GET /notes` serves as soon as it is logged, without the proof
/// @param manifest   the manifest among them, signed by the admins; empty while there is only a root
/// @param epochFiles files to be kept behind those that are there; none if the same publication came again
/// @param roster     the new epoch's roster, to be kept; empty if the epoch did not change
/// @param recovery   the new epoch's recovery file, likewise
/// @param people     the people file, to be kept in place of the one before; empty if it did not change
public record Published(
        Notes notes,
        Optional<SignedManifest> manifest,
        List<EpochPart> epochFiles,
        Optional<Roster> roster,
        Optional<byte[]> recovery,
        Optional<byte[]> people) {

    /// Checks a publication against what is published already. The same publication again is accepted again.
    ///
    /// @param publication what came in
    /// @param current     what is published; `Notes.NONE` at the founding
    /// @param kept        gives the files of an epoch that were accepted so far, or `EpochFiles.NONE`
    /// @param pinned      SHA-256 of the first root note, from the operator's configuration
    /// @param clock       the server's clock
    /// @return what stands from now on
    /// @throws ManifestException VERSION_TAKEN or OLDER_THAN_SEEN (answer 409), else any other reason (answer 422)
    public static Published accept(
            Publication publication, Notes current, IntFunction<EpochFiles> kept, Hash pinned, InstantSource clock) {
        var roots =
                publication.root().map(root -> append(current.roots(), root)).orElse(current.roots());
        var before = current.manifest();
        var after = publication.manifest().or(current::manifest);
        var notes = new Notes(roots, after);
        if (after.isEmpty()) {
            VerifiedRoot.verify(roots, pinned);
            return new Published(
                    notes, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        // A root alone would leave a manifest that no page believes, so it has to bring its manifest with it.
        var signed = SignedManifest.verifyOpenOrClosed(notes, pinned, 0);
        if (before.isPresent() && Arrays.equals(before.get(), after.get())) {
            return new Published(
                    notes, Optional.of(signed), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        signed.requireOpen(clock);
        var manifest = signed.manifest();
        var earlier = before.map(note -> Manifest.parse(VerifiedRoot.parse(note).text()));
        requireFollows(manifest, earlier, before.map(Hash::of).orElse(Hash.NONE), supplemented(publication), clock);
        requireEpochFiles(publication, manifest, earlier, kept);
        var isNewEpoch = earlier.map(Manifest::intakeEpoch).orElse(0) != manifest.intakeEpoch();
        return new Published(
                notes,
                Optional.of(signed),
                publication.epochFiles(),
                isNewEpoch ? Optional.of(roster(publication, manifest)) : Optional.empty(),
                isNewEpoch ? recovery(publication, manifest) : Optional.empty(),
                people(publication, manifest, earlier));
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

    private static Set<Integer> supplemented(Publication publication) {
        var epochs = new HashSet<Integer>();
        publication.epochFiles().forEach(part -> epochs.add(part.epoch()));
        return epochs;
    }

    /// Requires that a manifest follows the one before it: higher version, its hash, and epochs that change only as
    /// PROTOCOL 4.7 allows. Whether files are the named ones is not asked here.
    ///
    /// @param manifest     the newer
    /// @param earlier      the one before it, if any
    /// @param earlierHash  SHA-256 of that note, `Hash.NONE` if there is none
    /// @param supplemented epochs for which sealed files come along
    /// @param clock        the clock; an epoch can't be destroyed before its day
    /// @throws ManifestException VERSION_TAKEN, OLDER_THAN_SEEN, WRONG_PREVIOUS, WRONG_EPOCH, TOO_EARLY,
    ///                           WRONG_HISTORY, WRONG_ROSTER, WRONG_RECOVERY or WRONG_EPOCH_FILE
    public static void requireFollows(
            Manifest manifest,
            Optional<Manifest> earlier,
            Hash earlierHash,
            Set<Integer> supplemented,
            InstantSource clock) {
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
        earlier.ifPresentOrElse(
                older -> Succession.require(manifest, older, supplemented, clock.instant()),
                () -> Succession.requireFirst(manifest));
    }

    /// A new epoch brings its first file, a living one perhaps supplements, and with those that are kept they are the
    /// row that the manifest names.
    private static void requireEpochFiles(
            Publication publication, Manifest manifest, Optional<Manifest> earlier, IntFunction<EpochFiles> kept) {
        for (var part : publication.epochFiles()) {
            if (manifest.living(part.epoch()).isEmpty()) {
                throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected files of living epochs only");
            }
        }
        for (var epoch : manifest.epochs()) {
            var brought = publication.epochFiles().stream()
                    .filter(part -> part.epoch() == epoch.epoch())
                    .map(EpochPart::file)
                    .toList();
            var before = earlier.flatMap(older -> older.living(epoch.epoch()));
            if (before.isEmpty() && brought.size() != 1) {
                throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected one file of the new epoch");
            }
            if (brought.isEmpty()) {
                continue;
            }
            var first = before.isPresent() ? kept.apply(epoch.epoch()) : EpochFiles.NONE;
            if (before.isPresent() && !first.hash().equals(before.get().files())) {
                throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected to have the epoch's earlier files");
            }
            if (!first.with(brought).hash().equals(epoch.files())) {
                throw new ManifestException(
                        Reason.WRONG_EPOCH_FILE, "expected the epoch files that the manifest names");
            }
        }
    }

    private static Roster roster(Publication publication, Manifest manifest) {
        var roster = publication
                .roster()
                .map(Roster::parse)
                .orElseThrow(() -> new ManifestException(Reason.WRONG_ROSTER, "expected the new epoch's roster"));
        if (roster.epoch() != manifest.intakeEpoch()
                || !roster.root().equals(manifest.epochs().getLast().rosterRoot())) {
            throw new ManifestException(Reason.WRONG_ROSTER, "expected the roster that the manifest names");
        }
        return roster;
    }

    private static Optional<byte[]> recovery(Publication publication, Manifest manifest) {
        var named = manifest.epochs().getLast().recovery();
        if (!publication.recovery().map(Hash::of).orElse(Hash.NONE).equals(named)) {
            throw new ManifestException(Reason.WRONG_RECOVERY, "expected the recovery file that the manifest names");
        }
        return publication.recovery();
    }

    private static Optional<byte[]> people(Publication publication, Manifest manifest, Optional<Manifest> earlier) {
        var isKnown = earlier.map(Manifest::people).orElse(Hash.NONE).equals(manifest.people());
        if (isKnown && publication.people().isEmpty()) {
            return Optional.empty();
        }
        if (!publication.people().map(Hash::of).orElse(Hash.NONE).equals(manifest.people())) {
            throw new ManifestException(Reason.WRONG_PEOPLE, "expected the people file that the manifest names");
        }
        return publication.people();
    }
}

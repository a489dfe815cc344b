package org.postern.verify;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.IntakeClient;
import org.postern.api.ProblemException;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Reason;
import org.postern.manifest.VerifiedManifest;

/// Checks one service from outside, the way a browser would, and compares every served file with its pinned hash.
final class Verification {
    private final List<String> good = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();
    private Optional<VerifiedManifest> manifest = Optional.empty();

    private Verification() {}

    static Verification of(IntakeClient service, Hash pinned, Optional<Seen> seen, InstantSource clock) {
        var verification = new Verification();
        verification.manifest = verification.keys(service, pinned, seen, clock);
        verification.manifest.ifPresent(manifest -> verification.files(service, manifest));
        return verification;
    }

    private Optional<VerifiedManifest> keys(
            IntakeClient service, Hash pinned, Optional<Seen> seen, InstantSource clock) {
        VerifiedManifest found;
        try {
            found = VerifiedManifest.verifyOpenOrClosed(
                    service.notes(), pinned, seen.map(Seen::version).orElse(0), clock);
        } catch (ManifestException e) {
            alarms.add(e.reason().words());
            return Optional.empty();
        } catch (ProblemException e) {
            alarms.add("The keys can't be had. " + e.problem().words());
            return Optional.empty();
        }
        good.add("The list of admins goes back to the root that you gave; it is now at version "
                + found.root().version() + ".");
        good.add("Manifest " + found.version() + " is signed by at least "
                + found.root().threshold() + " of " + found.root().admins().size() + " admins.");
        seen.ifPresent(before -> compare(found, before));
        open(found, clock);
        return Optional.of(found);
    }

    private void compare(VerifiedManifest found, Seen before) {
        if (found.version() == before.version() && !found.noteHash().equals(before.note())) {
            alarms.add("There are two different manifests with version " + found.version()
                    + ": somebody is shown other keys than somebody else.");
        } else {
            good.add("It is not older than what was seen before (version " + before.version() + ").");
        }
    }

    private void open(VerifiedManifest found, InstantSource clock) {
        try {
            found.requireOpen(clock);
            good.add("Intake is open until " + found.intakeUntil() + ".");
        } catch (ManifestException e) {
            // A closed intake is a true answer, not a false key.
            (e.reason() == Reason.CLOSED ? good : alarms).add(e.reason().words());
        }
    }

    private void files(IntakeClient service, VerifiedManifest found) {
        for (var file : found.files()) {
            try {
                if (Hash.of(service.file(file.path())).equals(file.hash())) {
                    good.add("The file " + file.path() + " is the one that the admins signed.");
                } else {
                    alarms.add("The file " + file.path() + " is not the one that the admins signed.");
                }
            } catch (ProblemException e) {
                alarms.add("The file " + file.path() + " can't be had. "
                        + e.problem().words());
            }
        }
        if (found.files().isEmpty()) {
            alarms.add("The manifest pins no files, so the page itself can't be checked.");
        }
    }

    /// What was checked and holds.
    List<String> good() {
        return List.copyOf(good);
    }

    /// What does not hold; empty if all is well.
    List<String> alarms() {
        return List.copyOf(alarms);
    }

    /// What to remember for the next time.
    ///
    /// @param before what was seen before
    /// @return the higher version; of two with the same version the first
    Optional<Seen> toRemember(Optional<Seen> before) {
        return manifest.map(found -> new Seen(found.version(), found.noteHash()))
                .filter(found -> before.map(Seen::version).orElse(0) < found.version())
                .or(() -> before);
    }
}

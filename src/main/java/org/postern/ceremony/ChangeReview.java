package org.postern.ceremony;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.manifest.DestroyedEpoch;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Published;
import org.postern.manifest.Root;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.StoppedDesk;

/// The review of a change without a new epoch: another root, other files, another end of intake, people who go,
/// epochs that are destroyed. What it wants is read out of the manifest, and then the manifest is worked out from
/// that: whatever else differs is refused, not looked for.
final class ChangeReview extends Reviewing {
    ChangeReview(InForce now, Optional<People> before, Proposal proposal, HybridIdentity admin, InstantSource clock) {
        super(now, before, proposal, admin, clock);
    }

    Review review() {
        var next = proposal.root().map(note -> Root.parse(note.text()));
        next.ifPresent(this::requireRoot);
        var summary = new ArrayList<String>();
        next.ifPresent(root -> summary.addAll(PlainChange.of(now.root(), root)));
        if (proposal.manifest().isEmpty()) {
            return new Review(summary, warnings, Optional.empty(), next, Optional.empty(), Optional.empty());
        }
        var root = next.orElse(now.root());
        var note = proposal.manifest().get();
        requireSound(note, root);
        var manifest = Manifest.parse(note.text());
        requireFollows(manifest.origin(), manifest.previous());
        var standing = now.manifest().orElseThrow(() -> foreign("there is no epoch yet"));
        Published.requireFollows(manifest, now.manifest(), now.hash(), Set.of(), clock);
        requireIntakeSoonOver(manifest);
        var people = manifest.people().equals(standing.people())
                ? Optional.<People>empty()
                : Optional.of(ledger(manifest.people()));
        var destroyed = destroyed(manifest);
        var stopped = people.map(after -> stopped(standing, after, destroyed)).orElse(List.of());
        requireWorkedOut(
                manifest,
                root,
                new NextManifest.Change(
                        Optional.of(manifest.intakeUntil()),
                        Optional.of(manifest.files()),
                        Optional.of(manifest.people()),
                        stopped,
                        destroyed));
        summary.add(PlainChange.sentence(
                standing,
                manifest,
                people.map(this::words).orElse(List.of()),
                PlainChange.stopping(stopped, before.orElse(People.NONE))));
        summary.addAll(PlainChange.of(now, manifest.seatThreshold(), manifest.seats(), manifest.files()));
        return new Review(summary, warnings, Optional.empty(), next, Optional.of(manifest), people);
    }

    private void requireRoot(Root root) {
        if (!root.origin().equals(now.root().origin())
                || root.version() != now.root().version() + 1) {
            throw foreign("its root does not follow the newest root");
        }
        requireSound(proposal.root().orElseThrow(), now.root());
        requireSound(proposal.root().orElseThrow(), root);
        warnings.addAll(Review.warnings(root));
    }

    private void requireIntakeSoonOver(Manifest manifest) {
        if (manifest.intakeUntil().isAfter(instant.plus(SignedManifest.INTAKE_AHEAD_MAX))) {
            throw new CeremonyException("Intake would end more than eight days after now by this computer's clock,"
                    + " which says " + PlainChange.time(instant) + ". Set the clock if it is wrong; else propose"
                    + " again.");
        }
    }

    /// Every admin's program comes to these bytes, and signs no others.
    private void requireWorkedOut(Manifest manifest, Root root, NextManifest.Change change) {
        var expected = NextManifest.changing(now, root, change);
        if (expected.text().equals(manifest.text())) {
            return;
        }
        if (!manifest.stopped().containsAll(expected.stopped())) {
            throw foreign("somebody is removed whose desk does not stop");
        }
        if (!expected.stopped().containsAll(manifest.stopped())) {
            throw foreign("it stops a desk of somebody who is not removed");
        }
        throw foreign("its manifest changes more than it may change without a new epoch");
    }

    /// Epochs that lived until now, with the day that the manifest gives.
    private SortedMap<Integer, LocalDate> destroyed(Manifest manifest) {
        var destroyed = new TreeMap<Integer, LocalDate>();
        for (DestroyedEpoch gone : manifest.destroyed()) {
            if (now.living(gone.epoch()).isPresent()) {
                destroyed.put(gone.epoch(), gone.day());
            }
        }
        return destroyed;
    }

    /// Which desks have to stop with this ledger. Where the one before can't be opened nobody's removal can be
    /// worked out, so nothing may stop.
    private List<StoppedDesk> stopped(Manifest standing, People after, SortedMap<Integer, LocalDate> destroyed) {
        if (before.isEmpty()) {
            warnings.add("The list of people that is in force can't be opened with this vault, so it can't be said"
                    + " who comes and goes.");
            return List.of();
        }
        var living = now.epochs().stream()
                .map(LivingEpoch::epoch)
                .filter(epoch -> !destroyed.containsKey(epoch))
                .toList();
        var expected = LedgerChange.next(before.get(), after, living);
        if (!expected.people().equals(after.people()) || after.version() != expected.version()) {
            throw foreign("the list of people gives somebody an epoch, or takes one away");
        }
        return LedgerChange.stopped(standing, before.get(), after, living);
    }

    private List<String> words(People after) {
        if (before.isEmpty()) {
            return List.of("puts another list of people in force");
        }
        var diff = LedgerDiff.of(before.get(), after);
        warnings.addAll(diff.warnings());
        var words = diff.words();
        if (!words.isEmpty()) {
            return words;
        }
        return List.of(
                after.people().equals(before.get().people())
                        ? "seals the list of people anew, with the same people on it"
                        : "changes what the list of people says of those who left, or its order");
    }
}

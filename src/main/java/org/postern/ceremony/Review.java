package org.postern.ceremony;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Published;
import org.postern.manifest.Root;
import org.postern.manifest.SignedManifest;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;

/// What an admin's program checks before it signs, and what it says about it. Holding one is the proof that
/// everything could be checked; the admin reads `summary` and `warnings` and decides.
///
/// @param summary  what this does, in plain sentences
/// @param warnings what is late or missing: it can be signed, but should be understood first
/// @param lineup   the lineup's text, if it still needs signatures before a console may draw
/// @param root     the next root's text, if there is one
/// @param manifest the next manifest, worked out by this program
/// @param people   the ledger after it, where it changes and this admin can open it
public record Review(
        List<String> summary,
        List<String> warnings,
        Optional<String> lineup,
        Optional<Root> root,
        Optional<Manifest> manifest,
        Optional<People> people) {
    private static final Duration AHEAD_MAX = Duration.ofHours(1);
    private static final Duration OLD = Duration.ofHours(20);

    /// Reviews a proposal.
    ///
    /// @param now      what stands, as this program believes it
    /// @param before   the ledger in force, `People.NONE` at the founding; empty where this admin can't open
    ///                 it, which is so for a new admin under a new root
    /// @param proposal what is proposed
    /// @param admin    this admin's identity
    /// @param clock    this computer's clock
    /// @return what may be signed
    /// @throws CeremonyException with the reason not to sign it, and what to do next
    /// @throws ManifestException if a part is not of its form, or the manifest does not follow the one in
    ///                           force
    public static Review of(
            InForce now, Optional<People> before, Proposal proposal, HybridIdentity admin, InstantSource clock) {
        var review = new Reviewing(now, before, proposal, admin, clock.instant());
        return proposal.lineup().isPresent() ? review.epoch(proposal.lineup().get(), clock) : review.change(clock);
    }

    /// The summary and the warnings as they are shown.
    ///
    /// @return lines
    public List<String> lines() {
        var lines = new ArrayList<>(summary);
        warnings.forEach(warning -> lines.add("! " + warning));
        return lines;
    }

    /// One review under way.
    private static final class Reviewing {
        private final InForce now;
        private final Optional<People> before;
        private final Proposal proposal;
        private final HybridIdentity admin;
        private final Instant instant;
        private final List<String> warnings = new ArrayList<>();

        Reviewing(InForce now, Optional<People> before, Proposal proposal, HybridIdentity admin, Instant instant) {
            this.now = now;
            this.before = before;
            this.proposal = proposal;
            this.admin = admin;
            this.instant = instant;
        }

        Review epoch(SignedNote note, InstantSource clock) {
            requireSound(note, now.root());
            var lineup = Lineup.parse(note.text());
            requireFollows(lineup.origin(), lineup.after());
            requireClock(lineup);
            var keys = proposal.keys().orElseThrow();
            var roster = proposal.roster().orElseThrow();
            if (lineup.epoch() != now.nextEpoch()
                    || !keys.hash().equals(lineup.keys())
                    || roster.epoch() != lineup.epoch()
                    || !roster.root().equals(lineup.roster())) {
                throw foreign("the key list or the roster is not the one that the lineup names");
            }
            var after = ledger(lineup.people());
            var membership = membership(lineup, after);
            requireKeys(lineup, keys, membership);
            membership.included().forEach(place -> {
                if (roster.leafOf(place.keys().desk().raw()).isEmpty()) {
                    throw foreign(
                            "the roster lacks the desk of " + place.person().called());
                }
            });
            warnings.addAll(membership.leftOut());
            warnAboutSeats(lineup);
            var manifest = proposal.drawn().map(drawn -> drawn(lineup, keys, after, drawn, clock));
            var summary = new ArrayList<String>();
            summary.add(sentence(lineup, after, membership));
            summary.add("Why: " + lineup.because().words() + ". "
                    + membership.included().size()
                    + (membership.included().size() == 1 ? " person" : " people") + " can read epoch "
                    + lineup.epoch() + "; its secret is destroyed on " + lineup.destroyOn() + " or later.");
            membership
                    .joiners()
                    .forEach((epoch, joiners) ->
                            summary.add("The older epoch " + epoch + " is given to " + joiners.size() + " more."));
            summary.addAll(PlainChange.of(now, lineup.seatThreshold(), lineup.seats(), lineup.files()));
            var isDrawn = proposal.drawn().isPresent();
            return new Review(
                    List.copyOf(summary),
                    List.copyOf(warnings),
                    isDrawn ? Optional.empty() : Optional.of(note.text()),
                    Optional.empty(),
                    manifest,
                    Optional.of(after));
        }

        private String sentence(Lineup lineup, People after, Membership membership) {
            var diff = LedgerDiff.of(before.orElseThrow(), after);
            warnings.addAll(diff.warnings());
            var deeds = new ArrayList<>(diff.words());
            deeds.add("opens epoch " + lineup.epoch() + " until " + PlainChange.time(lineup.until()));
            if (!membership.stopped().isEmpty()) {
                deeds.add("stops " + PlainChange.count(membership.stopped().size(), "desk") + " at once");
            }
            lineup.destroyed().keySet().forEach(epoch -> deeds.add("destroys epoch " + epoch));
            return "This " + PlainChange.list(deeds) + ".";
        }

        private void requireFollows(String origin, Hash after) {
            if (!origin.equals(now.root().origin())) {
                throw foreign("it is for another service");
            }
            if (!after.equals(now.hash())) {
                throw new CeremonyException(
                        "This proposal does not follow the keys that are in force now: another one was"
                                + " published since. Throw it away, and propose again: postern keys rotate");
            }
        }

        private void requireClock(Lineup lineup) {
            if (lineup.opens().isAfter(instant.plus(AHEAD_MAX))) {
                throw new CeremonyException("This proposal says that it was made at " + PlainChange.time(lineup.opens())
                        + ", and this computer's clock says " + PlainChange.time(instant)
                        + ". One of the two clocks is wrong. Set it, then try again.");
            }
            if (!instant.isBefore(lineup.until())) {
                throw new CeremonyException("The intake of this proposal ended at " + PlainChange.time(lineup.until())
                        + " by this computer's clock, which says " + PlainChange.time(instant)
                        + ". Set the clock if it is wrong; else propose again: postern keys rotate");
            }
            if (lineup.until().isAfter(instant.plus(SignedManifest.INTAKE_AHEAD_MAX))) {
                throw new CeremonyException("Intake would end more than eight days after now by this computer's clock,"
                        + " which says " + PlainChange.time(instant) + ". Set the clock if it is wrong; else propose"
                        + " again.");
            }
            if (lineup.opens().isBefore(instant.minus(OLD))) {
                warnings.add("This was made at " + PlainChange.time(lineup.opens()) + ", and it is now "
                        + PlainChange.time(instant) + ". If it was made today, one of the two clocks is a day off.");
            }
        }

        private People ledger(Hash named) {
            var sealed = proposal.people().orElseThrow();
            if (!Hash.of(sealed).equals(named)) {
                throw foreign("the list of people is not the one that it names");
            }
            return People.open(sealed, admin)
                    .orElseThrow(
                            () -> new CeremonyException("The list of people can't be opened with this vault. Ask the"
                                    + " admin who made the proposal whether it was made under the newest root."));
        }

        /// Works out by itself who gets what, from the ledger and the deposits in the proposal, and compares.
        private Membership membership(Lineup lineup, People after) {
            var known = before.orElseThrow(
                    () -> new CeremonyException(
                            "The list of people that is in force is not here, or"
                                    + " can't be opened with this vault. Fetch it with --at, or copy people-*.age into the keys folder."));
            var draft = new People(
                    after.version(),
                    after.people().stream()
                            .map(person -> person.reading(
                                    known.of(person.key()).map(Person::reads).orElseGet(TreeMap::new)))
                            .toList());
            var deposits = Deposits.open(proposal.deposits(), admin);
            warnings.addAll(deposits.remarks(after));
            var day = LocalDate.ofInstant(lineup.opens(), ZoneOffset.UTC);
            var membership = Membership.of(
                    now, known, draft, deposits, lineup.destroyed().keySet(), day);
            if (!membership.after().people().equals(after.people())
                    || after.version() != known.version() + 1
                    || !membership.stopped().equals(lineup.stopped())) {
                throw foreign("the list of people does not follow from the deposits and the list in force");
            }
            lineup.destroyed().forEach((epoch, gone) -> requireDue(epoch, gone, day));
            return membership;
        }

        private void requireDue(int epoch, LocalDate gone, LocalDate day) {
            if (now.living(epoch).filter(living -> living.isDue(instant)).isEmpty() || !gone.equals(day)) {
                throw foreign("epoch " + epoch + " is not to be destroyed yet");
            }
        }

        private void requireKeys(Lineup lineup, KeyList keys, Membership membership) {
            var expected = membership.included().stream()
                    .map(place -> place.keys().preKey())
                    .toList();
            if (!sameSet(keys.preKeys(), expected)) {
                throw new CeremonyException(
                        "The key list holds " + keys.preKeys().size() + " keys, and they are not those of"
                                + " the " + expected.size()
                                + " people who are let in. Somebody may be hidden among them. Refuse,"
                                + " and talk to the other admins in person.");
            }
            if (!keys.joiners().keySet().equals(membership.joiners().keySet())
                    || !keys.joiners().entrySet().stream()
                            .allMatch(entry -> sameSet(
                                    entry.getValue(), membership.joiners().get(entry.getKey())))) {
                throw new CeremonyException(
                        "The key list gives older epochs to keys that are not those of the people who"
                                + " join. Refuse, and talk to the other admins in person.");
            }
            var holders = lineup.seatThreshold() == 0 ? List.<Membership.Place>of() : membership.keyHolders();
            var seats = holders.stream()
                    .map(place -> place.person().seat().orElseThrow())
                    .toList();
            var seatKeys = holders.stream()
                    .map(place -> place.keys().seatPreKey().orElseThrow())
                    .toList();
            if (!lineup.seats().equals(seats)
                    || !keys.seatPreKeys().equals(seatKeys)
                    || keys.seatThreshold() != lineup.seatThreshold()) {
                throw foreign("the seats are not those of the key holders who are let in");
            }
        }

        private static boolean sameSet(List<HybridRecipient> one, List<HybridRecipient> other) {
            return one.size() == other.size() && Set.copyOf(one).equals(Set.copyOf(other));
        }

        private void warnAboutSeats(Lineup lineup) {
            if (lineup.seatThreshold() == 0) {
                warnings.add(
                        "There are no key holders: nobody can leave contact details, and an epoch whose readers lose"
                                + " their vaults is lost.");
            } else if (lineup.seats().size() == lineup.seatThreshold()) {
                warnings.add(
                        "There are only " + lineup.seats().size() + " key holders, and all of them have to agree. If"
                                + " one more is lost, nothing can be recovered. Let another one in.");
            }
        }

        private Manifest drawn(Lineup lineup, KeyList keys, People after, Drawn drawn, InstantSource clock) {
            if (!drawn.lineup().equals(lineup.hash()) || drawn.epoch() != lineup.epoch()) {
                throw foreign("what was drawn is for another lineup");
            }
            requireSigner(lineup, after, drawn.signer());
            drawn.first().requireStanzas(keys.preKeys().size());
            var epochs =
                    drawn.supplements().stream().map(Drawn.Supplement::epoch).toList();
            if (!epochs.equals(List.copyOf(keys.joiners().keySet()))) {
                throw foreign("older epochs were given out that the key list does not name, or some are missing");
            }
            drawn.supplements()
                    .forEach(supplement -> supplement
                            .file()
                            .requireStanzas(
                                    keys.joiners().get(supplement.epoch()).size()));
            int shares = drawn.recovery().map(Recovery::shares).orElse(0);
            if (shares != keys.seatPreKeys().size()) {
                throw foreign("the recovery has shares for " + shares + " seats, and there are "
                        + keys.seatPreKeys().size());
            }
            var manifest = NextManifest.opening(now, lineup, drawn);
            requireManifest(manifest, new HashSet<>(epochs), clock);
            return manifest;
        }

        private void requireSigner(Lineup lineup, People after, PublicKey signer) {
            var isOne = after.living().stream()
                    .anyMatch(person -> lineup.because().hasNoDesks()
                            ? person.key().equals(signer)
                            : signer.equals(person.reads().get(now.nextEpoch() - 1)));
            if (!isOne) {
                throw new CeremonyException(
                        "This epoch was drawn by somebody who is not a vetted person with a desk now."
                                + " Throw it away, and propose again: postern keys rotate");
            }
        }

        private void requireManifest(Manifest expected, Set<Integer> supplemented, InstantSource clock) {
            Published.requireFollows(expected, now.manifest(), now.hash(), supplemented, clock);
            if (proposal.manifest().isPresent()) {
                requireSound(proposal.manifest().get(), now.root());
                if (!proposal.manifest().get().text().equals(expected.text())) {
                    throw foreign("its manifest does not follow from the lineup and what was drawn");
                }
            }
        }

        Review change(InstantSource clock) {
            var next = proposal.root().map(note -> Root.parse(note.text()));
            next.ifPresent(root -> {
                if (!root.origin().equals(now.root().origin())
                        || root.version() != now.root().version() + 1) {
                    throw foreign("its root does not follow the newest root");
                }
                requireSound(proposal.root().orElseThrow(), now.root());
                requireSound(proposal.root().orElseThrow(), root);
            });
            var summary = new ArrayList<String>();
            next.ifPresent(root -> summary.addAll(PlainChange.of(now.root(), root)));
            if (proposal.manifest().isEmpty()) {
                return new Review(summary, warnings, Optional.empty(), next, Optional.empty(), Optional.empty());
            }
            var note = proposal.manifest().get();
            requireSound(note, next.orElse(now.root()));
            var manifest = Manifest.parse(note.text());
            requireFollows(manifest.origin(), manifest.previous());
            var standing = now.manifest().orElseThrow(() -> foreign("there is no epoch yet"));
            if (manifest.rootVersion() != next.orElse(now.root()).version()) {
                throw foreign("its manifest is not under the newest root");
            }
            if (manifest.intakeEpoch() != standing.intakeEpoch()
                    || manifest.version() != now.nextVersion()
                    || manifest.seatThreshold() != standing.seatThreshold()
                    || !manifest.seats().equals(standing.seats())) {
                throw foreign("it changes the epoch or the seats without saying how");
            }
            Published.requireFollows(manifest, now.manifest(), now.hash(), Set.of(), clock);
            if (manifest.intakeUntil().isAfter(instant.plus(SignedManifest.INTAKE_AHEAD_MAX))) {
                throw new CeremonyException("Intake would end more than eight days after now by this computer's clock,"
                        + " which says " + PlainChange.time(instant) + ". Set the clock if it is wrong; else propose"
                        + " again.");
            }
            var people = changedLedger(standing, manifest);
            summary.add(PlainChange.sentence(
                    standing,
                    manifest,
                    people.map(after ->
                                    LedgerDiff.of(before.orElse(after), after).words())
                            .orElse(List.of())));
            summary.addAll(PlainChange.of(now, manifest.seatThreshold(), manifest.seats(), manifest.files()));
            return new Review(summary, warnings, Optional.empty(), next, Optional.of(manifest), people);
        }

        private Optional<People> changedLedger(Manifest standing, Manifest manifest) {
            if (manifest.people().equals(standing.people())) {
                return Optional.empty();
            }
            var after = ledger(manifest.people());
            if (before.isEmpty()) {
                warnings.add("The list of people that is in force can't be opened with this vault, so it can't be said"
                        + " who comes and goes.");
                return Optional.of(after);
            }
            var expected = LedgerChange.of(standing, before.get(), after, manifest);
            if (!expected.people().equals(after.people())
                    || after.version() != before.get().version() + 1) {
                throw foreign("the list of people gives somebody an epoch, or takes one away");
            }
            var stopped = new HashSet<>(LedgerChange.stopped(standing, before.get(), after, manifest));
            if (!new HashSet<>(manifest.stopped()).containsAll(stopped)) {
                throw foreign("somebody is removed whose desk does not stop");
            }
            return Optional.of(after);
        }

        private static void requireSound(SignedNote note, Root root) {
            try {
                note.signedBy(root.keys());
            } catch (NoteException e) {
                throw new CeremonyException(
                        "A signature in this proposal is wrong: somebody changed the text or the line"
                                + " on the way. Throw this copy away, and fetch it again.");
            }
        }

        private static CeremonyException foreign(String what) {
            return new CeremonyException("This proposal must not be signed: " + what
                    + ". Throw it away, and propose again:" + " postern keys rotate");
        }
    }
}

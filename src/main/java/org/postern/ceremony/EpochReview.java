package org.postern.ceremony;

import java.time.Duration;
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
import org.postern.manifest.Manifest;
import org.postern.manifest.Published;
import org.postern.manifest.SignedManifest;
import org.postern.note.SignedNote;

/// The review of a proposal for a new epoch.
final class EpochReview extends Reviewing {
    private static final Duration AHEAD_MAX = Duration.ofHours(1);
    private static final Duration OLD = Duration.ofHours(20);

    EpochReview(InForce now, Optional<People> before, Proposal proposal, HybridIdentity admin, InstantSource clock) {
        super(now, before, proposal, admin, clock);
    }

    Review review(SignedNote note) {
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
                throw foreign("the roster lacks the desk of " + place.person().called());
            }
        });
        warnings.addAll(membership.leftOut());
        warnAboutSeats(lineup);
        warnAboutPages(lineup);
        var manifest = proposal.drawn().map(drawn -> drawn(lineup, keys, after, drawn));
        var summary = new ArrayList<String>();
        summary.add(sentence(lineup, after, membership));
        summary.addAll(LedgerDiff.of(before.orElseThrow(), after).vouching());
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
        deeds.addAll(PlainChange.stopping(membership.stopped(), before.orElseThrow()));
        deeds.addAll(PlainChange.closing(now, lineup));
        lineup.destroyed().keySet().forEach(epoch -> deeds.add("destroys epoch " + epoch));
        return "This " + PlainChange.list(deeds) + ".";
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

    /// Works out by itself who gets what, from the ledger and the deposits in the proposal, and compares.
    private Membership membership(Lineup lineup, People after) {
        var known = before.orElseThrow(() -> new CeremonyException("The list of people that is in force is not here, or"
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
        var membership =
                Membership.of(now, known, draft, deposits, lineup.destroyed().keySet(), day);
        if (!membership.after().people().equals(after.people())
                || after.version() != known.version() + 1
                || !membership.stopped().equals(lineup.stopped())) {
            if (deposits.unopened() > 0) {
                throw new CeremonyException(
                        deposits.unopened() + " of the deposits in this proposal can't be opened with"
                                + " this vault, so who gets what can't be worked out. After a change of the admins everybody's"
                                + " console has to be open once; then propose again.");
            }
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
                        .allMatch(entry ->
                                sameSet(entry.getValue(), membership.joiners().get(entry.getKey())))) {
            throw new CeremonyException("The key list gives older epochs to keys that are not those of the people who"
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

    private void warnAboutPages(Lineup lineup) {
        if (lineup.files().isEmpty()) {
            warnings.add(
                    "No page is pinned, so nobody can notice when people are shown another page than the right one."
                            + " Whoever proposes pins it: postern keys rotate --pages-at URL");
        }
    }

    private void warnAboutSeats(Lineup lineup) {
        if (lineup.seatThreshold() == 0) {
            warnings.add(
                    "No key holders are named (--seats): nobody can leave contact details, and an epoch whose readers lose"
                            + " their vaults is lost.");
        } else if (lineup.seats().size() == lineup.seatThreshold()) {
            warnings.add(
                    "There are only " + lineup.seats().size() + " key holders, and all of them have to agree. None of"
                            + " them can open contact details, because whoever asks does not count. If one more is lost, nothing"
                            + " can be recovered. Let another one in.");
        }
    }

    private Manifest drawn(Lineup lineup, KeyList keys, People after, Drawn drawn) {
        if (!drawn.lineup().equals(lineup.hash()) || drawn.epoch() != lineup.epoch()) {
            throw foreign("what was drawn is for another lineup");
        }
        requireSigner(lineup, after, drawn.signer());
        drawn.first().requireStanzas(keys.preKeys().size());
        var epochs = drawn.supplements().stream().map(Drawn.Supplement::epoch).toList();
        if (!epochs.equals(List.copyOf(keys.joiners().keySet()))) {
            throw foreign("older epochs were given out that the key list does not name, or some are missing");
        }
        drawn.supplements()
                .forEach(supplement -> supplement
                        .file()
                        .requireStanzas(keys.joiners().get(supplement.epoch()).size()));
        int shares = drawn.recovery().map(Recovery::shares).orElse(0);
        if (shares != keys.seatPreKeys().size()) {
            throw foreign("the recovery has shares for " + shares + " seats, and there are "
                    + keys.seatPreKeys().size());
        }
        var manifest = NextManifest.opening(now, lineup, drawn);
        requireManifest(manifest, new HashSet<>(epochs));
        return manifest;
    }

    private void requireSigner(Lineup lineup, People after, PublicKey signer) {
        var isOne = after.living().stream()
                .anyMatch(person -> lineup.because().hasNoDesks()
                        ? person.key().equals(signer)
                        : signer.equals(person.reads().get(now.nextEpoch() - 1)));
        if (!isOne) {
            throw new CeremonyException("This epoch was drawn by somebody who is not a vetted person with a desk now."
                    + " Throw it away, and propose again: postern keys rotate");
        }
    }

    private void requireManifest(Manifest expected, Set<Integer> supplemented) {
        Published.requireFollows(expected, now.manifest(), now.hash(), supplemented, clock);
        if (proposal.manifest().isPresent()) {
            requireSound(proposal.manifest().get(), now.root());
            if (!proposal.manifest().get().text().equals(expected.text())) {
                throw foreign("its manifest does not follow from the lineup and what was drawn");
            }
        }
    }
}

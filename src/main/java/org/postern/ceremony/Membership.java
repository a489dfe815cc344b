package org.postern.ceremony;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postern.age.HybridRecipient;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.StoppedDesk;

/// Who gets what when an epoch opens. It follows from the ledger, the deposits and the day, and from
/// nothing else: the admin who composes and every admin who reviews work it out by themselves and must come
/// to the same.
///
/// @param included   who reads the new epoch, with their keys for it, in ledger order
/// @param joiners    by living older epoch: who gets it now, and by which pre-key
/// @param keyHolders the seats in order, with their holders
/// @param stopped    desks of living epochs that stop with this, ascending
/// @param after      the ledger when it is done
/// @param leftOut    sentences on who is not let in though they might expect it, and why; and on who comes back with
///                   keys that the vault has which was removed
record Membership(
        List<Place> included,
        SortedMap<Integer, List<HybridRecipient>> joiners,
        List<Place> keyHolders,
        List<StoppedDesk> stopped,
        People after,
        List<String> leftOut) {
    /// A person and their keys for the new epoch.
    record Place(Person person, DepositedKeys keys) {}

    /// Works it out.
    ///
    /// @param now       what stands
    /// @param before    the ledger in force, `People.NONE` at the founding
    /// @param draft     the ledger as it shall be, its `reads` still as before
    /// @param deposits  what lies on deposit
    /// @param destroyed older epochs that are destroyed with this
    /// @param day       the day on which the vetting counts
    static Membership of(
            InForce now, People before, People draft, Deposits deposits, Set<Integer> destroyed, LocalDate day) {
        int epoch = now.nextEpoch();
        var living = now.epochs().stream()
                .map(LivingEpoch::epoch)
                .filter(older -> !destroyed.contains(older))
                .toList();
        var leftOut = new ArrayList<String>();
        var included = included(draft, deposits, epoch, day, leftOut);
        var joiners = new TreeMap<Integer, List<HybridRecipient>>();
        var entries = new ArrayList<Person>();
        for (var person : draft.people()) {
            var reads = person.reads();
            reads.keySet().retainAll(living);
            var place = included.stream()
                    .filter(one -> one.person().key().equals(person.key()))
                    .findFirst();
            if (place.isPresent()) {
                old(before.of(person.key()), deposits, living).ifPresent(leftOut::add);
                for (int older : living) {
                    give(person, older, deposits, reads, joiners, leftOut);
                }
                reads.put(epoch, place.get().keys().desk());
            }
            entries.add(person.reading(reads));
        }
        return new Membership(
                included,
                joiners,
                keyHolders(now, included, leftOut),
                stopped(now, before, entries, living),
                new People(before.version() + 1, entries),
                leftOut);
    }

    /// Whether somebody reads now who could not before: somebody new, back, or without keys for an older epoch.
    boolean letsSomebodyIn(People before, int inForce) {
        return !joiners.isEmpty()
                || included.stream()
                        .anyMatch(place -> before.of(place.person().key())
                                .filter(known -> known.isIn() && known.reads().containsKey(inForce))
                                .isEmpty());
    }

    private static List<Place> included(
            People draft, Deposits deposits, int epoch, LocalDate day, List<String> leftOut) {
        var included = new ArrayList<Place>();
        for (var person : draft.living()) {
            var keys = deposits.keys(person.key(), epoch);
            if (!person.isVetted(day)) {
                leftOut.add(person.called() + " is left out: the vetting ended on " + person.vettedUntil()
                        + ". If it goes on: postern keys renew");
            } else if (keys.isEmpty()) {
                leftOut.add(person.called() + " is left out: " + whyNoKeys(person, deposits, epoch));
            } else {
                included.add(new Place(person, keys.get()));
            }
        }
        return included;
    }

    private static String whyNoKeys(Person person, Deposits deposits, int epoch) {
        var unopened = deposits.unopened() == 0
                ? ""
                : " But " + deposits.unopened()
                        + " of the deposits can't be opened. If theirs was damaged on the way, the"
                        + " same command, given again, finds it.";
        return deposits.of(person.key())
                .map(old -> "the last keys they deposited end with epoch "
                        + old.keys().getLast().epoch() + ", and this is epoch " + epoch
                        + ". They start their console once; then propose again.")
                // Who never had a desk has no console that could hand anything in.
                .orElse(
                        person.reads().isEmpty()
                                ? "their keys are not here. Give the same command again with the file of their keys"
                                        + " enrol: --deposit FILE"
                                : "they have deposited no keys. They start their console once, or hand over the file of"
                                        + " keys enrol (--deposit FILE); then propose again." + unopened);
    }

    /// Somebody who was removed comes back with a new vault, whose deposit has other desks for the epochs that the old
    /// one read. Any other deposit was made with the old vault, and whoever has that reads again.
    private static Optional<String> old(Optional<Person> before, Deposits deposits, List<Integer> living) {
        var removal = before.flatMap(Person::removal);
        if (removal.isEmpty()) {
            return Optional.empty();
        }
        var reads = before.get().reads();
        reads.keySet().retainAll(living);
        var deposit = deposits.of(before.get().key()).orElseThrow();
        boolean isNew = reads.isEmpty()
                ? !deposit.day().isBefore(removal.get().day())
                : reads.entrySet().stream().anyMatch(read -> lostTheirs(read.getValue(), deposit.keys(read.getKey())));
        return isNew
                ? Optional.empty()
                : Optional.of(before.get().called() + " comes back with keys of the vault that was removed: whoever has"
                        + " that vault reads again. Was it lost? Then sign nothing, and ask for the file that postern keys"
                        + " enrol writes with the new vault: --deposit FILE");
    }

    private static void give(
            Person person,
            int older,
            Deposits deposits,
            SortedMap<Integer, PublicKey> reads,
            SortedMap<Integer, List<HybridRecipient>> joiners,
            List<String> leftOut) {
        var keys = deposits.keys(person.key(), older);
        if (reads.containsKey(older) && !lostTheirs(reads.get(older), keys)) {
            return;
        }
        if (keys.isEmpty()) {
            leftOut.add(person.called() + " does not get the older epoch " + older
                    + " yet: they have deposited no key for it. The next change gives it to them.");
            return;
        }
        joiners.computeIfAbsent(older, absent -> new ArrayList<>())
                .add(keys.get().preKey());
        // It is on no roster of that epoch; it tells later whether the keys behind it were lost.
        reads.put(older, keys.get().desk());
    }

    /// One epoch's keys never change between deposits, unless the vault was lost and came back from a
    /// backup, which holds no epoch's keys: then this person reads nothing until the epoch is sealed to
    /// them again.
    private static boolean lostTheirs(PublicKey desk, Optional<DepositedKeys> keys) {
        return !desk.equals(PublicKey.NONE)
                && keys.filter(drawn -> !drawn.desk().equals(desk)).isPresent();
    }

    /// The seats that were there keep their order; new ones come behind them.
    private static List<Place> keyHolders(InForce now, List<Place> included, List<String> leftOut) {
        var before = now.manifest().map(Manifest::seats).orElse(List.of());
        var holders = new ArrayList<Place>();
        for (var seat : before) {
            included.stream()
                    .filter(place -> place.person().seat().equals(Optional.of(seat)))
                    .findFirst()
                    .ifPresentOrElse(
                            holders::add,
                            () -> leftOut.add("One of the seats is lost: its holder is not let in to this epoch."));
        }
        included.stream()
                .filter(place -> place.person().seat().isPresent()
                        && !before.contains(place.person().seat().get()))
                .forEach(holders::add);
        holders.removeIf(place -> {
            var lacks = place.keys().seatPreKey().isEmpty();
            if (lacks) {
                leftOut.add(
                        place.person().called() + " is left out as a key holder: they deposited no key for the seat.");
            }
            return lacks;
        });
        return holders;
    }

    /// Desks of people who were removed, and of people who lost them.
    private static List<StoppedDesk> stopped(InForce now, People before, List<Person> after, List<Integer> living) {
        var already = now.manifest().map(Manifest::stopped).orElse(List.of());
        return after.stream()
                .flatMap(person -> before.of(person.key()).filter(Person::isIn).stream()
                        .flatMap(known -> known.reads().entrySet().stream())
                        .filter(read -> !person.isIn()
                                || !read.getValue().equals(person.reads().get(read.getKey()))))
                .filter(read ->
                        living.contains(read.getKey()) && !read.getValue().equals(PublicKey.NONE))
                .map(read -> new StoppedDesk(read.getKey(), read.getValue().raw()))
                .filter(desk -> !already.contains(desk))
                .sorted()
                .toList();
    }
}

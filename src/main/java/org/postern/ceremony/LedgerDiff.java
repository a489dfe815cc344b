package org.postern.ceremony;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What changes in the ledger, by name: two ledgers, compared person by person.
///
/// @param added    let in
/// @param returned let in again with the card that was removed; the entry before, with its removal
/// @param removed  not in any more
/// @param renewed  vetted for longer, or shorter
/// @param changed  called otherwise, another role or another seat
public record LedgerDiff(
        List<Person> added, List<Person> returned, List<Person> removed, List<Person> renewed, List<Person> changed) {
    /// How many people vouch for somebody who comes back with a card that was removed.
    public static final int VOUCHERS_TO_RETURN = 2;

    /// Compares.
    ///
    /// @param before the ledger in force
    /// @param after  the ledger that is proposed
    /// @return the difference
    /// @throws CeremonyException if an entry vanishes, or somebody who was removed comes back without a new vetting
    public static LedgerDiff of(People before, People after) {
        var added = new ArrayList<Person>();
        var returned = new ArrayList<Person>();
        var removed = new ArrayList<Person>();
        var renewed = new ArrayList<Person>();
        var changed = new ArrayList<Person>();
        for (var person : before.living()) {
            if (after.of(person.key()).isEmpty()) {
                throw new CeremonyException(person.called()
                        + " has vanished from the list of people without being removed. Refuse this proposal, and ask the"
                        + " admin who made it.");
            }
        }
        for (var person : after.people()) {
            var known = before.of(person.key());
            if (known.isEmpty()) {
                if (person.isIn()) {
                    added.add(person);
                }
            } else if (known.get().isIn() != person.isIn()) {
                if (person.isIn()) {
                    requireVettedAnew(known.get(), person);
                    returned.add(known.get());
                } else {
                    removed.add(person);
                }
            } else if (person.isIn()) {
                compare(known.get(), person, renewed, changed);
            }
        }
        return new LedgerDiff(added, returned, removed, renewed, changed);
    }

    /// A removal ends with a vetting that came after it, by two people: nothing else lets that card in again.
    private static void requireVettedAnew(Person removed, Person person) {
        if (person.added().isBefore(removed.removal().orElseThrow().day())
                || Set.copyOf(person.vouchedBy()).size() < VOUCHERS_TO_RETURN) {
            throw new CeremonyException(person.called()
                    + " was removed and comes back with the same card, but was not vetted anew by two people. Refuse"
                    + " this proposal, and ask the admin who made it.");
        }
    }

    /// What an admin has to know before somebody comes back with a card that was removed.
    ///
    /// @return a sentence for each
    public List<String> warnings() {
        return returned.stream()
                .map(person -> {
                    var removal = person.removal().orElseThrow();
                    return person.called() + " was removed on " + removal.day() + " (" + removal.because()
                            + ") and comes back with the same card. Sign only if you know that this is the same person,"
                            + " who did nothing wrong, and that nobody else has their old vault or backup with its"
                            + " passphrase.";
                })
                .toList();
    }

    private static void compare(Person before, Person after, List<Person> renewed, List<Person> changed) {
        if (!before.vettedUntil().equals(after.vettedUntil())) {
            renewed.add(after);
        }
        var vouchedBy = before.vettedUntil().equals(after.vettedUntil()) ? before.vouchedBy() : after.vouchedBy();
        var sameButVetting = before.renewed(after.vettedUntil(), vouchedBy).reading(new TreeMap<>());
        if (!sameButVetting.equals(after.reading(new TreeMap<>()))) {
            changed.add(after);
        }
    }

    /// Says it in plain English.
    ///
    /// @return such as `lets in 1 person (Ana)`; none if nothing changes
    public List<String> words() {
        return Stream.of(
                        words("lets in ", added),
                        words("lets in again, though they were removed, ", returned),
                        words("removes ", removed),
                        words("changes the end of vetting of ", renewed),
                        words("changes the entry of ", changed))
                .flatMap(List::stream)
                .toList();
    }

    /// Says who stands in for whoever comes in: whoever signs can ask them.
    ///
    /// @return such as `Ana was vouched for by admin-1 and admin-2.`, one for each person
    public List<String> vouching() {
        return Stream.concat(added.stream(), returned.stream())
                .map(person -> person.called() + " was vouched for by " + String.join(" and ", person.vouchedBy())
                        + (Set.copyOf(person.vouchedBy()).size() < 2 ? " alone; two people are usual." : "."))
                .toList();
    }

    private static List<String> words(String verb, List<Person> people) {
        if (people.isEmpty()) {
            return List.of();
        }
        var names = String.join(", ", people.stream().map(Person::called).toList());
        return List.of(verb + people.size() + (people.size() == 1 ? " person (" : " people (") + names + ")");
    }
}

package org.postern.ceremony;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What changes in the ledger, by name: two ledgers, compared person by person.
///
/// @param added   let in
/// @param removed not in any more
/// @param renewed vetted for longer, or shorter
/// @param changed called otherwise, another role or another seat
public record LedgerDiff(List<Person> added, List<Person> removed, List<Person> renewed, List<Person> changed) {
    /// Compares.
    ///
    /// @param before the ledger in force
    /// @param after  the ledger that is proposed
    /// @return the difference
    /// @throws CeremonyException if an entry vanishes, or somebody who was removed comes back with the same
    ///                           key
    public static LedgerDiff of(People before, People after) {
        var added = new ArrayList<Person>();
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
                    throw new CeremonyException(person.called()
                            + " was removed and comes back with the same key. They enrol anew: postern keys enrol");
                }
                removed.add(person);
            } else if (person.isIn()) {
                compare(known.get(), person, renewed, changed);
            }
        }
        return new LedgerDiff(added, removed, renewed, changed);
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
                        words("removes ", removed),
                        words("changes the end of vetting of ", renewed),
                        words("changes the entry of ", changed))
                .flatMap(List::stream)
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

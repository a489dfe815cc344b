package org.postern.ceremony;

import java.util.List;
import java.util.TreeMap;
import org.postern.manifest.Manifest;
import org.postern.manifest.StoppedDesk;

/// How the ledger may change without a new epoch: people come, go and are renewed, but nobody gets an epoch
/// by it.
public final class LedgerChange {
    private LedgerChange() {}

    /// The next ledger.
    ///
    /// @param before the ledger in force
    /// @param draft  the ledger as it shall be
    /// @param living the epochs that live after the change
    /// @return one version higher, everybody's epochs as before, without the destroyed ones
    public static People next(People before, People draft, List<Integer> living) {
        return new People(
                before.version() + 1,
                draft.people().stream()
                        .map(person -> {
                            var reads =
                                    before.of(person.key()).map(Person::reads).orElseGet(TreeMap::new);
                            reads.keySet().retainAll(living);
                            return person.reading(reads);
                        })
                        .toList());
    }

    /// The desks that stop because their people were removed.
    ///
    /// @param standing the manifest in force
    /// @param before   the ledger in force
    /// @param draft    the ledger as it shall be
    /// @param living   the epochs that live after the change
    /// @return ascending, without those that stopped already
    public static List<StoppedDesk> stopped(Manifest standing, People before, People draft, List<Integer> living) {
        return draft.people().stream()
                .filter(person -> !person.isIn())
                .flatMap(person -> before.of(person.key()).filter(Person::isIn).stream())
                .flatMap(person -> person.reads().entrySet().stream())
                .filter(reads ->
                        living.contains(reads.getKey()) && !reads.getValue().equals(PublicKey.NONE))
                .map(reads -> new StoppedDesk(reads.getKey(), reads.getValue().raw()))
                .filter(desk -> !standing.stopped().contains(desk))
                .sorted()
                .toList();
    }

    /// Whose desks these are.
    static List<String> owners(People ledger, List<StoppedDesk> desks) {
        return ledger.people().stream()
                .filter(person -> desks.stream()
                        .anyMatch(desk ->
                                PublicKey.of(desk.desk()).equals(person.reads().get(desk.epoch()))))
                .map(Person::called)
                .toList();
    }
}

package org.postern.keys;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.InForce;
import org.postern.ceremony.NextManifest.Change;
import org.postern.manifest.Hash;
import org.postern.manifest.ServedFile;
import org.postern.manifest.StoppedDesk;

/// Changes without a new epoch, one thing at a time.
final class Changes {
    private Changes() {}

    static Change ofPeople(Hash people) {
        return new Change(Optional.empty(), Optional.empty(), Optional.of(people), List.of(), new TreeMap<>());
    }

    static Change ofPeople(Hash people, List<StoppedDesk> stopped) {
        return new Change(Optional.empty(), Optional.empty(), Optional.of(people), stopped, new TreeMap<>());
    }

    static Change ofPages(Optional<Instant> until, Optional<List<ServedFile>> files) {
        return new Change(until, files, Optional.empty(), List.of(), new TreeMap<>());
    }

    static Change ofDestroyed(Hash people, SortedMap<Integer, LocalDate> destroyed) {
        return new Change(Optional.empty(), Optional.empty(), Optional.of(people), List.of(), destroyed);
    }

    /// Which epochs are destroyed today: those that were asked for, or all whose day has come.
    static SortedMap<Integer, LocalDate> destroyed(InForce now, Set<Integer> wanted, Instant instant) {
        var today = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        var destroyed = new TreeMap<Integer, LocalDate>();
        int intake = now.nextEpoch() - 1;
        for (var epoch : now.epochs()) {
            if (epoch.epoch() != intake
                    && epoch.isDue(instant)
                    && (wanted.isEmpty() || wanted.contains(epoch.epoch()))) {
                destroyed.put(epoch.epoch(), today);
            }
        }
        for (int epoch : wanted) {
            if (!destroyed.containsKey(epoch)) {
                throw new CeremonyException(now.living(epoch)
                        .map(living -> epoch == intake
                                ? "Epoch " + epoch + " takes requests: open the next one first."
                                : "Epoch " + epoch + " is to be destroyed on " + living.destroyOn()
                                        + " or later, not before: people may still need what is in it.")
                        .orElse("Epoch " + epoch + " does not live: there is nothing to destroy."));
            }
        }
        return destroyed;
    }
}

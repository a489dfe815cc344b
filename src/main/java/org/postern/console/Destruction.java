package org.postern.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.keyring.Keyring;
import org.postern.manifest.DestroyedEpoch;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.VerifiedManifest;
import org.postern.triage.DeskKey;
import org.postern.triage.TriageEvent;

/// Wipes epochs that the manifest calls destroyed, from the vault and from memory, and tells the team.
///
/// The vault is written anew before anything else happens, so that no crash leaves a key behind that a colleague
/// believes to be gone.
final class Destruction {
    private final Keyring keyring;
    private final Keeping keeping;
    private final Ring ring;
    private final Fetch fetch;
    private final Set<Integer> toTell = new TreeSet<>();

    Destruction(Keyring keyring, Keeping keeping, Ring ring, Fetch fetch) {
        this.keyring = keyring;
        this.keeping = keeping;
        this.ring = ring;
        this.fetch = fetch;
    }

    /// Wipes what has to be wiped. Keys that were drawn ahead and never used go with the epochs around them.
    ///
    /// @param manifest in force
    void wipe(VerifiedManifest manifest) {
        var gone = gone(manifest);
        if (gone.isEmpty()) {
            return;
        }
        gone.forEach(epoch -> {
            keyring.destroy(epoch);
            ring.forget(epoch);
            fetch.log().forgetEpoch(epoch);
        });
        // What opened recovery shares of none but these goes with them.
        keyring.destroyBefore(manifest.manifest().epochs().getFirst().epoch());
        keeping.now();
        fetch.startOver();
        manifest.manifest().destroyed().stream()
                .map(DestroyedEpoch::epoch)
                .filter(gone::contains)
                .forEach(toTell::add);
    }

    private List<Integer> gone(VerifiedManifest manifest) {
        var living =
                manifest.manifest().epochs().stream().map(LivingEpoch::epoch).collect(Collectors.toSet());
        return keyring.epochs().stream()
                .filter(epoch -> epoch < manifest.intakeEpoch() && !living.contains(epoch))
                .toList();
    }

    /// Writes into the log of the epoch in force what was wiped here; what could not be written is written later.
    void tell() {
        var author = ring.author();
        var logKey = author.flatMap(known -> ring.logKey(known.epoch()));
        if (toTell.isEmpty() || logKey.isEmpty()) {
            return;
        }
        var teamCase = fetch.teamCase(logKey.get());
        for (int epoch : new ArrayList<>(toTell)) {
            fetch.log().append(new TriageEvent.Destroyed(epoch), teamCase, author.get());
            toTell.remove(epoch);
        }
    }

    /// How many desks of the epoch in force say that they wiped the newest destroyed epoch.
    ///
    /// @return a sentence, or nothing to say
    List<String> words() {
        var told = ring.author()
                .flatMap(author -> ring.logKey(author.epoch()))
                .map(logKey -> fetch.log().events(fetch.teamCase(logKey).tag()))
                .orElse(List.of());
        var newest = ring.manifest().stream()
                .flatMap(manifest -> manifest.manifest().destroyed().stream())
                .mapToInt(DestroyedEpoch::epoch)
                .max();
        if (newest.isEmpty()) {
            return List.of();
        }
        var desks = told.stream()
                .filter(logged -> logged.event().event().equals(new TriageEvent.Destroyed(newest.getAsInt())))
                .map(logged -> logged.event().desk())
                .collect(Collectors.<DeskKey>toSet());
        return desks.isEmpty()
                ? List.of()
                : List.of("Old keys (epoch " + newest.getAsInt() + ") were destroyed on "
                        + (desks.size() == 1 ? "1 computer" : desks.size() + " computers") + " of the team.");
    }
}

package org.postern.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.manifest.Notes;
import org.postern.manifest.Root;
import org.postern.note.VerifierKey;
import org.postern.tlog.Cosignature;
import org.postern.tlog.LogException;
import org.postern.tlog.LogPolicy;
import org.postern.tlog.LogProof;

/// Which witnesses a server's newest checkpoint lacks, long before there are too few of them.
final class Witnessing {
    private Witnessing() {}

    /// Looks at the cosignatures of what a server shows.
    ///
    /// @param shown what the server shows, in any state
    /// @param root  the newest root, which names the witnesses
    /// @param now   this computer's time
    /// @return a sentence for each witness that has not cosigned, or not within [LogPolicy#FRESH_FOR]; nothing if
    /// the server shows no manifest
    static List<String> missing(Notes shown, Root root, Instant now) {
        if (shown.manifest().isEmpty()) {
            return List.of();
        }
        var seen = cosignatures(shown, root, now);
        var sentences = new ArrayList<String>();
        for (var witness : root.witnesses()) {
            var newest = seen.stream()
                    .filter(cosignature -> cosignature.witness().equals(witness))
                    .map(Cosignature::time)
                    .max(Instant::compareTo);
            if (newest.isEmpty()) {
                sentences.add(name(witness) + " has not cosigned what the server shows. Needed: " + root.quorum()
                        + " of " + root.witnesses().size() + ".");
            } else if (newest.get().isBefore(now.minus(LogPolicy.FRESH_FOR))) {
                sentences.add(name(witness) + " has last cosigned at " + newest.get() + ": ask whoever runs it.");
            }
        }
        return sentences;
    }

    /// Whom a publication waits for.
    ///
    /// @param root the newest root, which names the witnesses
    /// @return a sentence
    static String needed(Root root) {
        if (root.quorum() == 0) {
            return "None is needed any more, so it is shown within a minute.";
        }
        return "Needed: " + root.quorum() + " of "
                + root.witnesses().stream().map(VerifierKey::name).collect(Collectors.joining(", ")) + ".";
    }

    /// Those that verify, whether or not they are enough.
    private static List<Cosignature> cosignatures(Notes shown, Root root, Instant now) {
        if (shown.proof().isEmpty()) {
            return List.of();
        }
        try {
            var anyNumber = new LogPolicy(root.log(), root.witnesses(), 0, LogPolicy.FRESH_FOR);
            var checkpoint = LogProof.parse(shown.proof().get()).checkpoint();
            return anyNumber.check(checkpoint, now).cosignatures();
        } catch (LogException unreadable) {
            return List.of();
        }
    }

    private static String name(VerifierKey witness) {
        return "The witness " + witness.name();
    }
}

package org.postern.keys;

import java.util.List;
import java.util.Optional;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Reason;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Roster;

/// What an admin's program checks of a new epoch before it signs: the file is the named one and has one
/// stanza a card, the roster is the named one and holds every card's desk, and every new seat is on a card
/// (DESIGN section 3).
final class EpochCheck {
    private EpochCheck() {}

    static void require(
            Manifest manifest,
            Optional<Manifest> previous,
            EpochFile epochFile,
            Roster roster,
            List<ResponderCard> cards) {
        var line = manifest.epochs().getLast();
        if (!new EpochFiles(List.of(epochFile)).hash().equals(line.files())) {
            throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected the epoch file that the manifest names");
        }
        if (cards.stream().anyMatch(card -> card.epoch() != manifest.intakeEpoch())) {
            throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected responder cards of the manifest's epoch");
        }
        if (cards.stream().map(card -> card.preKey().text()).distinct().count() != cards.size()) {
            throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected every responder card only once");
        }
        epochFile.requireStanzas(cards.size());
        if (roster.epoch() != line.epoch() || !roster.root().equals(line.rosterRoot())) {
            throw new ManifestException(Reason.WRONG_ROSTER, "expected the roster that the manifest names");
        }
        if (cards.stream().anyMatch(card -> roster.leafOf(card.desk()).isEmpty())) {
            throw new ManifestException(Reason.WRONG_ROSTER, "expected every card's desk in the roster");
        }
        for (var seat : manifest.seats()) {
            var kept = previous.map(before -> before.seats().contains(seat)).orElse(false);
            var onCard = cards.stream().anyMatch(card -> card.seat().equals(Optional.of(seat)));
            if (!kept && !onCard) {
                throw new ManifestException(Reason.WRONG_ROSTER, "expected every new seat on a responder's card");
            }
        }
    }
}

package org.postern.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochCard;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.ResponderCard;

/// Responders as the ceremony meets them: cards, an epoch card and a sealed epoch file.
record Team(List<ResponderCard> cards, EpochCard epochCard, EpochFile epochFile) {
    static Team draw(int epoch, int responders, Randomness randomness) {
        var cards = new ArrayList<ResponderCard>();
        for (var i = 0; i < responders; i++) {
            try (var preKey = identity(randomness);
                    var desk = SecretBytes.random(randomness, 32);
                    var seat = identity(randomness)) {
                cards.add(new ResponderCard(
                        epoch, preKey.recipient(), Ed25519.publicKey(desk), Optional.of(seat.recipient())));
            }
        }
        try (var seed = EpochSeed.draw(epoch, randomness)) {
            var file = seed.seal(cards, randomness);
            return new Team(cards, seed.card(file), file);
        }
    }

    private static HybridIdentity identity(Randomness randomness) {
        try (var seed = SecretBytes.random(randomness, 32)) {
            return HybridIdentity.fromSeed(seed);
        }
    }
}

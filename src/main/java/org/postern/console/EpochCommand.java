package org.postern.console;

import java.nio.file.Path;
import java.util.List;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.ResponderCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern console epoch`: draws an epoch's secret and seals it to every responder. The secret itself is
/// written nowhere: an admin sees only the public half (DESIGN.md 3).
@Command(
        name = "epoch",
        description = "Draw an epoch's key and seal it to every responder. Admins get only the public half.",
        mixinStandardHelpOptions = true)
final class EpochCommand extends VaultCommand {
    @Option(names = "--epoch", required = true, paramLabel = "N", description = "the new epoch")
    private int epoch;

    @Option(
            names = "--card",
            required = true,
            paramLabel = "CARD",
            description = "a responder's card for that epoch; once for every responder, this one too")
    private List<Path> cards;

    @Option(names = "--out", required = true, paramLabel = "OUT", description = "the sealed file, epoch-NNNN.age")
    private Path out;

    @Option(names = "--epoch-card", paramLabel = "OUT", description = "also write the epoch's card for the admins")
    private Path epochCard;

    @Override
    int run(VaultFile file, Randomness randomness) {
        try (var keyring = file.open()) {
            var parsed = cards.stream()
                    .map(path -> ResponderCard.parse(readPublic(path)))
                    .toList();
            if (!parsed.contains(keyring.card(epoch))) {
                throw new IllegalArgumentException("Give this vault's own card, too: it has to open the epoch itself.");
            }
            try (var seed = EpochSeed.draw(epoch, randomness)) {
                var sealed = seed.seal(parsed, randomness);
                writePublic(out, sealed.bytes());
                var card = seed.card(sealed);
                if (epochCard != null) {
                    writePublic(epochCard, card.bytes());
                }
                say("Sealed to " + sealed.stanzas() + " responders. The epoch's recipient, for the manifest:");
                say(card.recipient().text());
            }
        }
        return 0;
    }
}

package org.postern.console;

import java.nio.file.Path;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern console card`: draws the keys of a coming epoch and writes their card.
@Command(
        name = "card",
        description = "Draw this responder's keys for a coming epoch, and write the card that goes to the admins.",
        mixinStandardHelpOptions = true)
final class CardCommand extends VaultCommand {
    @Option(names = "--epoch", required = true, paramLabel = "N", description = "the coming epoch")
    private int epoch;

    @Option(names = "--card", required = true, paramLabel = "OUT", description = "where to write the public card")
    private Path card;

    @Override
    int run(VaultFile file, Randomness randomness) {
        try (var keyring = file.open()) {
            var drawn = keyring.drawEpoch(epoch, randomness);
            file.keep(keyring);
            writePublic(card, drawn.bytes());
        }
        say("The card is written. Hand it to the admins in person: " + card.getFileName());
        return 0;
    }
}

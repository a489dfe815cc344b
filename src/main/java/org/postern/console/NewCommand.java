package org.postern.console;

import java.nio.file.Path;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern console new`: draws a responder's keys into a new vault and writes the public card for the admins.
@Command(
        name = "new",
        description = "Draw a responder's keys into a new vault, and write the card that goes to the admins.",
        mixinStandardHelpOptions = true)
final class NewCommand extends VaultCommand {
    @Option(names = "--seat", description = "this person holds a seat: one of the keys to contact details")
    private boolean seat;

    @Option(names = "--epoch", defaultValue = "1", paramLabel = "N", description = "the epoch of the card (1)")
    private int epoch;

    @Option(names = "--card", required = true, paramLabel = "OUT", description = "where to write the public card")
    private Path card;

    @Override
    boolean isNew() {
        return true;
    }

    @Override
    int run(VaultFile file, Randomness randomness) {
        try (var keyring = Keyring.draw(seat, randomness)) {
            var drawn = keyring.drawEpoch(epoch, randomness);
            file.create(keyring);
            writePublic(card, drawn.bytes());
        }
        say("The vault is made. Hand the card to the admins in person: " + card.getFileName());
        return 0;
    }
}

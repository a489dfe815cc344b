package org.postern.manifest;

import java.nio.charset.StandardCharsets;
import org.postern.age.HybridRecipient;

/// What the responder who drew an epoch hands to the admins beside the sealed file (PROTOCOL 8.4): the public half
/// only.
///
/// @param epoch     the epoch, 1 or more
/// @param recipient its recipient
/// @param file      SHA-256 of the sealed epoch file
public record EpochCard(int epoch, HybridRecipient recipient, Hash file) {
    static final String HEADER = "postern/epoch-card/v1";

    /// Checks the number.
    public EpochCard {
        if (epoch < 1) {
            throw ManifestException.malformed("expected an epoch from 1 on");
        }
    }

    /// Reads a card.
    ///
    /// @param bytes the card's text
    /// @return the card
    /// @throws ManifestException MALFORMED
    public static EpochCard parse(byte[] bytes) {
        var lines = Lines.of(bytes);
        lines.exactly(HEADER);
        var epoch = Lines.number(lines.value("epoch"), 1, Integer.MAX_VALUE);
        var recipient = Lines.recipient(lines.value("recipient"));
        var file = new Hash(lines.value("epoch-file"));
        lines.end();
        return new EpochCard(epoch, recipient, file);
    }

    /// Writes the card.
    ///
    /// @return its text
    public byte[] bytes() {
        var text = HEADER + "\nepoch " + epoch + "\nrecipient " + recipient.text() + "\nepoch-file " + file + "\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.postern.manifest;

import java.nio.charset.StandardCharsets;

/// What an admin hands over in person for the root to be composed (PROTOCOL 8.4). Public, but not published.
///
/// @param admin the public halves
public record AdminCard(Admin admin) {
    static final String HEADER = "postern/admin-card/v1";

    /// Reads a card.
    ///
    /// @param bytes the card's text
    /// @return the card
    /// @throws ManifestException MALFORMED
    public static AdminCard parse(byte[] bytes) {
        var lines = Lines.of(bytes);
        lines.exactly(HEADER);
        var key = Root.verifierKey(lines.value("vkey"));
        var recipient = Lines.recipient(lines.value("recipient"));
        lines.end();
        return new AdminCard(new Admin(key, recipient));
    }

    /// Writes the card.
    ///
    /// @return its text
    public byte[] bytes() {
        var text = HEADER + "\nvkey " + admin.key().text() + "\nrecipient "
                + admin.recipient().text() + "\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

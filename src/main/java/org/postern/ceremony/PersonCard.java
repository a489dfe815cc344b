package org.postern.ceremony;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Hash;
import org.postern.manifest.Lines;
import org.postern.words.Fingerprint;

/// What a responder hands over once, to be let in (PROTOCOL 10.1): the lasting key that signs their deposits,
/// and the seat's recipient if they hold one.
///
///     postern/person-card/v1
///     person <hex Ed25519 public half>
///     seat age1pq1…                      (if a key holder)
///
/// @param person the lasting key's public half
/// @param seat   the seat's recipient, if this person is a key holder
public record PersonCard(PublicKey person, Optional<HybridRecipient> seat) {
    /// First line of the text.
    public static final String HEADER = "postern/person-card/v1";

    /// Reads a card.
    ///
    /// @param bytes the card's text
    /// @return the card
    /// @throws org.postern.manifest.ManifestException MALFORMED
    public static PersonCard parse(byte[] bytes) {
        var lines = Lines.of(bytes);
        lines.exactly(HEADER);
        var person = new PublicKey(lines.value("person"));
        Optional<HybridRecipient> seat =
                lines.has("seat") ? Optional.of(Lines.recipient(lines.value("seat"))) : Optional.empty();
        lines.end();
        return new PersonCard(person, seat);
    }

    /// Writes the card.
    ///
    /// @return its text
    public byte[] bytes() {
        var text = new StringBuilder(HEADER + "\nperson " + person + "\n");
        seat.ifPresent(
                recipient -> text.append("seat ").append(recipient.text()).append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// What the person reads aloud and the admin compares.
    ///
    /// @return six words with one space between them
    public String fingerprint() {
        return Fingerprint.line(Hash.of(bytes()).raw());
    }
}

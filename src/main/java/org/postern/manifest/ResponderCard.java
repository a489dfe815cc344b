package org.postern.manifest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.postern.age.HybridRecipient;

/// What a responder hands over in person for one epoch (PROTOCOL 8.4). Public, but never published: it ties desk to
/// person.
public final class ResponderCard {
    static final String HEADER = "postern/responder-card/v1";

    private final int epoch;
    private final HybridRecipient preKey;
    private final byte[] desk;
    private final Optional<HybridRecipient> seat;

    /// Fills in a card.
    ///
    /// @param epoch  the epoch that pre-key and desk are for, 1 or more
    /// @param preKey the epoch file is sealed to it
    /// @param desk   32 bytes, Ed25519 public key of the epoch's pseudonym
    /// @param seat   the seat's recipient, if this person is a key holder
    /// @throws ManifestException MALFORMED if the epoch or the desk key is not of that form
    public ResponderCard(int epoch, HybridRecipient preKey, byte[] desk, Optional<HybridRecipient> seat) {
        if (epoch < 1 || desk.length != Roster.KEY_BYTES) {
            throw ManifestException.malformed("expected an epoch from 1 on and a desk key of 32 bytes");
        }
        this.epoch = epoch;
        this.preKey = preKey;
        this.desk = desk.clone();
        this.seat = seat;
    }

    /// Reads a card.
    ///
    /// @param bytes the card's text
    /// @return the card
    /// @throws ManifestException MALFORMED
    public static ResponderCard parse(byte[] bytes) {
        var lines = Lines.of(bytes);
        lines.exactly(HEADER);
        var epoch = Lines.number(lines.value("epoch"), 1, Integer.MAX_VALUE);
        var preKey = Lines.recipient(lines.value("pre-key"));
        var desk = Roster.key(lines.value("desk"));
        Optional<HybridRecipient> seat =
                lines.has("seat") ? Optional.of(Lines.recipient(lines.value("seat"))) : Optional.empty();
        lines.end();
        return new ResponderCard(epoch, preKey, desk, seat);
    }

    /// Writes the card.
    ///
    /// @return its text
    public byte[] bytes() {
        var text = new StringBuilder(HEADER + "\n");
        text.append("epoch ").append(epoch).append('\n');
        text.append("pre-key ").append(preKey.text()).append('\n');
        text.append("desk ").append(HexFormat.of().formatHex(desk)).append('\n');
        seat.ifPresent(
                recipient -> text.append("seat ").append(recipient.text()).append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// The epoch that pre-key and desk are for.
    ///
    /// @return its number
    public int epoch() {
        return epoch;
    }

    /// What the epoch file is sealed to.
    ///
    /// @return the pre-key's recipient
    public HybridRecipient preKey() {
        return preKey;
    }

    /// The epoch's pseudonym.
    ///
    /// @return 32 bytes, a copy
    public byte[] desk() {
        return desk.clone();
    }

    /// The seat's recipient, if this person is a key holder.
    ///
    /// @return the recipient
    public Optional<HybridRecipient> seat() {
        return seat;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResponderCard that && Arrays.equals(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(desk);
    }

    @Override
    public String toString() {
        return "ResponderCard";
    }
}

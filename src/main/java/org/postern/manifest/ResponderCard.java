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
    private final Optional<HybridRecipient> seatPreKey;

    /// Fills in a card.
    ///
    /// @param epoch  the epoch that pre-key and desk are for, 1 or more
    /// @param preKey the epoch file is sealed to it
    /// @param desk   32 bytes, Ed25519 public key of the epoch's pseudonym
    /// @param seat   the seat's recipient, if this person is a key holder
    /// @throws ManifestException MALFORMED if the epoch or the desk key is not of that form
    public ResponderCard(int epoch, HybridRecipient preKey, byte[] desk, Optional<HybridRecipient> seat) {
        this(epoch, preKey, desk, seat, Optional.empty());
    }

    /// Fills in the card of a key holder who can be asked to restore the epoch.
    ///
    /// @param epoch      the epoch that pre-keys and desk are for, 1 or more
    /// @param preKey     the epoch file is sealed to it
    /// @param desk       32 bytes, Ed25519 public key of the epoch's pseudonym
    /// @param seat       the seat's recipient, if this person is a key holder
    /// @param seatPreKey this seat's share of the epoch's recovery is sealed to it; only with a seat
    /// @throws ManifestException MALFORMED if the epoch or the desk key is not of that form
    public ResponderCard(
            int epoch,
            HybridRecipient preKey,
            byte[] desk,
            Optional<HybridRecipient> seat,
            Optional<HybridRecipient> seatPreKey) {
        if (epoch < 1 || desk.length != Roster.KEY_BYTES) {
            throw ManifestException.malformed("expected an epoch from 1 on and a desk key of 32 bytes");
        }
        if (seatPreKey.isPresent() && seat.isEmpty()) {
            throw ManifestException.malformed("expected a seat's pre-key only with a seat");
        }
        this.epoch = epoch;
        this.preKey = preKey;
        this.desk = desk.clone();
        this.seat = seat;
        this.seatPreKey = seatPreKey;
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
        var seat = recipient(lines, "seat");
        var seatPreKey = recipient(lines, "seat-pre-key");
        lines.end();
        return new ResponderCard(epoch, preKey, desk, seat, seatPreKey);
    }

    private static Optional<HybridRecipient> recipient(Lines lines, String key) {
        return lines.has(key) ? Optional.of(Lines.recipient(lines.value(key))) : Optional.empty();
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
        seatPreKey.ifPresent(recipient ->
                text.append("seat-pre-key ").append(recipient.text()).append('\n'));
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

    /// What this seat's share of the epoch's recovery is sealed to, if this person is a key holder.
    ///
    /// @return the recipient
    public Optional<HybridRecipient> seatPreKey() {
        return seatPreKey;
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

package org.postern.manifest;

import java.util.Optional;
import org.postern.age.HybridRecipient;

/// The public halves of a responder's keys for one epoch. Public, but never published: they tie desk to person.
public final class ResponderCard {
    private final int epoch;
    private final HybridRecipient preKey;
    private final byte[] desk;
    private final Optional<HybridRecipient> seat;
    private final Optional<HybridRecipient> seatPreKey;

    /// Puts them together.
    ///
    /// @param epoch  the epoch that pre-key and desk are for, 1 or more
    /// @param preKey the epoch file is sealed to it
    /// @param desk   32 bytes, Ed25519 public key of the epoch's pseudonym
    /// @param seat   the seat's recipient, if this person is a key holder
    /// @throws ManifestException MALFORMED if the epoch or the desk key is not of that form
    public ResponderCard(int epoch, HybridRecipient preKey, byte[] desk, Optional<HybridRecipient> seat) {
        this(epoch, preKey, desk, seat, Optional.empty());
    }

    /// The same of a key holder who can be asked to restore the epoch.
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
    public String toString() {
        return "ResponderCard";
    }
}

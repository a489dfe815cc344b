package org.postern.keyring;

import java.util.Optional;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// What one person draws for one epoch: three seeds of 32 bytes. Closing wipes them.
///
/// @param preKey opens that epoch's file
/// @param desk signs as that epoch's pseudonym
/// @param seatPreKey opens the seat's share of that epoch's recovery; only with a seat
record EpochKeys(SecretBytes preKey, SecretBytes desk, Optional<SecretBytes> seatPreKey) implements AutoCloseable {
    static final int SEED_BYTES = 32;

    static EpochKeys draw(boolean isKeyHolder, Randomness randomness) {
        return new EpochKeys(
                SecretBytes.random(randomness, SEED_BYTES),
                SecretBytes.random(randomness, Ed25519.SEED_BYTES),
                isKeyHolder ? Optional.of(SecretBytes.random(randomness, SEED_BYTES)) : Optional.empty());
    }

    @Override
    public void close() {
        preKey.close();
        desk.close();
        seatPreKey.ifPresent(SecretBytes::close);
    }
}

package org.postern.keyring;

import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// What one person draws for one epoch: two seeds of 32 bytes. Closing wipes them.
///
/// @param preKey opens that epoch's file
/// @param desk signs as that epoch's pseudonym
record EpochKeys(SecretBytes preKey, SecretBytes desk) implements AutoCloseable {
    static final int SEED_BYTES = 32;

    static EpochKeys draw(Randomness randomness) {
        return new EpochKeys(
                SecretBytes.random(randomness, SEED_BYTES), SecretBytes.random(randomness, Ed25519.SEED_BYTES));
    }

    @Override
    public void close() {
        preKey.close();
        desk.close();
    }
}

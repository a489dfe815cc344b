package org.postern.message;

import org.postern.age.HybridRecipient;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Roster;

/// What a responder needs to answer in one epoch: the desk key and the proof that it stands in that epoch's roster.
public final class Desk {
    private final int epoch;
    private final HybridRecipient epochRecipient;
    private final SecretBytes seed;
    private final byte[] key;
    private final int leaf;
    private final byte[] path;

    /// Takes what the vault and the roster give.
    ///
    /// @param roster of one epoch
    /// @param epochRecipient that epoch's, so that colleagues can read the answer
    /// @param seed the desk key's secret half, an Ed25519 seed; neither copied nor closed here
    /// @throws IllegalArgumentException when the roster does not hold this desk
    public Desk(Roster roster, HybridRecipient epochRecipient, SecretBytes seed) {
        this.epoch = roster.epoch();
        this.epochRecipient = epochRecipient;
        this.seed = seed;
        this.key = Ed25519.publicKey(seed);
        this.leaf = roster.leafOf(key)
                .orElseThrow(() -> new IllegalArgumentException("the desk is not in the roster of this epoch"));
        this.path = roster.path(leaf);
    }

    int epoch() {
        return epoch;
    }

    HybridRecipient epochRecipient() {
        return epochRecipient;
    }

    SecretBytes seed() {
        return seed;
    }

    /// Ed25519, public half, 32 bytes.
    byte[] key() {
        return key.clone();
    }

    int leaf() {
        return leaf;
    }

    /// From the leaf up, 192 bytes.
    byte[] path() {
        return path.clone();
    }
}

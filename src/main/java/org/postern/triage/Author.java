package org.postern.triage;

import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;

/// Who writes events in one epoch: the holder of a desk key.
public final class Author {
    private final int epoch;
    private final SecretBytes seed;
    private final DeskKey desk;

    /// Takes a desk key; it is neither copied nor closed here.
    ///
    /// @param epoch the epoch that is open now, 1 or more
    /// @param seed the desk key's secret half, an Ed25519 seed
    public Author(int epoch, SecretBytes seed) {
        this.epoch = epoch;
        this.seed = seed;
        this.desk = DeskKey.of(Ed25519.publicKey(seed));
    }

    /// The epoch whose log key and roster count.
    public int epoch() {
        return epoch;
    }

    /// The public half.
    public DeskKey desk() {
        return desk;
    }

    byte[] sign(byte[] event) {
        return ContextSignature.sign(seed, SignedEvent.CONTEXT, event);
    }
}

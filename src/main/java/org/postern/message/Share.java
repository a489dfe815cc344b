package org.postern.message;

import org.postern.crypto.SecretBytes;

/// One seat's share of one locked layer, checked against the hash that the requester signed. It opens nothing alone.
///
/// Only [LockedLayer] makes one, so a share in hand always belongs to the layer it was checked against.
public final class Share implements AutoCloseable {
    /// Length of a raw share in bytes: 32 of y, then x.
    public static final int RAW_BYTES = 33;

    private final int seat;
    private final SecretBytes raw;

    Share(int seat, SecretBytes raw) {
        this.seat = seat;
        this.raw = raw;
    }

    /// Whose share it is: the seat's place in the manifest, from 1.
    public int seat() {
        return seat;
    }

    /// The raw share, 33 bytes; still owned by this share.
    public SecretBytes raw() {
        return raw;
    }

    /// Wipes the share.
    @Override
    public void close() {
        raw.close();
    }
}

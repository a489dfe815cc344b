package org.postern.age;

import org.postern.crypto.AeadKey;

/// The payload's chunks: 64 KiB of plaintext each, sealed in order with a counter and a flag on the last, so that
/// none can be moved, dropped or added (C2SP age.md, "Payload"; the STREAM construction). Only a payload of
/// nothing at all ends with an empty chunk.
final class Chunks implements AutoCloseable {
    /// Plaintext bytes of a full chunk.
    static final int PLAIN_BYTES = 64 * 1024;

    /// Bytes of a full chunk in the file.
    static final int SEALED_BYTES = PLAIN_BYTES + AeadKey.TAG_BYTES;

    private static final byte[] NO_AAD = {};
    private static final int FLAG = AeadKey.NONCE_BYTES - 1;

    private final AeadKey key;
    private final byte[] nonce = new byte[AeadKey.NONCE_BYTES];

    /// @param key closed with the chunks
    Chunks(AeadKey key) {
        this.key = key;
    }

    /// How many chunks a plaintext takes.
    static long count(long plaintextBytes) {
        return Math.max(1, (plaintextBytes + PLAIN_BYTES - 1) / PLAIN_BYTES);
    }

    /// Seals the next chunk; returns the bytes written.
    int seal(boolean last, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        nonce[FLAG] = (byte) (last ? 1 : 0);
        int written = key.seal(nonce, NO_AAD, in, inOffset, length, out, outOffset);
        count();
        return written;
    }

    /// Opens the next chunk; returns the bytes written, or -1 if the chunk is not authentic in this place, after
    /// which the same place may be tried again.
    int open(boolean last, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        nonce[FLAG] = (byte) (last ? 1 : 0);
        int written = key.open(nonce, NO_AAD, in, inOffset, length, out, outOffset);
        if (written >= 0) count();
        return written;
    }

    /// Whether no chunk was sealed or opened yet.
    boolean atStart() {
        for (int i = 0; i < FLAG; i++) if (nonce[i] != 0) return false;
        return true;
    }

    private void count() {
        for (int i = FLAG - 1; i >= 0; i--) if (++nonce[i] != 0) return;
        throw new IllegalStateException("no file has 2^88 chunks");
    }

    @Override
    public void close() {
        key.close();
    }
}

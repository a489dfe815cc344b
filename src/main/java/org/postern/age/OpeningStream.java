package org.postern.age;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/// Gives the plaintext of an age payload, a chunk at a time and only after the chunk was authenticated.
///
/// The end of the plaintext is genuine only if `read` says so by returning -1; a file cut short ends in an
/// [AgeException] instead.
public final class OpeningStream extends InputStream {
    private final InputStream in;
    private final Chunks chunks;
    private final byte[] sealed = new byte[Chunks.SEALED_BYTES];
    private final byte[] plain = new byte[Chunks.PLAIN_BYTES];
    private int position;
    private int held;
    private State state = State.READING;

    /// Where in the payload we are.
    private enum State {
        READING,
        LAST_CHUNK_HELD,
        DAMAGED,
        CLOSED
    }

    OpeningStream(InputStream in, Chunks chunks) {
        this.in = in;
        this.chunks = chunks;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// Gives plaintext.
    ///
    /// @return bytes given, at least one unless `length` is zero; -1 at the genuine end
    /// @throws AgeException of kind PAYLOAD if the next chunk is not authentic, is missing, or something follows
    /// the last
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) return 0;
        if (position == held) {
            switch (state) {
                case READING -> {}
                case LAST_CHUNK_HELD -> {
                    if (in.read() >= 0) throw damaged();
                    return -1;
                }
                case DAMAGED -> throw AgeFile.damaged();
                case CLOSED -> throw new IOException("this stream is closed");
            }
            if (length >= Chunks.PLAIN_BYTES) {
                int given = next(bytes, offset);
                return given == 0 ? read(bytes, offset, length) : given;
            }
            // Nothing is held while the next chunk is in doubt.
            position = 0;
            held = 0;
            held = next(plain, 0);
            if (held == 0) return read(bytes, offset, length);
        }
        int given = Math.min(length, held - position);
        System.arraycopy(plain, position, bytes, offset, given);
        position += given;
        return given;
    }

    /// Wipes what is held and closes the underlying stream.
    @Override
    public void close() throws IOException {
        state = State.CLOSED;
        position = held;
        Arrays.fill(plain, (byte) 0);
        chunks.close();
        in.close();
    }

    /// Opens the next chunk straight into `out`; gives its length, zero only for the empty payload.
    private int next(byte[] out, int offset) throws IOException {
        int length = in.readNBytes(sealed, 0, sealed.length);
        var first = chunks.atStart();
        if (length == 0) throw damaged();
        boolean full = length == sealed.length;
        int opened = full ? chunks.open(false, sealed, 0, length, out, offset) : -1;
        if (opened >= 0) return opened;
        // A full chunk may be the last one, too: only its flag tells.
        opened = chunks.open(true, sealed, 0, length, out, offset);
        if (opened < 0 || (opened == 0 && !first)) throw damaged();
        state = State.LAST_CHUNK_HELD;
        return opened;
    }

    private AgeException damaged() {
        state = State.DAMAGED;
        return AgeFile.damaged();
    }
}

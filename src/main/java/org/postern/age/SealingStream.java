package org.postern.age;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/// Takes plaintext and writes an age payload, a chunk at a time.
///
/// [#finish()] makes the file whole. Closing without it leaves a file that nobody can open: what was cut off by an
/// error must never look like all there was.
public final class SealingStream extends OutputStream {
    private final OutputStream out;
    private final Chunks chunks;
    private final byte[] plain = new byte[Chunks.PLAIN_BYTES];
    private final byte[] sealed = new byte[Chunks.SEALED_BYTES];
    private int held;
    private boolean ended;

    SealingStream(OutputStream out, Chunks chunks) {
        this.out = out;
        this.chunks = chunks;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /// Takes plaintext.
    ///
    /// @throws IOException if the underlying stream fails; the file can't be finished after that
    /// @throws IllegalStateException after [#finish()] or [#close()]
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (ended) throw new IllegalStateException("this file has ended");
        int from = offset;
        int end = offset + length;
        // A full chunk leaves only when more is to come, because the last one bears a flag.
        while (held + (end - from) > Chunks.PLAIN_BYTES) {
            if (held == 0) {
                send(false, bytes, from, Chunks.PLAIN_BYTES);
                from += Chunks.PLAIN_BYTES;
            } else {
                from += hold(bytes, from, Chunks.PLAIN_BYTES - held);
                send(false, plain, 0, held);
                held = 0;
            }
        }
        hold(bytes, from, end - from);
    }

    /// Writes the last chunk, which makes the file whole, and flushes. Does not close.
    ///
    /// @throws IOException if the underlying stream fails
    /// @throws IllegalStateException after [#finish()] or [#close()]
    public void finish() throws IOException {
        if (ended) throw new IllegalStateException("this file has ended");
        send(true, plain, 0, held);
        end();
        out.flush();
    }

    /// Flushes the chunks that are complete; what is held back stays held back.
    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /// Wipes what is held and closes the underlying stream.
    @Override
    public void close() throws IOException {
        end();
        out.close();
    }

    private int hold(byte[] bytes, int from, int length) {
        System.arraycopy(bytes, from, plain, held, length);
        held += length;
        return length;
    }

    private void send(boolean last, byte[] bytes, int from, int length) throws IOException {
        int written = chunks.seal(last, bytes, from, length, sealed, 0);
        try {
            out.write(sealed, 0, written);
        } catch (IOException e) {
            end();
            throw e;
        }
    }

    private void end() {
        ended = true;
        held = 0;
        Arrays.fill(plain, (byte) 0);
        chunks.close();
    }
}

package org.postern.age;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;

/// Seals a long stream and opens it again at the same time, holding neither file nor plaintext. `StreamTest` runs
/// it in a JVM whose heap is smaller than the stream; the benchmark runs it over 1 GiB.
///
/// Usage: `java -Xmx48m … org.postern.age.StreamBench MEBIBYTES`; prints one line.
public final class StreamBench {
    private static final int MEBIBYTE = 1 << 20;

    /// The common pool has one thread on two cores, and a pipe needs both its ends at work.
    private static final Executor EACH = Thread::startVirtualThread;

    private StreamBench() {}

    /// Runs it.
    ///
    /// @param args the stream's length in MiB
    public static void main(String[] args) throws IOException {
        if (args.length != 1) throw new IllegalArgumentException("usage: StreamBench MEBIBYTES");
        int mebibytes = Integer.parseInt(args[0]);
        long started = System.nanoTime();
        long opened = throughBoth(mebibytes);
        double seconds = (System.nanoTime() - started) / 1e9;
        long heapMax = Runtime.getRuntime().maxMemory() / MEBIBYTE;
        System.out.printf(
                "%d MiB sealed and opened as a stream, heap at most %d MiB: %.0f MiB/s (both directions at once)%n",
                opened, heapMax, mebibytes / seconds);
        started = System.nanoTime();
        long handedOver = throughRewrap(mebibytes);
        seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
                "%d MiB handed over by the header and opened, heap at most %d MiB: %.0f MiB/s (with sealing)%n",
                handedOver, heapMax, mebibytes / seconds);
    }

    /// Seals so many MiB into a pipe and opens them at its other end, checking every byte.
    ///
    /// @return the MiB that came out
    static long throughBoth(int mebibytes) throws IOException {
        var randomness = Randomness.system();
        try (var identity = HybridIdentity.fromSeed(SecretBytes.random(randomness, HybridIdentity.SEED_BYTES));
                var pipe = new PipedInputStream(4 * Chunks.SEALED_BYTES)) {
            var out = new PipedOutputStream(pipe);
            var sealing =
                    CompletableFuture.runAsync(() -> seal(out, identity.recipient(), randomness, mebibytes), EACH);
            long opened = open(pipe, identity, mebibytes);
            sealing.join();
            return opened;
        } catch (CompletionException e) {
            throw new IOException(e);
        }
    }

    /// Seals so many MiB, hands them over by their header in the middle, and opens them as the new owner.
    ///
    /// @return the MiB that came out
    static long throughRewrap(int mebibytes) throws IOException {
        var randomness = Randomness.system();
        try (var before = HybridIdentity.fromSeed(SecretBytes.random(randomness, HybridIdentity.SEED_BYTES));
                var after = HybridIdentity.fromSeed(SecretBytes.random(randomness, HybridIdentity.SEED_BYTES));
                var sealed = new PipedInputStream(4 * Chunks.SEALED_BYTES);
                var moved = new PipedInputStream(4 * Chunks.SEALED_BYTES)) {
            var intoSealed = new PipedOutputStream(sealed);
            var intoMoved = new PipedOutputStream(moved);
            var work = CompletableFuture.allOf(
                    CompletableFuture.runAsync(() -> seal(intoSealed, before.recipient(), randomness, mebibytes), EACH),
                    CompletableFuture.runAsync(
                            () -> {
                                try (intoMoved) {
                                    AgeFile.rewrap(sealed, intoMoved, before, after.recipient(), randomness);
                                } catch (IOException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            EACH));
            long opened = open(moved, after, mebibytes);
            work.join();
            return opened;
        } catch (CompletionException e) {
            throw new IOException(e);
        }
    }

    private static long open(PipedInputStream pipe, HybridIdentity identity, int mebibytes) throws IOException {
        long bytes = 0;
        try (var opening = AgeFile.opening(pipe, identity)) {
            var expected = new byte[MEBIBYTE];
            for (int i = 0; i < mebibytes; i++) {
                fill(expected, i);
                var got = opening.readNBytes(MEBIBYTE);
                if (!Arrays.equals(expected, got)) throw new AssertionError("another plaintext came out");
                bytes += got.length;
            }
            if (opening.read() >= 0) throw new AssertionError("more came out than went in");
        }
        return bytes / MEBIBYTE;
    }

    private static void seal(OutputStream out, HybridRecipient recipient, Randomness randomness, int mebibytes) {
        try (var sealing = AgeFile.sealing(out, List.of(recipient), randomness)) {
            var plaintext = new byte[MEBIBYTE];
            for (int i = 0; i < mebibytes; i++) {
                fill(plaintext, i);
                sealing.write(plaintext);
            }
            sealing.finish();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /// Every MiB differs, so that a chunk in the wrong place would be seen.
    private static void fill(byte[] bytes, int number) {
        var mark = Sha256.hash(new byte[] {(byte) number, (byte) (number >> 8)});
        for (int i = 0; i < bytes.length; i += mark.length) System.arraycopy(mark, 0, bytes, i, mark.length);
    }
}

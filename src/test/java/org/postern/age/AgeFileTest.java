package org.postern.age;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.age.AgeException.Kind;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;

final class AgeFileTest {
    private static final int CHUNK = 64 * 1024;

    private final SeededRandomness randomness = new SeededRandomness(20260104);
    private final HybridIdentity mine = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32));
    private final HybridIdentity theirs = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 4096, 31_017, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200_001})
    void givesBackWhatWasSealed(int length) throws IOException {
        var plaintext = randomness.bytes(length);
        var file = AgeFile.seal(plaintext, List.of(mine.recipient(), theirs.recipient()), randomness);
        assertArrayEquals(plaintext, AgeFile.open(file, mine));
        assertArrayEquals(plaintext, AgeFile.open(file, theirs));
        assertArrayEquals(plaintext, streamed(file, 1 + randomness.below(100_000)));
        assertArrayEquals(plaintext, AgeFile.open(sealedAsStream(plaintext), mine));
    }

    @Test
    void hasTheSizesOfTheProtocol() {
        assertEquals(32_676, AgeFile.seal(new byte[31_017], List.of(mine.recipient()), randomness).length);
        var two = List.of(mine.recipient(), theirs.recipient());
        assertEquals(8_151, AgeFile.seal(new byte[4_935], two, randomness).length);
        for (int length : new int[] {0, 1, CHUNK, CHUNK + 1}) {
            var file = AgeFile.seal(new byte[length], two, randomness);
            var shape = AgeShape.of(file, 0, file.length).orElseThrow();
            assertEquals(AgeFile.payloadBytes(length), shape.payloadBytes());
            assertEquals(file.length, shape.headerBytes() + shape.payloadBytes());
        }
    }

    @Test
    void everyFileIsSealedUnderAnotherKey() {
        var plaintext = new byte[100];
        var first = AgeFile.seal(plaintext, List.of(mine.recipient()), randomness);
        var second = AgeFile.seal(plaintext, List.of(mine.recipient()), randomness);
        assertFalse(Arrays.equals(
                Arrays.copyOfRange(first, first.length - 116, first.length),
                Arrays.copyOfRange(second, second.length - 116, second.length)));
    }

    @Test
    void staysShutForAnotherIdentity() {
        var file = AgeFile.seal(new byte[100], List.of(theirs.recipient()), randomness);
        assertEquals(Kind.NO_MATCH, failure(file));
    }

    @Test
    void refusesToSealToNobody() {
        assertThrows(IllegalArgumentException.class, () -> AgeFile.seal(new byte[1], List.of(), randomness));
    }

    @Test
    void noticesAnyChangeToTheHeader() {
        var plaintext = randomness.bytes(1000);
        var file = AgeFile.seal(plaintext, List.of(mine.recipient(), theirs.recipient()), randomness);
        int header = AgeShape.of(file, 0, file.length).orElseThrow().headerBytes();
        var seen = EnumSet.noneOf(Kind.class);
        for (int i = 0; i < header; i++) {
            var changed = file.clone();
            changed[i] ^= (byte) (1 << randomness.below(8));
            seen.add(failure(changed));
        }
        assertEquals(Set.of(Kind.HEADER, Kind.HMAC, Kind.NO_MATCH), seen);
    }

    @Test
    void noticesAnyChangeToThePayload() throws IOException {
        var plaintext = randomness.bytes(2 * CHUNK + 500);
        var file = AgeFile.seal(plaintext, List.of(mine.recipient()), randomness);
        int payload = AgeShape.of(file, 0, file.length).orElseThrow().headerBytes() + 16;
        var borders = IntStream.of(0, CHUNK, CHUNK + 15, CHUNK + 16, 2 * (CHUNK + 16) - 1, 2 * (CHUNK + 16))
                .map(at -> payload + at);
        var nonceAndTag = IntStream.concat(
                IntStream.range(payload - 16, payload), IntStream.range(file.length - 16, file.length));
        var sample = IntStream.generate(() -> payload + randomness.below(file.length - payload))
                .limit(150);
        var positions =
                IntStream.concat(IntStream.concat(borders, nonceAndTag), sample).toArray();
        for (int at : positions) {
            var changed = file.clone();
            changed[at] ^= (byte) (1 << randomness.below(8));
            assertEquals(Kind.PAYLOAD, failure(changed), "byte " + at);
            assertReleasesOnlyWholeChunksOf(plaintext, changed, at < payload ? 0 : (at - payload) / (CHUNK + 16));
        }
    }

    @Test
    void noticesEveryTruncation() {
        var file = AgeFile.seal(randomness.bytes(700), List.of(mine.recipient()), randomness);
        int header = AgeShape.of(file, 0, file.length).orElseThrow().headerBytes();
        for (int length = 0; length < file.length; length++) {
            var expected = length < header + 16 ? Kind.HEADER : Kind.PAYLOAD;
            assertEquals(expected, failure(Arrays.copyOf(file, length)), "cut to " + length);
        }
    }

    @Test
    void noticesTruncationAroundEveryChunk() throws IOException {
        var plaintext = randomness.bytes(3 * CHUNK);
        var file = AgeFile.seal(plaintext, List.of(mine.recipient()), randomness);
        int payload = AgeShape.of(file, 0, file.length).orElseThrow().headerBytes() + 16;
        for (int chunk = 0; chunk <= 3; chunk++) {
            for (int around = -17; around <= 17; around++) {
                int length = payload + chunk * (CHUNK + 16) + around;
                if (length < payload || length >= file.length) continue;
                var cut = Arrays.copyOf(file, length);
                assertEquals(Kind.PAYLOAD, failure(cut), "cut to " + length);
                assertReleasesOnlyWholeChunksOf(plaintext, cut, (length - payload) / (CHUNK + 16));
            }
        }
    }

    @Test
    void noticesChunksThatWereMovedDroppedOrAdded() {
        var file = AgeFile.seal(randomness.bytes(3 * CHUNK), List.of(mine.recipient()), randomness);
        int payload = AgeShape.of(file, 0, file.length).orElseThrow().headerBytes() + 16;
        int sealed = CHUNK + 16;
        var swapped = file.clone();
        System.arraycopy(file, payload, swapped, payload + sealed, sealed);
        System.arraycopy(file, payload + sealed, swapped, payload, sealed);
        assertEquals(Kind.PAYLOAD, failure(swapped));
        var dropped = Arrays.copyOf(file, file.length - sealed);
        System.arraycopy(file, payload + sealed, dropped, payload, 2 * sealed);
        assertEquals(Kind.PAYLOAD, failure(dropped));
        assertEquals(Kind.PAYLOAD, failure(Arrays.copyOf(file, file.length + 1)));
        var doubled = Arrays.copyOf(file, file.length + sealed);
        System.arraycopy(file, file.length - sealed, doubled, file.length, sealed);
        assertEquals(Kind.PAYLOAD, failure(doubled));
    }

    @Test
    void leavesAFileThatDoesNotOpenUnlessItIsFinished() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var sealing = AgeFile.sealing(out, List.of(mine.recipient()), randomness)) {
            sealing.write(new byte[3 * CHUNK]);
        }
        assertEquals(Kind.PAYLOAD, failure(out.toByteArray()));
    }

    @Test
    void canNotBeFinishedAfterTheDiskWasFull() throws IOException {
        var full = new OutputStream() {
            private int room = 3000;

            @Override
            public void write(int b) throws IOException {
                if (room-- == 0) throw new IOException("no space left on device");
            }
        };
        try (var sealing = AgeFile.sealing(full, List.of(mine.recipient()), randomness)) {
            assertThrows(IOException.class, () -> sealing.write(new byte[2 * CHUNK]));
            assertThrows(IllegalStateException.class, sealing::finish);
            assertThrows(IllegalStateException.class, () -> sealing.write(1));
        }
    }

    @Test
    void refusesAnEndlessHeaderInBoundedMemory() {
        var line = "-> x y\n\n";
        var endless = "age-encryption.org/v1\n" + line.repeat(Header.BYTES_MAX / line.length() + 1);
        assertEquals(Kind.HEADER, failure(endless.getBytes(StandardCharsets.US_ASCII)));
        assertEquals(Kind.HEADER, failure(new byte[Header.BYTES_MAX + 1]));
    }

    private byte[] sealedAsStream(byte[] plaintext) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var sealing = AgeFile.sealing(out, List.of(mine.recipient()), randomness)) {
            int from = 0;
            while (from < plaintext.length) {
                int length = Math.min(1 + randomness.below(150_000), plaintext.length - from);
                sealing.write(plaintext, from, length);
                from += length;
            }
            sealing.finish();
        }
        return out.toByteArray();
    }

    private byte[] streamed(byte[] file, int buffer) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var opening = AgeFile.opening(new ByteArrayInputStream(file), mine)) {
            var bytes = new byte[buffer];
            for (int n = opening.read(bytes); n >= 0; n = opening.read(bytes)) out.write(bytes, 0, n);
        }
        return out.toByteArray();
    }

    /// The step at which a file fails, the same for whole files and streams.
    private Kind failure(byte[] file) {
        var whole = assertThrows(AgeException.class, () -> AgeFile.open(file, mine));
        var stream = assertThrows(AgeException.class, () -> streamed(file, 1 + randomness.below(100_000)));
        assertEquals(whole.kind(), stream.kind());
        return whole.kind();
    }

    private void assertReleasesOnlyWholeChunksOf(byte[] plaintext, byte[] file, int chunks) throws IOException {
        var released = new ByteArrayOutputStream();
        try (var opening = AgeFile.opening(new ByteArrayInputStream(file), mine)) {
            assertThrows(AgeException.class, () -> opening.transferTo(released));
            assertThrows(AgeException.class, opening::read, "stays shut");
        }
        assertArrayEquals(Arrays.copyOf(plaintext, Math.min(plaintext.length, chunks * CHUNK)), released.toByteArray());
        assertTrue(released.size() <= plaintext.length);
    }
}

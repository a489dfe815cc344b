package org.postern.age;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.age.AgeException.Kind;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;

/// Handing a file over by its header alone. Seed 20261122.
final class RewrapTest {
    private static final int CHUNK = 64 * 1024;

    private final SeededRandomness randomness = new SeededRandomness(20261122);
    private final HybridIdentity requester = identity();
    private final HybridIdentity before = identity();
    private final HybridIdentity after = identity();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 4_935, 31_017, CHUNK - 1, CHUNK, CHUNK + 1, 200_001})
    void handsAFileOverAndChangesNothingElse(int length) throws IOException {
        var plaintext = randomness.bytes(length);
        var file = AgeFile.seal(plaintext, List.of(requester.recipient(), before.recipient()), randomness);
        var whole = AgeFile.rewrap(file, before, after.recipient(), randomness);
        for (var moved : List.of(whole, streamed(file, before))) {
            assertArrayEquals(plaintext, AgeFile.open(moved, after), "the new one opens it");
            assertArrayEquals(plaintext, AgeFile.open(moved, requester), "the third party still opens it");
            assertEquals(Kind.NO_MATCH, failure(() -> AgeFile.open(moved, before)));
            assertEquals(file.length, moved.length);
            assertArrayEquals(payload(file), payload(moved), "nonce and payload are the same bytes");
            assertArrayEquals(stanza(file, 0), stanza(moved, 0), "the third party's stanza, and its place");
            assertFalse(Arrays.equals(stanza(file, 1), stanza(moved, 1)));
        }
    }

    @Test
    void keepsOrderAndBytesOfEveryOtherStanza() throws IOException {
        var all = List.of(identity(), identity(), before, identity(), identity());
        var recipients = all.stream().map(HybridIdentity::recipient).toList();
        var file = AgeFile.seal(new byte[100], recipients, randomness);
        var moved = AgeFile.rewrap(file, before, after.recipient(), randomness);
        for (int i = 0; i < all.size(); i++) {
            assertEquals(i == 2, !Arrays.equals(stanza(file, i), stanza(moved, i)), "stanza " + i);
        }
        var back = AgeFile.rewrap(moved, after, before.recipient(), randomness);
        assertArrayEquals(new byte[100], AgeFile.open(back, before));
    }

    @Test
    void keepsStanzasOfKindsThatItDoesNotKnow() throws IOException {
        var grease = new Recipient() {
            @Override
            public Stanza wrap(FileKey fileKey, Randomness unused) {
                return new Stanza("grease", List.of("a", "!~"), new byte[48]);
            }
        };
        var file = AgeFile.seal(new byte[10], List.of(grease, before.recipient()), randomness);
        var moved = AgeFile.rewrap(file, before, after.recipient(), randomness);
        assertArrayEquals(stanza(file, 0), stanza(moved, 0));
        assertArrayEquals(new byte[10], AgeFile.open(moved, after));
    }

    @Test
    void refusesAnIdentityThatTheFileIsNotSealedToAndWritesNothing() {
        var file = AgeFile.seal(new byte[100], List.of(requester.recipient(), before.recipient()), randomness);
        assertEquals(Kind.NO_MATCH, failure(() -> AgeFile.rewrap(file, after, after.recipient(), randomness)));
        var out = new ByteArrayOutputStream();
        assertEquals(
                Kind.NO_MATCH,
                failure(() ->
                        AgeFile.rewrap(new ByteArrayInputStream(file), out, after, after.recipient(), randomness)));
        assertEquals(0, out.size());
    }

    @Test
    void refusesAHeaderThatWasChanged() {
        var file = AgeFile.seal(new byte[100], List.of(requester.recipient(), before.recipient()), randomness);
        var seen = EnumSet.noneOf(Kind.class);
        for (int i = 0; i < file.length - payload(file).length; i++) {
            var changed = file.clone();
            changed[i] ^= (byte) (1 << randomness.below(8));
            seen.add(failure(() -> AgeFile.rewrap(changed, before, after.recipient(), randomness)));
        }
        assertEquals(Set.of(Kind.HEADER, Kind.HMAC, Kind.NO_MATCH), seen);
    }

    @Test
    void refusesAFileWithoutANonce() {
        var file = AgeFile.seal(new byte[0], List.of(before.recipient()), randomness);
        var cut = Arrays.copyOf(file, file.length - 17);
        assertEquals(Kind.HEADER, failure(() -> AgeFile.rewrap(cut, before, after.recipient(), randomness)));
        assertEquals(Kind.HEADER, failure(() -> streamed(cut, before)));
    }

    @Test
    void aPayloadThatWasChangedStaysRefused() throws IOException {
        var file = AgeFile.seal(randomness.bytes(500), List.of(before.recipient()), randomness);
        file[file.length - 20] ^= 1;
        var moved = AgeFile.rewrap(file, before, after.recipient(), randomness);
        assertEquals(Kind.PAYLOAD, failure(() -> AgeFile.open(moved, after)));
    }

    private byte[] streamed(byte[] file, HybridIdentity identity) throws IOException {
        var out = new ByteArrayOutputStream();
        AgeFile.rewrap(new ByteArrayInputStream(file), out, identity, after.recipient(), randomness);
        return out.toByteArray();
    }

    private static byte[] payload(byte[] file) {
        var shape = AgeShape.of(file, 0, file.length).orElseThrow();
        return Arrays.copyOfRange(file, shape.headerBytes(), file.length);
    }

    /// A stanza as text, from its arrow to the next.
    private static byte[] stanza(byte[] file, int number) {
        var text = new String(file, StandardCharsets.ISO_8859_1);
        return text.split("\n-> |\n---", -1)[number + 1].getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Kind failure(Executable work) {
        return assertThrows(AgeException.class, work).kind();
    }

    private HybridIdentity identity() {
        return HybridIdentity.fromSeed(SecretBytes.random(randomness, HybridIdentity.SEED_BYTES));
    }
}

package org.postern.keyring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Randomness;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;

final class KeyringTest {
    private final Randomness randomness = Randomness.system();

    @Test
    void readsBackWhatItWrote() {
        try (var keyring = Keyring.draw(true, randomness);
                var seed = EpochSeed.draw(3, randomness)) {
            var third = keyring.drawEpoch(3, randomness);
            var fourth = keyring.drawEpoch(4, randomness);
            keyring.keep(seed);
            var seen = new Extent(7, Hash.of(new byte[] {1}));
            keyring.saw(12, seen);
            try (var read = Keyring.decode(keyring.encode())) {
                assertEquals(third, read.card(3));
                assertEquals(fourth, read.card(4));
                assertTrue(read.card(3).seat().isPresent());
                assertEquals(12, read.manifestVersion());
                assertEquals(seen, read.logSeen());
                assertEquals(OptionalInt.of(4), read.newestOf(List.of(1, 3, 4, 9)));
                try (var kept = read.epochSeed(3).orElseThrow()) {
                    assertEquals(seed.recipient(), kept.recipient());
                }
                assertArrayEquals(keyring.encode(), read.encode());
            }
        }
    }

    @Test
    void hasNoSeatUnlessItIsAKeyHolder() {
        try (var keyring = Keyring.draw(false, randomness)) {
            assertTrue(keyring.drawEpoch(1, randomness).seat().isEmpty());
            assertTrue(keyring.seatIdentity().isEmpty());
        }
    }

    @Test
    void drawsOtherKeysForEveryEpochAndTheSameKeysOnce() {
        try (var keyring = Keyring.draw(false, randomness)) {
            var first = keyring.drawEpoch(1, randomness);
            assertNotEquals(first, keyring.drawEpoch(2, randomness));
            assertEquals(first, keyring.drawEpoch(1, randomness));
        }
    }

    @Test
    void neverForgetsHowFarItHasSeen() {
        try (var keyring = Keyring.draw(false, randomness)) {
            var far = new Extent(9, Hash.of(new byte[] {9}));
            keyring.saw(5, far);
            keyring.saw(4, new Extent(3, Hash.of(new byte[] {3})));
            assertEquals(5, keyring.manifestVersion());
            assertEquals(far, keyring.logSeen());
        }
    }

    @Test
    void refusesEveryTruncationAndEveryOtherVersion() {
        try (var keyring = Keyring.draw(true, randomness)) {
            keyring.drawEpoch(1, randomness);
            var bytes = keyring.encode();
            for (int length = 0; length < bytes.length; length++) {
                var cut = Arrays.copyOf(bytes, length);
                assertThrows(IllegalArgumentException.class, () -> Keyring.decode(cut));
            }
            assertThrows(IllegalArgumentException.class, () -> Keyring.decode(Arrays.copyOf(bytes, bytes.length + 1)));
            bytes[0] = 2;
            assertThrows(IllegalArgumentException.class, () -> Keyring.decode(bytes));
        }
    }

    @Test
    void isUselessOnceItIsClosed() {
        var keyring = Keyring.draw(true, randomness);
        keyring.drawEpoch(1, randomness);
        keyring.close();
        assertThrows(IllegalStateException.class, () -> keyring.card(1));
        assertThrows(IllegalStateException.class, keyring::encode);
    }

    @Test
    void showsNothingWhenPrinted() {
        try (var keyring = Keyring.draw(true, randomness)) {
            assertEquals("Keyring", keyring.toString());
        }
    }
}

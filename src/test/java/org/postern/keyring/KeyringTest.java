package org.postern.keyring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.ResponderCard;

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
            keyring.sawManifest(12, Hash.of(new byte[] {2}));
            keyring.sawLog(seen);
            keyring.sawCheckpoint(new Extent(40, Hash.of(new byte[] {3})));
            try (var read = Keyring.decode(keyring.encode())) {
                assertEquals(keys(third), keys(read.card(3)));
                assertEquals(keys(fourth), keys(read.card(4)));
                assertTrue(read.card(3).seat().isPresent());
                assertEquals(12, read.manifestVersion());
                assertEquals(Hash.of(new byte[] {2}), read.manifestNote());
                assertEquals(seen, read.logSeen());
                assertEquals(keyring.checkpointSeen(), read.checkpointSeen());
                assertEquals(recipient(keyring.seatPreKey(3)), recipient(read.seatPreKey(3)));
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
            assertTrue(keyring.seatPreKey(1).isEmpty());
        }
    }

    @Test
    void drawsOtherKeysForEveryEpochAndTheSameKeysOnce() {
        try (var keyring = Keyring.draw(false, randomness)) {
            var first = keyring.drawEpoch(1, randomness);
            assertNotEquals(keys(first), keys(keyring.drawEpoch(2, randomness)));
            assertEquals(keys(first), keys(keyring.drawEpoch(1, randomness)));
        }
    }

    @Test
    void neverForgetsHowFarItHasSeen() {
        try (var keyring = Keyring.draw(false, randomness)) {
            var far = new Extent(9, Hash.of(new byte[] {9}));
            var note = Hash.of(new byte[] {5});
            keyring.sawManifest(5, note);
            keyring.sawLog(far);
            keyring.sawCheckpoint(far);
            keyring.sawManifest(4, Hash.of(new byte[] {4}));
            keyring.sawManifest(5, Hash.of(new byte[] {6}));
            keyring.sawLog(new Extent(3, Hash.of(new byte[] {3})));
            keyring.sawCheckpoint(new Extent(3, Hash.of(new byte[] {3})));
            assertEquals(5, keyring.manifestVersion());
            assertEquals(note, keyring.manifestNote());
            assertEquals(far, keyring.logSeen());
            assertEquals(far, keyring.checkpointSeen());
        }
    }

    @Test
    void holdsNothingOfAnEpochOnceItIsDestroyed() {
        try (var keyring = Keyring.draw(true, randomness);
                var seed = EpochSeed.draw(3, randomness)) {
            keyring.drawEpoch(3, randomness);
            keyring.drawEpoch(4, randomness);
            keyring.keep(seed);
            var desk = keyring.desk(3).orElseThrow();
            var wiped = desk.copy();
            var seedBytes = seed.seed().copy();
            assertTrue(keyring.destroy(3));
            assertFalse(keyring.destroy(3));
            assertEquals(List.of(4), keyring.epochs());
            assertTrue(keyring.preKey(3).isEmpty()
                    && keyring.seatPreKey(3).isEmpty()
                    && keyring.epochSeed(3).isEmpty());
            assertThrows(IllegalStateException.class, desk::copy);
            var hex = HexFormat.of().formatHex(keyring.encode());
            assertFalse(hex.contains(HexFormat.of().formatHex(wiped)));
            assertFalse(hex.contains(HexFormat.of().formatHex(seedBytes)));
        }
    }

    @Test
    void destroysEverythingBeforeTheOldestLivingEpoch() {
        try (var keyring = Keyring.draw(false, randomness);
                var seed = EpochSeed.draw(1, randomness)) {
            keyring.keep(seed);
            for (int epoch : List.of(2, 3, 5)) {
                keyring.drawEpoch(epoch, randomness);
            }
            assertTrue(keyring.destroyBefore(4));
            assertEquals(List.of(5), keyring.epochs());
            assertFalse(keyring.destroyBefore(4));
        }
    }

    @Test
    void lastsWithoutAnyEpoch() {
        try (var keyring = Keyring.draw(true, randomness);
                var seed = EpochSeed.draw(3, randomness)) {
            var card = keyring.drawEpoch(3, randomness);
            keyring.keep(seed);
            keyring.sawManifest(8, Hash.of(new byte[] {8}));
            try (var lasting = keyring.lasting()) {
                assertEquals(List.of(), lasting.epochs());
                assertEquals(card.seat().orElseThrow(), recipient(lasting.seatIdentity()));
                assertEquals(8, lasting.manifestVersion());
                assertNotEquals(keys(card), keys(lasting.drawEpoch(3, randomness)));
            }
            assertEquals(keys(card), keys(keyring.card(3)));
        }
    }

    @Test
    void aBackupOpensTheSharesOfEpochsThatAreDrawnForAfterIt() {
        try (var keyring = Keyring.draw(true, randomness);
                var backup = keyring.lasting()) {
            var share = keyring.drawEpoch(5, randomness).seatPreKey().orElseThrow();
            assertEquals(List.of(share), recipients(backup));
            assertEquals(share, backup.drawEpoch(5, randomness).seatPreKey().orElseThrow());
        }
    }

    @Test
    void aRenewedRecoveryKeyIsForLaterEpochsAndTheOldOneGoesWithItsLast() {
        try (var keyring = Keyring.draw(true, randomness)) {
            var third = keyring.drawEpoch(3, randomness).seatPreKey().orElseThrow();
            keyring.renewRecovery(randomness);
            keyring.renewRecovery(randomness);
            var fourth = keyring.drawEpoch(4, randomness).seatPreKey().orElseThrow();
            assertNotEquals(third, fourth);
            assertEquals(third, keyring.card(3).seatPreKey().orElseThrow());
            assertEquals(List.of(third, fourth), recipients(keyring));
            try (var backup = Keyring.decode(keyring.lasting().encode())) {
                assertEquals(List.of(third, fourth), recipients(backup));
                // Before it was let in again it can't tell which epochs the old key is for.
                assertThrows(IllegalArgumentException.class, () -> backup.renewRecovery(randomness));
            }
            keyring.destroyBefore(4);
            assertEquals(List.of(fourth), recipients(keyring));
        }
    }

    @Test
    void readsAVaultOfTheVersionBeforeWithItsSharesKeys() {
        var seed = ByteBuffer.allocate(32).put(31, (byte) 7).array();
        var old = ByteBuffer.allocate(1_000)
                .put((byte) 2)
                .put(new byte[32])
                .put((byte) 1)
                .put(new byte[32]);
        old.put((byte) 1).putInt(3).put(new byte[64]).put((byte) 1).put(seed);
        old.put((byte) 0).putInt(9).putInt(12).put(new byte[32]).put(new byte[80]);
        try (var keyring = Keyring.decode(Arrays.copyOf(old.array(), old.position()));
                var own = HybridIdentity.fromSeed(SecretBytes.takeOwnershipOf(seed))) {
            assertEquals(own.recipient(), keyring.card(3).seatPreKey().orElseThrow());
            assertEquals(List.of(own.recipient()), recipients(keyring));
            assertTrue(keyring.completeRecovery(randomness));
            assertFalse(keyring.completeRecovery(randomness));
            assertNotEquals(
                    own.recipient(),
                    keyring.drawEpoch(4, randomness).seatPreKey().orElseThrow());
            assertEquals(12, keyring.manifestVersion());
        }
    }

    private static List<HybridRecipient> recipients(Keyring keyring) {
        return keyring.recoveryKeys().stream().map(HybridIdentity::recipient).toList();
    }

    private static List<Object> keys(ResponderCard card) {
        var desk = HexFormat.of().formatHex(card.desk());
        return List.of(card.epoch(), card.preKey(), desk, card.seat(), card.seatPreKey());
    }

    private static HybridRecipient recipient(Optional<HybridIdentity> identity) {
        try (var open = identity.orElseThrow()) {
            return open.recipient();
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
            bytes[0] = 1;
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

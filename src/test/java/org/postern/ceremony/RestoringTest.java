package org.postern.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Parts;

/// Two of three seats give an epoch back; fewer, wrong or foreign shares do not.
final class RestoringTest {
    private static final int EPOCH = 7;

    private final SeededRandomness randomness = new SeededRandomness(20261122);
    private final List<HybridIdentity> seats = new ArrayList<>();
    private final EpochSeed seed = EpochSeed.draw(EPOCH, randomness);
    private final Hash recipient = LivingEpoch.hashOf(seed.recipient());
    private byte[] file;

    @BeforeEach
    void split() {
        for (int i = 0; i < 3; i++) {
            seats.add(identity());
        }
        file = recovery(seed, 2);
    }

    private HybridIdentity identity() {
        return HybridIdentity.fromSeed(SecretBytes.random(randomness, 32));
    }

    private byte[] recovery(EpochSeed of, int k) {
        return Recovery.seal(
                of, k, seats.stream().map(HybridIdentity::recipient).toList(), randomness);
    }

    private RecoveryShare share(byte[] of, int seat) {
        return RecoveryShare.find(of, seats.get(seat - 1)).orElseThrow();
    }

    /// A share whose secret bytes are wrong, as a drawing console that cheats would make it.
    private RecoveryShare spoilt(int seat) {
        byte[] bytes;
        try {
            bytes = AgeFile.open(parts().get(seat - 1), seats.get(seat - 1));
        } catch (AgeException e) {
            throw new AssertionError(e);
        }
        bytes[Recovery.PLAINTEXT_BYTES - 2] ^= 1;
        var to = identity();
        return RecoveryShare.open(AgeFile.seal(bytes, List.of(to.recipient()), randomness), to)
                .orElseThrow();
    }

    private List<byte[]> parts() {
        return Parts.parse(file, Recovery.HEADER, 1 << 16).stream()
                .map(part -> part.bytes())
                .toList();
    }

    private String refused(RecoveryShare... shares) {
        return assertThrows(CeremonyException.class, () -> Restoring.restore(EPOCH, recipient, List.of(shares)))
                .getMessage();
    }

    @Test
    void everyTwoOfThreeSeatsRestoreTheSecret() {
        for (var pair : List.of(List.of(1, 2), List.of(3, 1), List.of(2, 3))) {
            var shares = pair.stream().map(seat -> share(file, seat)).toList();
            var restored = Restoring.restore(EPOCH, recipient, shares);
            try (var back = restored.seed()) {
                assertEquals(seed.recipient(), back.recipient());
                assertEquals(List.of(), restored.wrong());
            }
        }
    }

    @Test
    void travelsSealedToThePersonWhoRecovers() {
        var to = identity();
        var sealed = List.of(
                share(file, 1).sealTo(to.recipient(), randomness),
                share(file, 3).sealTo(to.recipient(), randomness));
        assertTrue(RecoveryShare.open(sealed.getFirst(), identity()).isEmpty());
        var shares = RecoveryShares.parse(new RecoveryShares(sealed, Optional.empty()).bytes()).sealed().stream()
                .map(one -> RecoveryShare.open(one, to).orElseThrow())
                .toList();
        try (var back = Restoring.restore(EPOCH, recipient, shares).seed()) {
            assertEquals(seed.recipient(), back.recipient());
        }
    }

    @Test
    void oneSeatRestoresNothingAndTheSentenceSaysHowManyMore() {
        var said = refused(share(file, 2));
        assertTrue(said.contains("1 of 2 shares") && said.contains("Ask 1 more"), said);
        assertTrue(refused().contains("no share"));
    }

    @Test
    void theSameSeatTwiceIsOneSeat() {
        assertTrue(refused(share(file, 2), share(file, 2)).contains("seat 2 is here twice"));
    }

    @Test
    void namesAWrongShareWhenThereIsOneMore() {
        var restored = Restoring.restore(EPOCH, recipient, List.of(spoilt(1), share(file, 2), share(file, 3)));
        try (var back = restored.seed()) {
            assertEquals(seed.recipient(), back.recipient());
            assertEquals(List.of(1), restored.wrong());
        }
    }

    @Test
    void asksForOneMoreWhenAShareIsWrongAndItCanNotBeTold() {
        var said = refused(spoilt(1), share(file, 2));
        assertTrue(said.contains("seat 1, seat 2") && said.contains("Ask one more key holder"), said);
    }

    @Test
    void namesASeatFromAnotherEpochOrAnotherDrawing() {
        try (var other = EpochSeed.draw(EPOCH + 1, randomness);
                var twin = EpochSeed.draw(EPOCH, randomness)) {
            var said = refused(share(file, 1), share(recovery(other, 2), 3));
            assertTrue(said.contains("seat 3 is of epoch 8"), said);
            assertTrue(refused(share(file, 1), share(recovery(twin, 2), 3)).contains("seat 3"));
        }
        assertTrue(refused(share(file, 1), share(recovery(seed, 3), 2)).contains("not made together"));
    }

    @Test
    void aLostSeatIsNoHarmWhileEnoughAreLeft() {
        assertTrue(RecoveryShare.find(file, identity()).isEmpty());
        try (var back = Restoring.restore(EPOCH, recipient, List.of(share(file, 2), share(file, 3)))
                .seed()) {
            assertEquals(seed.recipient(), back.recipient());
        }
    }

    @Test
    void readsBackAnAskAndChangesItsWordsWithEveryByte() {
        var ask = new RecoveryAsk(
                List.of(new RecoveryAsk.Wanted(EPOCH, recipient, identity().recipient())), Optional.empty());
        var read = RecoveryAsk.parse(ask.bytes());
        assertEquals(ask, read);
        assertEquals(ask.fingerprint(), read.fingerprint());
        var other = new RecoveryAsk(
                List.of(new RecoveryAsk.Wanted(EPOCH, recipient, identity().recipient())), Optional.empty());
        assertTrue(!ask.fingerprint().equals(other.fingerprint()));
    }
}

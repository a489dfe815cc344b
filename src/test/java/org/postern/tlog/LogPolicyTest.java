package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

final class LogPolicyTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static LogException.Reason refusal(LogPolicy policy, SignedNote note) {
        return assertThrows(LogException.class, () -> policy.check(note, Witnessed.NOW))
                .reason();
    }

    @Test
    void believesAQuorumOfFreshWitnessesAndNamesThem() {
        try (var house = new Witnessed(11)) {
            var note = house.cosigned(Witnessed.NOW.minus(DAY), Witnessed.NOW.plus(DAY));
            var believed = house.policy(2).check(note, Witnessed.NOW);
            assertEquals(11, believed.checkpoint().size());
            assertEquals(
                    house.witnessKeys().subList(0, 2),
                    believed.cosignatures().stream().map(Cosignature::witness).toList());
        }
    }

    @Test
    void aWindowOfThreeDaysEitherWayIsFresh() {
        try (var house = new Witnessed(12)) {
            var window = Duration.ofDays(3);
            for (var fresh : List.of(Witnessed.NOW.minus(window), Witnessed.NOW.plus(window))) {
                house.policy(1).check(house.cosigned(fresh), Witnessed.NOW);
            }
            for (var stale : List.of(
                    Witnessed.NOW.minus(window).minusSeconds(1),
                    Witnessed.NOW.plus(window).plusSeconds(1))) {
                assertEquals(LogException.Reason.STALE, refusal(house.policy(1), house.cosigned(stale)));
                // One fresh witness does not make another one fresh.
                assertEquals(LogException.Reason.STALE, refusal(house.policy(2), house.cosigned(stale, Witnessed.NOW)));
                house.policy(1).check(house.cosigned(stale, Witnessed.NOW), Witnessed.NOW);
            }
        }
    }

    @Test
    void refusesTooFewWitnesses() {
        try (var house = new Witnessed(13)) {
            assertEquals(LogException.Reason.TOO_FEW_WITNESSES, refusal(house.policy(1), house.cosigned()));
            assertEquals(
                    LogException.Reason.TOO_FEW_WITNESSES, refusal(house.policy(2), house.cosigned(Witnessed.NOW)));
        }
    }

    @Test
    void countsAWitnessThatSignedTwiceOnce() {
        try (var house = new Witnessed(14)) {
            var note = house.log.sign(house.entries.tree());
            var witness = house.witnesses.getFirst();
            var text = new String(
                    note.with(witness.cosign(Checkpoint.claimedBy(note), Witnessed.NOW))
                            .bytes(),
                    StandardCharsets.UTF_8);
            var second = witness.cosign(Checkpoint.claimedBy(note), Witnessed.NOW.plusSeconds(1));
            var twice = Checkpoint.note((text + second.text() + "\n").getBytes(StandardCharsets.UTF_8));
            assertEquals(3, twice.signatureCount());
            assertEquals(LogException.Reason.TOO_FEW_WITNESSES, refusal(house.policy(2), twice));
            house.policy(1).check(twice, Witnessed.NOW);
            // At its newest time: one that lies far ahead is not mended by an older one.
            var ahead = witness.cosign(Checkpoint.claimedBy(note), Witnessed.NOW.plus(DAY.multipliedBy(4)));
            var mended = Checkpoint.note((text + ahead.text() + "\n").getBytes(StandardCharsets.UTF_8));
            assertEquals(LogException.Reason.STALE, refusal(house.policy(1), mended));
        }
    }

    @Test
    void refusesAnotherLogAndAnotherKeyOfTheSameName() {
        try (var house = new Witnessed(15);
                var other = new LogSigner("log.example/2", SecretBytes.random(new SeededRandomness(16), 32));
                var posing = new LogSigner("log.example/1", SecretBytes.random(new SeededRandomness(17), 32))) {
            var tree = house.entries.tree();
            assertEquals(LogException.Reason.WRONG_LOG, refusal(house.policy(0), other.sign(tree)));
            assertEquals(LogException.Reason.BAD_SIGNATURE, refusal(house.policy(0), posing.sign(tree)));
            var signature = posing.sign(tree).signatures().getFirst().signature();
            var claiming = house.log.sign(tree).with(SignatureLine.of(house.log.verifierKey(), signature));
            assertEquals(LogException.Reason.BAD_SIGNATURE, refusal(house.policy(0), claiming));
        }
    }

    @Test
    void aWrongLineOfAKnownWitnessSpoilsTheNoteEvenWithAQuorum() {
        try (var house = new Witnessed(18)) {
            var note = house.cosigned(Witnessed.NOW)
                    .with(SignatureLine.of(house.witnessKeys().get(1), new byte[72]));
            assertEquals(LogException.Reason.BAD_SIGNATURE, refusal(house.policy(1), note));
        }
    }

    @Test
    void aSmallHouseMayHaveNoWitnesses() {
        try (var house = new Witnessed(19)) {
            var policy = new LogPolicy(house.log.verifierKey(), List.of(), 0, LogPolicy.FRESH_FOR);
            assertEquals(
                    List.of(), policy.check(house.cosigned(), Witnessed.NOW).cosignatures());
        }
    }

    @Test
    void refusesPoliciesThatMakeNoSense() {
        try (var house = new Witnessed(20)) {
            var log = house.log.verifierKey();
            var w1 = house.witnessKeys().getFirst();
            var sameUnderAnotherName = new VerifierKey(VerifierKey.Type.COSIGNATURE, "other.example", w1.publicKey());
            var fresh = LogPolicy.FRESH_FOR;
            assertThrows(IllegalArgumentException.class, () -> new LogPolicy(w1, List.of(), 0, fresh));
            assertThrows(IllegalArgumentException.class, () -> new LogPolicy(log, List.of(log), 0, fresh));
            assertThrows(IllegalArgumentException.class, () -> new LogPolicy(log, List.of(w1), 2, fresh));
            assertThrows(IllegalArgumentException.class, () -> new LogPolicy(log, List.of(w1), -1, fresh));
            assertThrows(IllegalArgumentException.class, () -> new LogPolicy(log, List.of(w1, w1), 1, fresh));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new LogPolicy(log, List.of(w1, sameUnderAnotherName), 2, fresh));
            assertThrows(
                    IllegalArgumentException.class, () -> new LogPolicy(log, List.of(w1), 1, Duration.ofSeconds(-1)));
        }
    }
}

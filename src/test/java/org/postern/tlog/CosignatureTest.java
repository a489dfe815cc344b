package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.note.NoteException;
import org.postern.note.NoteSigner;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

final class CosignatureTest {
    // C2SP tlog-cosignature. The key of its witness is not published, so its framing is what can be checked.
    private static final String EXAMPLE = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
            """;

    // A witness of the public network (transparency-dev).
    private static final String LITTLE_GARDEN =
            "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM";

    private static LogException.Reason refusal(Runnable reading) {
        return assertThrows(LogException.class, reading::run).reason();
    }

    @Test
    void readsAndWritesAWitnesssKey() {
        var key = VerifierKey.parseWitness(LITTLE_GARDEN);
        assertEquals(VerifierKey.Type.COSIGNATURE, key.type());
        assertEquals(LITTLE_GARDEN, key.text());
        assertThrows(NoteException.class, () -> VerifierKey.parse(LITTLE_GARDEN));
        var admin = new VerifierKey(key.name(), key.publicKey());
        assertThrows(NoteException.class, () -> VerifierKey.parseWitness(admin.text()));
        assertFalse(key.equals(admin));
        assertFalse(key.keyId() == admin.keyId());
    }

    @Test
    void signsTheMessageOfTheSpecificationsExample() {
        var note = Checkpoint.note(EXAMPLE.getBytes(StandardCharsets.UTF_8));
        var timed = ByteBuffer.wrap(note.signatures().getLast().signature());
        assertEquals(72, timed.remaining());
        assertEquals(1_679_315_147, timed.getLong());
        assertArrayEquals(
                """
                cosignature/v1
                time 1679315147
                example.com/behind-the-sofa
                20852163
                CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                """.getBytes(StandardCharsets.UTF_8), Cosignature.message(Checkpoint.claimedBy(note), 1_679_315_147));
    }

    @Test
    void whatAWitnessSignedVerifiesWithItsTime() {
        try (var house = new Witnessed(1)) {
            var note = house.cosigned(Witnessed.NOW, Witnessed.NOW.plusSeconds(5));
            var again = Checkpoint.note(note.bytes());
            var found = Cosignature.of(again, house.witnessKeys());
            assertEquals(
                    house.witnessKeys().subList(0, 2),
                    found.stream().map(Cosignature::witness).toList());
            assertEquals(Witnessed.NOW.plusSeconds(5), found.getLast().time());
            assertEquals(List.of(), Cosignature.of(again, List.of()));
            assertEquals(
                    List.of(), Cosignature.of(again, List.of(house.witnessKeys().getLast())));
        }
    }

    @Test
    void coversExtensionLines() {
        try (var house = new Witnessed(2);
                var log = new NoteSigner("log.example/1", SecretBytes.random(new SeededRandomness(3), 32))) {
            var witness = house.witnesses.getFirst();
            var extended = new Checkpoint("log.example/1", 0, TreeHash.empty(), List.of("more"));
            var note = SignedNote.sign(extended.text(), log).with(witness.cosign(extended, Witnessed.NOW));
            assertEquals(1, Cosignature.of(note, house.witnessKeys()).size());
            var stripped = SignedNote.sign(Checkpoint.empty("log.example/1").text(), log)
                    .with(witness.cosign(extended, Witnessed.NOW));
            assertEquals(
                    LogException.Reason.BAD_SIGNATURE, refusal(() -> Cosignature.of(stripped, house.witnessKeys())));
        }
    }

    @Test
    void noFlippedBitOfACosignatureIsBelieved() {
        try (var house = new Witnessed(4)) {
            var note = house.log.sign(house.entries.tree());
            var key = house.witnessKeys().getFirst();
            var signature = house.witnesses
                    .getFirst()
                    .cosign(Checkpoint.claimedBy(note), Witnessed.NOW)
                    .signature();
            for (var bit = 0; bit < signature.length * 8; bit++) {
                var flipped = signature.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                var bad = note.with(SignatureLine.of(key, flipped));
                assertEquals(LogException.Reason.BAD_SIGNATURE, refusal(() -> Cosignature.of(bad, List.of(key))));
            }
            for (var length : new int[] {1, 8, 64, 71, 73, 2428}) {
                var bad = note.with(SignatureLine.of(key, Arrays.copyOf(signature, length)));
                assertEquals(LogException.Reason.BAD_SIGNATURE, refusal(() -> Cosignature.of(bad, List.of(key))));
            }
        }
    }

    @Test
    void anAdminIsNoWitnessAndAWitnessNoAdminEvenWithTheSameSeed() {
        var seed = new SeededRandomness(5).bytes(32);
        try (var admin = new NoteSigner("a.example", SecretBytes.copyOf(seed));
                var witness = new CosignatureSigner("a.example", SecretBytes.copyOf(seed))) {
            var checkpoint = new Checkpoint("a.example", 0, TreeHash.empty());
            var note = SignedNote.sign(checkpoint.text(), admin);
            var cosigned = note.with(witness.cosign(checkpoint, Witnessed.NOW));
            assertEquals(2, cosigned.signatureCount());
            assertEquals(1, cosigned.signedBy(List.of(admin.verifierKey())).size());
            assertEquals(List.of(), Cosignature.of(note, List.of(witness.verifierKey())));
            assertThrows(IllegalArgumentException.class, () -> cosigned.signedBy(List.of(witness.verifierKey())));
            assertThrows(IllegalArgumentException.class, () -> Cosignature.of(cosigned, List.of(admin.verifierKey())));
            // A line that claims the witness's id but holds an admin's signature, and the other way round.
            var signed = note.signatures().getFirst().signature();
            var posing = note.with(SignatureLine.of(witness.verifierKey(), signed));
            assertEquals(
                    LogException.Reason.BAD_SIGNATURE,
                    refusal(() -> Cosignature.of(posing, List.of(witness.verifierKey()))));
            var line = witness.cosign(checkpoint, Witnessed.NOW).signature();
            var claiming = cosigned.with(SignatureLine.of(admin.verifierKey(), Arrays.copyOfRange(line, 8, 72)));
            assertThrows(NoteException.class, () -> claiming.signedBy(List.of(admin.verifierKey())));
        }
    }

    @Test
    void takesEveryTimeThatASignedNumberHolds() {
        var seed = new SeededRandomness(9).bytes(32);
        try (var house = new Witnessed(10);
                var secret = SecretBytes.copyOf(seed);
                var witness = new CosignatureSigner("w.example", SecretBytes.copyOf(seed))) {
            var note = house.cosigned();
            var checkpoint = Checkpoint.claimedBy(note);
            for (var seconds : new long[] {0, 1, Long.MAX_VALUE}) {
                var signature = Ed25519.sign(secret, Cosignature.message(checkpoint, seconds));
                var line = SignatureLine.of(witness.verifierKey(), Cosignature.encode(seconds, signature));
                var found = Cosignature.of(note.with(line), List.of(witness.verifierKey()));
                var latest = Math.min(seconds, Instant.MAX.getEpochSecond());
                assertEquals(latest, found.getFirst().time().getEpochSecond());
            }
            var signature = Ed25519.sign(secret, Cosignature.message(checkpoint, -1));
            var negative = note.with(SignatureLine.of(witness.verifierKey(), Cosignature.encode(-1, signature)));
            assertEquals(
                    LogException.Reason.BAD_SIGNATURE,
                    refusal(() -> Cosignature.of(negative, List.of(witness.verifierKey()))));
        }
    }

    @Test
    void cosignsNoTimeBefore1970() {
        try (var house = new Witnessed(6)) {
            var witness = house.witnesses.getFirst();
            for (var time : List.of(Instant.EPOCH, Instant.EPOCH.minusSeconds(1))) {
                assertThrows(
                        IllegalArgumentException.class, () -> witness.cosign(Checkpoint.empty("log.example/1"), time));
            }
        }
    }

    @Test
    void cosignsOnlyCheckpoints() {
        try (var house = new Witnessed(7);
                var admin = new NoteSigner("a.example", SecretBytes.random(new SeededRandomness(8), 32))) {
            var note = SignedNote.sign("no checkpoint\n", admin);
            assertEquals(LogException.Reason.MALFORMED, refusal(() -> Cosignature.of(note, house.witnessKeys())));
        }
    }
}

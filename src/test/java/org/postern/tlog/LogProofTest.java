package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogProofTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static LogException.Reason refusal(Runnable reading) {
        return assertThrows(LogException.class, reading::run).reason();
    }

    private static String text(Witnessed house) {
        var proof = house.entries.proof(7, house.cosigned(Witnessed.NOW, Witnessed.NOW));
        return new String(proof.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void everyEntryOfEveryEarlierCheckpointIsProven() {
        try (var house = new Witnessed(31)) {
            var tree = house.entries.tree();
            for (var size = 1; size <= tree.size(); size++) {
                var note = house.log.sign(size, tree.root(size));
                var cosigned = note.with(house.witnesses.getFirst().cosign(Checkpoint.claimedBy(note), Witnessed.NOW));
                for (var index = 0; index < size; index++) {
                    var proof =
                            LogProof.parse(house.entries.proof(index, cosigned).bytes());
                    assertEquals(index, proof.index());
                    proof.verify(Witnessed.leaf(index), house.policy(1), Witnessed.NOW);
                    var another = Witnessed.leaf((index + 1) % 11);
                    assertEquals(
                            LogException.Reason.NOT_IN_LOG,
                            refusal(() -> proof.verify(another, house.policy(1), Witnessed.NOW)));
                    assertEquals(
                            LogException.Reason.TOO_FEW_WITNESSES,
                            refusal(() -> proof.verify(another, house.policy(2), Witnessed.NOW)));
                }
            }
        }
    }

    @Test
    void hasTheFormOfTheSpecification() {
        try (var house = new Witnessed(32)) {
            var note = house.cosigned(Witnessed.NOW);
            var path = house.entries.tree().inclusion(7, 11);
            var hashes = String.join("\n", path.stream().map(TreeHash::base64).toList());
            var plain = "c2sp.org/tlog-proof@v1\nindex 7\n" + hashes + "\n\n"
                    + new String(note.bytes(), StandardCharsets.UTF_8);
            assertEquals(plain, new String(house.entries.proof(7, note).bytes(), StandardCharsets.UTF_8));
            var extra = new LogProof(utf8("extra data"), 7, path, note).bytes();
            assertEquals(
                    plain.replace("index", "extra ZXh0cmEgZGF0YQ==\nindex"), new String(extra, StandardCharsets.UTF_8));
            assertArrayEquals(utf8("extra data"), LogProof.parse(extra).extra());
            assertArrayEquals(extra, LogProof.parse(extra).bytes());
        }
    }

    @Test
    void aLogOfOneEntryNeedsNoHashes() {
        try (var house = new Witnessed(33)) {
            var note = house.log.sign(1, Witnessed.leaf(0));
            var proof = LogProof.parse(new LogProof(new byte[0], 0, List.of(), note).bytes());
            proof.verify(Witnessed.leaf(0), house.policy(0), Witnessed.NOW);
        }
    }

    @Test
    void refusesEveryOtherForm() {
        try (var house = new Witnessed(34)) {
            var good = text(house);
            var hash = Witnessed.leaf(1).base64();
            LogProof.parse(utf8(good));
            for (var bad : List.of(
                    "",
                    "\n\n",
                    good.replace("@v1", "@v2"),
                    good.replace("c2sp.org/tlog-proof@v1\n", ""),
                    good.replace("index 7\n", ""),
                    good.replace("index 7", "index 07"),
                    good.replace("index 7", "index -7"),
                    good.replace("index 7", "index  7"),
                    good.replace("index 7", "index"),
                    good.replace("index 7", "index 9223372036854775808"),
                    good.replace("index 7", "Index 7"),
                    good.replace("index 7\n", "index 7\n\n"),
                    good.replace("index 7\n", "index 7\nx" + hash + "\n"),
                    good.replace("index 7\n", "index 7\n" + hash.substring(4) + "\n"),
                    good.replace("index 7\n", "index 7\n" + (hash + "\n").repeat(64)),
                    good.replace("index 7\n", "index 7\nextra YWI=\n"),
                    good.replace("index 7\n", "extra \nindex 7\n"),
                    good.replace("index 7\n", "extra YWI\nindex 7\n"),
                    good.replace("index 7\n", "extra YWJ=\nindex 7\n"),
                    good.replace("index 7\n", "extra YWI=\nextra YWI=\nindex 7\n"),
                    good.replace("index 7\n", "extra " + "AAAA".repeat(10_923) + "\nindex 7\n"),
                    good.replace("\n\nlog.example", "\nlog.example"),
                    good.replace("\n", "\r\n"),
                    good.replace("\n11\n", "\n011\n"),
                    good + "\n",
                    good + " ",
                    " " + good)) {
                assertEquals(LogException.Reason.MALFORMED, refusal(() -> LogProof.parse(utf8(bad))), bad);
            }
            assertEquals(
                    LogException.Reason.MALFORMED, refusal(() -> LogProof.parse(new byte[LogProof.BYTES_MAX + 1])));
        }
    }

    @Test
    void noFlippedBitGoesUnnoticed() {
        try (var house = new Witnessed(35)) {
            var good = utf8(text(house));
            for (var bit = 0; bit < good.length * 8; bit++) {
                var flipped = good.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThrows(
                        LogException.class,
                        () -> LogProof.parse(flipped).verify(Witnessed.leaf(7), house.policy(2), Witnessed.NOW),
                        "bit " + bit);
            }
        }
    }

    @Test
    void noShorterProofCounts() {
        try (var house = new Witnessed(36)) {
            var good = utf8(text(house));
            for (var length = 0; length < good.length; length++) {
                var shorter = Arrays.copyOf(good, length);
                assertThrows(
                        LogException.class,
                        () -> LogProof.parse(shorter).verify(Witnessed.leaf(7), house.policy(2), Witnessed.NOW));
            }
        }
    }

    @Test
    void holdsWhatItsBoundsAllowAndNoMore() {
        try (var house = new Witnessed(37)) {
            var note = house.cosigned();
            var hash = Witnessed.leaf(0);
            var largest = new LogProof(new byte[32_768], Long.MAX_VALUE, Collections.nCopies(63, hash), note).bytes();
            assertArrayEquals(largest, LogProof.parse(largest).bytes());
            assertThrows(IllegalArgumentException.class, () -> new LogProof(new byte[32_769], 0, List.of(), note));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new LogProof(new byte[0], 0, Collections.nCopies(64, hash), note));
            assertThrows(IllegalArgumentException.class, () -> new LogProof(new byte[0], -1, List.of(), note));
        }
    }

    @Test
    void provesNothingForACheckpointOfAnotherTree() {
        try (var house = new Witnessed(38)) {
            var strange = house.log.sign(11, Witnessed.leaf(1));
            var larger = house.log.sign(12, Witnessed.leaf(1));
            assertThrows(IllegalArgumentException.class, () -> house.entries.proof(0, strange));
            assertThrows(IllegalArgumentException.class, () -> house.entries.proof(0, larger));
            assertThrows(IllegalArgumentException.class, () -> house.entries.proof(11, house.cosigned()));
        }
    }
}

package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddCheckpointTest {
    // C2SP tlog-witness.
    private static final String EXAMPLE = """
            old 20852014
            PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
            jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
            5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
            /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
            """;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsAndWritesTheSpecificationsExample() {
        var submission = AddCheckpoint.parse(utf8(EXAMPLE));
        assertEquals(20_852_014, submission.oldSize());
        assertEquals(4, submission.proof().size());
        assertEquals(20_852_163, Checkpoint.claimedBy(submission.checkpoint()).size());
        assertArrayEquals(utf8(EXAMPLE), submission.bytes());
    }

    @Test
    void refusesEveryOtherForm() {
        var hash = Witnessed.leaf(1).base64() + "\n";
        for (var bad : List.of(
                "",
                EXAMPLE.substring(EXAMPLE.indexOf('\n') + 1),
                EXAMPLE.replace("old 2", "old  2"),
                EXAMPLE.replace("old 2", "old 02"),
                EXAMPLE.replace("old 2", "new 2"),
                EXAMPLE.replace("old 2", "old -2"),
                EXAMPLE.replace("old 20852014", "old"),
                EXAMPLE.replace("old 20852014", "old 18446744073709551615"),
                EXAMPLE.replace("kaw=", "kaw"),
                EXAMPLE.replace("PlRN", ""),
                EXAMPLE.replace("014\n", "014\n" + hash.repeat(60)),
                EXAMPLE.replace("Kj/0=\n\n", "Kj/0=\n"),
                EXAMPLE.replace("014\n", "014\n\n"),
                EXAMPLE.replace("20852163", "-1"),
                EXAMPLE.strip())) {
            var refused = assertThrows(LogException.class, () -> AddCheckpoint.parse(utf8(bad)), bad);
            assertEquals(LogException.Reason.MALFORMED, refused.reason());
        }
        assertEquals(
                63,
                AddCheckpoint.parse(utf8(EXAMPLE.replace("014\n", "014\n" + hash.repeat(59))))
                        .proof()
                        .size());
        assertThrows(LogException.class, () -> AddCheckpoint.parse(new byte[AddCheckpoint.BYTES_MAX + 1]));
    }

    @Test
    void makesNothingOutOfBounds() {
        try (var house = new Witnessed(41)) {
            var note = house.cosigned();
            assertThrows(IllegalArgumentException.class, () -> new AddCheckpoint(-1, List.of(), note));
            var tooMany = Collections.nCopies(64, Witnessed.leaf(0));
            assertThrows(IllegalArgumentException.class, () -> new AddCheckpoint(0, tooMany, note));
        }
    }
}

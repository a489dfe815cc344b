package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckpointTest {
    // C2SP tlog-checkpoint.
    private static final String EXAMPLE = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
            """;

    private static LogException.Reason refusal(Runnable reading) {
        return assertThrows(LogException.class, reading::run).reason();
    }

    @Test
    void readsTheSpecificationsExample() {
        var checkpoint = Checkpoint.parse(EXAMPLE);
        assertEquals("example.com/behind-the-sofa", checkpoint.origin());
        assertEquals(20_852_163, checkpoint.size());
        assertEquals(
                "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
                checkpoint.root().base64());
        assertEquals(EXAMPLE, checkpoint.text());
    }

    @Test
    void keepsExtensionLines() {
        var checkpoint = Checkpoint.parse(EXAMPLE + "one more\nand — another\n");
        assertEquals(List.of("one more", "and — another"), checkpoint.extensions());
        assertEquals(EXAMPLE + "one more\nand — another\n", checkpoint.text());
    }

    @Test
    void takesOriginsThatAreNoAddresses() {
        assertEquals(
                " a + b ",
                Checkpoint.parse(EXAMPLE.replace("example.com/behind-the-sofa", " a + b "))
                        .origin());
    }

    @Test
    void refusesEveryOtherForm() {
        for (var text : List.of(
                "",
                "\n",
                EXAMPLE.strip(),
                EXAMPLE + "\n",
                EXAMPLE + "\nx\n",
                "\n" + EXAMPLE,
                EXAMPLE.substring(EXAMPLE.indexOf('\n')),
                EXAMPLE.substring(EXAMPLE.indexOf('\n') + 1),
                EXAMPLE.replace("20852163", ""),
                EXAMPLE.replace("20852163", "020852163"),
                EXAMPLE.replace("20852163", "+20852163"),
                EXAMPLE.replace("20852163", "-1"),
                EXAMPLE.replace("20852163", " 1"),
                EXAMPLE.replace("20852163", "1e3"),
                EXAMPLE.replace("20852163", "٣"),
                EXAMPLE.replace("20852163", "9223372036854775808"),
                EXAMPLE.replace("20852163", "99999999999999999999"),
                EXAMPLE.replace("q2I=", "q2J="),
                EXAMPLE.replace("q2I=", "q2I"),
                EXAMPLE.replace("q2I=", "q2I= "),
                EXAMPLE.replace("CsUY", ""),
                EXAMPLE.replace("CsUY", "CsUYCsUY"),
                EXAMPLE.replace("/Xa", "_Xa"))) {
            assertEquals(LogException.Reason.MALFORMED, refusal(() -> Checkpoint.parse(text)), text);
        }
        assertEquals(
                Long.MAX_VALUE,
                Checkpoint.parse(EXAMPLE.replace("20852163", "9223372036854775807"))
                        .size());
        assertEquals(0, Checkpoint.parse(EXAMPLE.replace("20852163", "0")).size());
    }

    @Test
    void aLogMayOnlyGrow() {
        var tree = MerkleTree.of(
                List.of(Witnessed.leaf(0), Witnessed.leaf(1), Witnessed.leaf(2), Witnessed.leaf(3), Witnessed.leaf(4)));
        var fork = MerkleTree.of(
                List.of(Witnessed.leaf(0), Witnessed.leaf(1), Witnessed.leaf(9), Witnessed.leaf(3), Witnessed.leaf(4)));
        var three = new Checkpoint("a", 3, tree.root(3));
        var five = new Checkpoint("a", 5, tree.root(5));
        five.mustExtend(three, tree.consistency(3, 5));
        three.mustExtend(three, List.of());
        three.mustExtend(Checkpoint.empty("a"), List.of());
        Checkpoint.empty("a").mustExtend(Checkpoint.empty("a"), List.of());
        assertEquals(
                LogException.Reason.INCONSISTENT,
                refusal(() -> new Checkpoint("a", 5, fork.root()).mustExtend(three, fork.consistency(3, 5))));
        assertEquals(
                LogException.Reason.INCONSISTENT,
                refusal(() -> new Checkpoint("a", 3, fork.root(3)).mustExtend(three, List.of())));
        assertEquals(LogException.Reason.INCONSISTENT, refusal(() -> three.mustExtend(five, List.of())));
        assertEquals(LogException.Reason.INCONSISTENT, refusal(() -> five.mustExtend(three, List.of())));
        assertEquals(
                LogException.Reason.INCONSISTENT,
                refusal(() -> three.mustExtend(Checkpoint.empty("a"), List.of(tree.root()))));
        assertEquals(
                LogException.Reason.INCONSISTENT,
                refusal(() -> new Checkpoint("a", 0, tree.root()).mustExtend(Checkpoint.empty("a"), List.of())));
        assertEquals(
                LogException.Reason.WRONG_LOG,
                refusal(() -> new Checkpoint("b", 5, tree.root()).mustExtend(three, tree.consistency(3, 5))));
    }
}

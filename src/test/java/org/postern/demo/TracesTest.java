package org.postern.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TracesTest {
    private static final String MARK = "zqmark0f3b";

    @TempDir
    private Path folder;

    @Test
    void findsAMarkInEverySpelling() throws IOException {
        var spellings = Map.of(
                "plain", bytes("xx" + MARK + "yy"),
                "wide", ("a" + MARK).getBytes(StandardCharsets.UTF_16LE),
                "wide2", ("a" + MARK).getBytes(StandardCharsets.UTF_16BE),
                "hex", bytes(HexFormat.of().formatHex(bytes("p" + MARK))),
                "base64-0", bytes(Base64.getEncoder().encodeToString(bytes(MARK + " tail"))),
                "base64-1", bytes(Base64.getEncoder().encodeToString(bytes("a" + MARK + " tail"))),
                "base64-2", bytes(Base64.getEncoder().encodeToString(bytes("ab" + MARK + " tail"))),
                "reversed", bytes(new StringBuilder(MARK).reverse().toString()));
        for (var spelling : spellings.entrySet()) {
            var file = folder.resolve(spelling.getKey());
            Files.write(file, spelling.getValue());
            assertFalse(new Traces(List.of(MARK)).in(file).isEmpty(), spelling.getKey());
        }
    }

    @Test
    void findsAMarkThatLiesAcrossTwoBlocks() throws IOException {
        var big = new byte[(1 << 22) + 100];
        System.arraycopy(bytes(MARK), 0, big, (1 << 22) - 4, MARK.length());
        Files.write(folder.resolve("big"), big);
        assertFalse(new Traces(List.of(MARK)).in(folder).isEmpty());
    }

    @Test
    void findsNothingWhereNothingIs() throws IOException {
        Files.write(folder.resolve("other"), bytes("zqmark0f3 b and other words"));
        assertEquals(List.of(), new Traces(List.of(MARK)).in(folder));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.postern.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The vectors that the browser's side has to pass as well.
final class NotesVectorsTest {
    private static final Path FOLDER = Path.of("src/test/resources/vectors");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<JsonNode> vectors() throws IOException {
        var vectors = new ArrayList<JsonNode>();
        try (var files = Files.newDirectoryStream(FOLDER.resolve("notes"), "*.json")) {
            for (var file : files) {
                vectors.add(JSON.readTree(Files.readString(file)));
            }
        }
        return vectors;
    }

    @TestFactory
    Stream<DynamicTest> saysOfEveryBundleWhatTheVectorSays() throws IOException {
        return vectors().stream()
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").asText(), () -> check(vector)));
    }

    private static void check(JsonNode vector) {
        var expected = vector.get("expected").asText();
        if (expected.equals("good")) {
            verify(vector);
        } else {
            var refused = assertThrows(ManifestException.class, () -> verify(vector));
            assertEquals(Reason.valueOf(expected), refused.reason());
        }
    }

    private static void verify(JsonNode vector) {
        var now = Instant.parse(vector.get("now").asText());
        VerifiedManifest.verify(
                Notes.parse(vector.get("notes").asText().getBytes(StandardCharsets.UTF_8)),
                new Hash(vector.get("pinned").asText()),
                vector.get("lastSeen").asInt(),
                InstantSource.fixed(now));
    }

    @Test
    void vectorsReachEveryReasonThatAReaderCanMeet() throws IOException {
        var missing = EnumSet.range(Reason.NOT_PUBLISHED, Reason.NOT_NEWEST);
        for (var vector : vectors()) {
            var expected = vector.get("expected").asText();
            if (!expected.equals("good")) {
                missing.remove(Reason.valueOf(expected));
            }
        }
        assertEquals(EnumSet.noneOf(Reason.class), missing);
    }

    @Test
    void walksEveryLeafOfTheRosterToItsRoot() throws IOException {
        var vector = JSON.readTree(Files.readString(FOLDER.resolve("roster/01-paths.json")));
        var roster = Roster.parse(vector.get("roster").asText().getBytes(StandardCharsets.US_ASCII));
        var root = new Hash(vector.get("root").asText());
        assertEquals(root, roster.root());
        assertEquals(Roster.LEAVES, vector.get("leaves").size());
        for (var leaf : vector.get("leaves")) {
            var desk = HexFormat.of().parseHex(leaf.get("desk").asText());
            var path = HexFormat.of().parseHex(leaf.get("path").asText());
            assertTrue(Roster.verifyPath(root, leaf.get("leaf").asInt(), desk, path));
        }
    }
}

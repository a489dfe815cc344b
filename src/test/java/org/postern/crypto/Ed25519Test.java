package org.postern.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The same answers as browsers give: `src/main/web/ed25519.test.ts` makes these cases and asks WebCrypto and noble.
final class Ed25519Test {
    private static final Path CASES = Path.of("src/test/resources/vectors/ed25519/01-hard-cases.json");

    @Test
    void answersTheHardCasesAsBrowsersDo() throws IOException {
        var cases = cases();
        assertTrue(cases.size() > 60, "cases: " + cases.size());
        for (var one : cases) {
            assertEquals(
                    one.get("good").asBoolean(),
                    Ed25519.verify(bytes(one, "key"), bytes(one, "message"), bytes(one, "signature")),
                    one.get("why").asText());
        }
    }

    /// Why there are two: the quick one also takes what holds only after multiplying by the cofactor.
    @Test
    void theQuickOneTakesMoreOnlyWhereTheCofactorOrASmallCommitmentMatters() throws IOException {
        var differs = new ArrayList<String>();
        for (var one : cases()) {
            boolean quick =
                    Ed25519.verifyAmongOurselves(bytes(one, "key"), bytes(one, "message"), bytes(one, "signature"));
            if (quick == one.get("good").asBoolean()) continue;
            assertTrue(quick, one.get("why").asText());
            differs.add(one.get("why").asText());
        }
        assertTrue(differs.size() > 20, differs.toString());
        assertTrue(
                differs.stream().allMatch(why -> why.contains("with the cofactor") || why.startsWith("R the identity")),
                differs.toString());
    }

    private static List<JsonNode> cases() throws IOException {
        var cases = new ArrayList<JsonNode>();
        new ObjectMapper().readTree(CASES.toFile()).get("cases").forEach(cases::add);
        return cases;
    }

    private static byte[] bytes(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.get(field).asText());
    }
}

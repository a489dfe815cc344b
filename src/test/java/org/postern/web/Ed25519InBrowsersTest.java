package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postern.age.Vectors;
import org.postern.crypto.Ed25519;

/// One strict rule set for signatures: the WebCrypto of real browsers, noble in them, and Java give one answer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ed25519InBrowsersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Case(String why, String key, String message, String signature, boolean good) {}

    private final List<Case> cases = new ArrayList<>();
    private StandIn service;

    @BeforeAll
    void collect() throws Exception {
        var hard = JSON.readTree(
                Path.of("src/test/resources/vectors/ed25519/01-hard-cases.json").toFile());
        for (var one : hard.get("cases")) {
            cases.add(JSON.treeToValue(one, Case.class));
        }
        var wycheproof = Vectors.find("wycheproof/ed25519_test.json");
        if (wycheproof.isPresent()) {
            for (var group : JSON.readTree(wycheproof.get().toFile()).get("testGroups")) {
                for (var one : group.get("tests")) {
                    cases.add(new Case(
                            "Wycheproof " + one.get("tcId") + one.get("comment"),
                            group.get("publicKey").get("pk").asText(),
                            one.get("msg").asText(),
                            one.get("sig").asText(),
                            one.get("result").asText().equals("valid")));
                }
            }
        }
        service = new StandIn("", new byte[0], "/elsewhere");
        service.script = Fixture.script("ed25519");
    }

    @Test
    void javaAnswersAsExpected() {
        var hex = HexFormat.of();
        for (var one : cases) {
            var signature = hex.parseHex(one.signature);
            assertEquals(
                    one.good, Ed25519.verify(hex.parseHex(one.key), hex.parseHex(one.message), signature), one.why);
        }
    }

    @Test
    void chromiumAnswersAsExpected() throws Exception {
        try (var chromium = new Chromium();
                var visitor = Visitor.onPhone(chromium)) {
            visitor.page.navigate(service.address() + "bench");
            Fixture.await(visitor.page, "posternAnswers");
            agrees((String) visitor.page.evaluate("json => posternAnswers(json)", JSON.writeValueAsString(cases)));
        }
    }

    @Test
    void firefoxAnswersAsExpected() throws Exception {
        try (var firefox = new Firefox()) {
            firefox.open(service.address() + "bench");
            agrees(firefox.run(
                    "return await posternAnswers(" + JSON.writeValueAsString(JSON.writeValueAsString(cases)) + ")"));
        }
    }

    /// Three answers for each case: WebCrypto's, noble's, the page's.
    private void agrees(String answers) {
        var lines = answers.lines().toList();
        assertEquals(cases.size(), lines.size());
        var byWebCrypto = 0;
        for (var i = 0; i < lines.size(); i++) {
            var one = cases.get(i);
            var three = List.of(lines.get(i).split(" ", -1));
            assertEquals(List.of("" + one.good, "" + one.good), three.subList(1, 3), one.why);
            // No answer where WebCrypto does not take the key: then noble was asked.
            assertTrue(three.getFirst().isEmpty() || three.getFirst().equals("" + one.good), one.why);
            byWebCrypto += three.getFirst().equals("true") ? 1 : 0;
        }
        assertTrue(byWebCrypto > 5, "this browser's WebCrypto verified " + byWebCrypto);
    }
}

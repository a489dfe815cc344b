package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.crypto.Sha256;

/// Runs the browser side's own gate, so that `mvn test` is the whole gate.
class WebCheckTest {
    private static final Path WEB = Path.of("src/main/web").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void typesAndRulesHold() throws Exception {
        run(WEB, "npm", "run", "check");
    }

    @Test
    void unitTestsAndVectorsPass() throws Exception {
        run(WEB, "npm", "test");
    }

    @Test
    void buildsTheSameBytesTwice() throws Exception {
        run(WEB, "node", "build.mjs", folder.resolve("one/pages").toString());
        run(WEB, "node", "build.mjs", folder.resolve("two/pages").toString());
        var one = hashes(folder.resolve("one"));
        assertTrue(one.containsKey("pages/postern.js.br"), one.toString());
        assertEquals(one, hashes(folder.resolve("two")));
    }

    @Test
    void lockFileNamesNoAddress() throws IOException {
        var lock = Files.readString(WEB.resolve("package-lock.json"));
        assertFalse(lock.contains("\"resolved\""), "package-lock.json holds an address");
        assertTrue(lock.contains("\"integrity\": \"sha512-"));
    }

    @Test
    void shipsNoWayToRunTextAsCodeOrToStoreAnything() throws IOException {
        var script = Files.readString(StandIn.PAGES.resolve("postern.js"));
        for (var forbidden : List.of(
                "eval(",
                "new Function",
                "WebAssembly",
                "innerHTML",
                "localStorage",
                "sessionStorage",
                "indexedDB",
                "document.cookie",
                "new Worker",
                "serviceWorker",
                "sourceMappingURL",
                "http://",
                "https://")) {
            assertFalse(script.contains(forbidden), forbidden);
        }
    }

    /// Everything that a first visit loads, after a root rotation and years of entries in the log.
    @Test
    void aFirstVisitWeighsAtMost64KiBOfGzip() throws IOException {
        var weights = new TreeMap<String, Integer>();
        weights.put("script", Files.readAllBytes(StandIn.PAGES.resolve("postern.js.gz")).length);
        weights.put("style", Files.readAllBytes(StandIn.PAGES.resolve("postern.css.gz")).length);
        weights.put("document", packed(Files.readAllBytes(StandIn.PAGES.resolve("index.html"))));
        weights.put("notes", packed(new House(3).notesAfterYears(400).bytes()));
        var together = weights.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(together <= 65_536, together + " bytes: " + weights);
    }

    private static int packed(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }

    private static void run(Path where, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + "\n" + output);
    }

    private static Map<String, String> hashes(Path folder) throws IOException {
        var hashes = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var hash = HexFormat.of().formatHex(Sha256.hash(Files.readAllBytes(file)));
                hashes.put(folder.relativize(file).toString(), hash);
            }
        }
        return hashes;
    }
}

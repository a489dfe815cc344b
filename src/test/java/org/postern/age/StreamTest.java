package org.postern.age;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StreamTest {
    @Test
    void streamsAndHandsOver64MebibytesInASmallerHeap() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamBench.class.getName(),
                        "64")
                .redirectErrorStream(true)
                .start();
        try (var output = process.getInputStream()) {
            var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the child ends");
            assertEquals(0, process.exitValue(), text);
            assertTrue(text.contains("64 MiB sealed and opened"), text);
            assertTrue(text.contains("64 MiB handed over by the header and opened"), text);
        } finally {
            process.destroyForcibly();
        }
    }
}

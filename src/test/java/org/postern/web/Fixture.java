package org.postern.web;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Scripts of a test's or the bench's own, built like the page's and never shipped.
final class Fixture {
    private Fixture() {}

    /// Builds `src/main/web/NAME.fixture.ts`.
    ///
    /// @param name without its ending
    /// @return the script's bytes
    static byte[] script(String name) throws IOException, InterruptedException {
        var script = Path.of("target/fixtures", name + ".js").toAbsolutePath();
        Files.createDirectories(script.getParent());
        var build = new ProcessBuilder("node", "fixture.mjs", name + ".fixture.ts", script.toString())
                .directory(Path.of("src/main/web").toFile())
                .inheritIO()
                .start();
        if (build.waitFor() != 0) {
            throw new IllegalStateException("a test's script was not built: " + name);
        }
        return Files.readAllBytes(script);
    }

    /// Waits until the page has a function. Not waitForFunction: that polls with eval, which the page's policy forbids.
    ///
    /// @param page where the script runs
    /// @param function its name
    static void await(Page page, String function) {
        while (!Boolean.TRUE.equals(page.evaluate("typeof globalThis." + function + " === 'function'"))) {
            page.waitForTimeout(20);
        }
    }
}

package org.postern.web;

import static org.junit.jupiter.api.Assertions.fail;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The system's Chromium, driven by Playwright with the system's Node. Fails with one line when either is missing: a
/// browser test that did not run is not a test that passed.
public final class Chromium implements AutoCloseable {
    private final Playwright playwright;
    private final Browser browser;

    /// Starts it headless.
    ///
    /// @param more further arguments
    public Chromium(String... more) {
        var arguments = new ArrayList<>(List.of("--no-sandbox", "--disable-dev-shm-usage"));
        arguments.addAll(List.of(more));
        var executable = find("chrome.path", List.of("chromium", "chromium-browser", "google-chrome"))
                .orElseGet(() -> fail("No Chromium found: install it (apt-get install chromium) or set -Dchrome.path"));
        var node = find("node.path", List.of("node"))
                .orElseGet(() -> fail("No Node found: install Node.js 20 or later, or set -Dnode.path"));
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_NODEJS_PATH", node.toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1",
                        "NODE_OPTIONS", "")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(arguments));
    }

    /// {@return the browser; contexts made from it share nothing}
    public Browser browser() {
        return browser;
    }

    /// Finds a program by a system property or on PATH.
    ///
    /// @param property system property with a full path
    /// @param names names to look for on PATH, first match wins
    static Optional<Path> find(String property, List<String> names) {
        var set = System.getProperty(property);
        if (set != null) {
            return Optional.of(Path.of(set)).filter(Files::isExecutable);
        }
        var folders = List.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"));
        return names.stream()
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// {@return Firefox ESR or Firefox}
    static Path firefox() {
        return Stream.of(find("firefox.path", List.of("firefox-esr", "firefox")))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(
                        () -> fail("No Firefox found: install it (apt-get install firefox-esr) or set -Dfirefox.path"));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

package org.postern;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program in a real pseudo-terminal, made by util-linux's `script`, and the keys that a person presses there.
public final class Pty implements AutoCloseable {
    /// Generous: the machine may be busy.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Thread reader;
    private int looked;

    private Pty(Process process) {
        this.process = process;
        // A thread of its own: whatever is not read here stops the program that writes it.
        this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /// Starts a command of a shell in a folder.
    ///
    /// @param folder      where it runs
    /// @param environment set beside what this process has, such as `LC_ALL`
    /// @param shell       a line for `sh`
    public static Pty shell(Path folder, Map<String, String> environment, String shell) throws IOException {
        var builder = new ProcessBuilder("script", "--quiet", "--return", "--flush", "--command", shell, "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("TERM", "dumb");
        builder.environment().putAll(environment);
        return new Pty(builder.start());
    }

    /// The line for a shell that runs this program: the jar where the build made one for the tests, else its classes.
    ///
    /// @param arguments each is quoted
    public static String postern(String... arguments) {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        words.addAll(program());
        words.addAll(List.of(arguments));
        return String.join(" ", words.stream().map(Pty::quoted).toList());
    }

    private static List<String> program() {
        var jar = System.getProperty("postern.jar");
        return jar == null
                ? List.of("-cp", classPath(), "org.postern.Main")
                : List.of("-jar", Path.of(jar).toAbsolutePath().toString());
    }

    /// The class path of these tests from whatever folder a program is started in.
    public static String classPath() {
        return String.join(
                ":",
                List.of(System.getProperty("java.class.path").split(":")).stream()
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    /// A word as a shell reads it.
    public static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /// Waits until the screen shows some words, after those that were waited for before.
    public Pty expect(String words) throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var screen = screen();
            int place = screen.indexOf(words, looked);
            if (place >= 0) {
                looked = place + words.length();
                return this;
            }
            if (System.nanoTime() > deadline || (!process.isAlive() && !reader.isAlive())) {
                throw new AssertionError("expected on the screen: " + words + "\n" + screen);
            }
            Thread.sleep(20);
        }
    }

    /// Types a line and presses Enter.
    public Pty type(String line) throws IOException {
        return press((line + "\r").getBytes(StandardCharsets.UTF_8));
    }

    /// Presses keys: the bytes that a terminal sends.
    public Pty press(byte... keys) throws IOException {
        process.getOutputStream().write(keys);
        process.getOutputStream().flush();
        return this;
    }

    /// {@return whether the program has ended and all that it showed was read}
    public boolean isOver() {
        return !process.isAlive() && !reader.isAlive();
    }

    /// Asks the program to end, as a machine that shuts down does: Ctrl-C is deaf where whoever started the tests has
    /// put them into the background.
    ///
    /// @return its exit code
    public int stopped() throws InterruptedException {
        process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .forEach(ProcessHandle::destroy);
        return ended();
    }

    /// Waits until the program has ended.
    ///
    /// @return its exit code
    public int ended() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("expected an end of the program\n" + screen() + "\n" + stacks());
        }
        reader.join(PATIENCE);
        return process.exitValue();
    }

    /// Where the program's threads are, for whoever has to find out why it does not end.
    public String stacks() {
        var stacks = new StringBuilder();
        process.descendants().forEach(child -> {
            try {
                var jstack = Path.of(System.getProperty("java.home"), "bin", "jstack")
                        .toString();
                var asked = new ProcessBuilder(jstack, Long.toString(child.pid()))
                        .redirectErrorStream(true)
                        .start();
                stacks.append(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException none) {
                stacks.append(none.getMessage());
            }
        });
        return stacks.toString();
    }

    /// {@return all that was shown, read as UTF-8, ends of lines as `\n`}
    public String screen() {
        synchronized (shown) {
            return shown.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private void read() {
        var room = new byte[4096];
        try (var in = process.getInputStream()) {
            for (int length = in.read(room); length >= 0; length = in.read(room)) {
                synchronized (shown) {
                    shown.write(room, 0, length);
                }
            }
        } catch (IOException ended) {
            // The terminal is closed.
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

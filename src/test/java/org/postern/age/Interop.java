package org.postern.age;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the JavaScript implementations in `src/test/web/interop` with Node, installing them from the lockfile when
/// needed.
public final class Interop {
    private static final Path FOLDER = Path.of("src", "test", "web", "interop");
    private static final int SECONDS_MAX = 300;

    private Interop() {}

    /// Runs one task of `interop.mjs`.
    ///
    /// @param task its name
    /// @param dir where it reads and writes
    /// @throws AssertionError in one line if Node or npm are missing, or with their output if they fail
    public static synchronized void run(String task, Path dir) throws IOException, InterruptedException {
        if (!Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))) {
            await(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        }
        await(List.of("node", "interop.mjs", task, dir.toAbsolutePath().toString()));
    }

    private static void await(List<String> command) throws IOException, InterruptedException {
        var output = Files.createTempFile("interop", ".txt");
        try {
            var process = started(new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile()));
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.getFirst() + " did not end within " + SECONDS_MAX + " seconds");
            }
            if (process.exitValue() != 0) throw new AssertionError(command + " failed: " + Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private static Process started(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AssertionError("this test needs " + builder.command().getFirst() + " on the PATH", e);
        }
    }
}

package org.postern.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.postern.serve.Quiet;
import org.postern.serve.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `postern demo`: play all three people on one machine.
@Command(
        name = "demo",
        description = {
            "Play the whole story on this machine: ask, open, answer, read the answer.",
            "The keys are made on the spot and lie open beside each other. Never use them for a person."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything here for the next time. Without it, all is gone when the demo stops.")
    private Optional<Path> data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the requester's page on 127.0.0.1. Without it, the system chooses.")
    private int port;

    /// Made by picocli.
    public DemoCommand() {}

    /// Runs until the process is told to stop.
    ///
    /// @return 0 done, 1 failed
    @Override
    public Integer call() throws IOException, InterruptedException {
        Quiet.down();
        var folder = data.isPresent() ? data.get().toAbsolutePath() : temporary();
        try {
            var demo = Demo.start(folder, programs(), port, InstantSource.system());
            var stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                demo.close();
                if (data.isEmpty()) {
                    delete(folder);
                }
                stopped.countDown();
            }));
            explain(demo, folder.resolve("keys"));
            demo.keep();
            reprintAtEnter(demo);
            stopped.await();
            return 0;
        } catch (StartException failure) {
            spec.commandLine().getErr().println("The demo can't start: " + failure.getMessage() + ".");
            if (data.isEmpty()) {
                delete(folder);
            }
            return 1;
        }
    }

    private void explain(Demo demo, Path keys) {
        var out = spec.commandLine().getOut();
        out.println("""

                +--------------------------------------------------------------------+
                |  THROW-AWAY KEYS. This is a demo. All keys lie on this disk beside |
                |  their passphrase. Never let a person who needs help write here.   |
                +--------------------------------------------------------------------+
                """);
        out.println("  The page to ask on   " + demo.page());
        printConsoles(out, demo);
        out.println();
        out.println("  The admins' side     deploy/postern keys show " + keys.resolve("manifest-0001.note"));
        out.println("  Check the service    deploy/postern verify --root " + keys.resolve("root-0001.note") + " "
                + demo.page());
        out.println("  Every vault in " + keys + " opens with the passphrase \"" + ThrowAwayKeys.PASSPHRASE + "\".");
        out.println();
        out.println(
                data.isPresent()
                        ? "  Everything is kept in " + data.get() + " for the next time."
                        : "  Everything is gone when you stop this. To keep it: deploy/demo --data DIR");
        out.println("  A console's address opens once. Press Enter for new ones, Ctrl-C to stop.");
        out.flush();
    }

    private static void printConsoles(PrintWriter out, Demo demo) {
        int person = 1;
        for (var address : demo.consoleAddresses()) {
            out.println("  Responder " + person + "          " + address);
            person++;
        }
    }

    private void reprintAtEnter(Demo demo) throws IOException {
        var terminal = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (terminal.readLine() != null) {
            var out = spec.commandLine().getOut();
            printConsoles(out, demo);
            out.flush();
        }
    }

    /// Below `/var/tmp`, because PostgreSQL runs as nobody when this runs as root, and can't pass root's own folders.
    private static Path temporary() throws IOException {
        var folder = Files.createTempDirectory(Path.of("/var/tmp"), "postern-demo-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return folder;
    }

    /// A place that only this user can write to, and that the server's user can pass when this is root.
    private static Path programs() {
        if (System.getProperty("user.name").equals("root")) {
            return Path.of("/var/lib/postern/programs");
        }
        var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"));
        return cache.resolve("postern").resolve("programs");
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("What the demo wrote could not be removed whole: " + folder);
        }
    }
}

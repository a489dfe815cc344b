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
import org.postern.keyring.VaultException;
import org.postern.serve.Quiet;
import org.postern.serve.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    private static final int PORT_MAX = 65_535;

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
    /// @return 0 done, 1 failed, 2 for a port that is none
    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > PORT_MAX) {
            throw new ParameterException(spec.commandLine(), "A port is a number from 0 to " + PORT_MAX + ".");
        }
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
            explain(demo, ThrowAwayKeys.people(folder));
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

    private void explain(Demo demo, Path people) {
        var out = spec.commandLine().getOut();
        out.println("""

                +--------------------------------------------------------------------+
                |  THROW-AWAY KEYS. This is a demo. All keys lie on this disk beside |
                |  their passphrase. Never let a person who needs help write here.   |
                +--------------------------------------------------------------------+
                """);
        out.println("  The page to ask on   " + demo.page());
        printConsoles(out, demo);
        out.println("  A console's address opens once. Press Enter for new ones; a locked console starts again.");
        out.println("  Here none locks by itself, as one of your own does when nobody touches it for ten minutes.");
        out.println();
        out.println("  The team reaches the server at " + demo.team() + ".");
        out.println("  Everybody's folder is in " + people + ": vaults and copies of the public keys.");
        out.println("  Every vault opens with the passphrase \"" + ThrowAwayKeys.PASSPHRASE
                + "\". Try in another terminal,");
        out.println("  in Postern's own folder:");
        out.println();
        out.println("  Check the service from outside");
        out.println("    deploy/postern verify --root "
                + quoted(demo.keys("ada").resolve("root-0001.note")) + " " + demo.page());
        out.println("  New keys, as every week: two admins agree, a console draws by itself");
        out.println("    deploy/postern keys rotate --now" + as(demo, "admin-1"));
        out.println("    deploy/postern keys sign" + as(demo, "admin-2"));
        out.println("  What the admins see");
        out.println("    deploy/postern keys status" + as(demo, "admin-1"));
        out.println("  All the other commands of keys/README work in these folders, too, with --at " + demo.team());
        out.println("  Lock a responder's console before a command that changes that vault.");
        out.println();
        demo.remark().ifPresent(sentence -> out.println("  ! " + sentence + "\n"));
        out.println(
                data.isPresent()
                        ? "  Everything is kept in " + data.get() + " for the next time."
                        : "  Everything is gone when you stop this. To keep it: deploy/demo --data DIR");
        out.println("  Enter for new addresses of the consoles, Ctrl-C to stop.");
        out.flush();
    }

    private static String as(Demo demo, String name) {
        return " --keys " + quoted(demo.keys(name)) + " --vault "
                + quoted(demo.keys(name).resolveSibling("my.vault")) + " --at " + demo.team();
    }

    /// As a shell reads it.
    private static String quoted(Path path) {
        var text = path.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static void printConsoles(PrintWriter out, Demo demo) {
        for (int person = 0; person < ThrowAwayKeys.RESPONDERS.size(); person++) {
            out.printf("  %-19s  %s%n", "Responder " + ThrowAwayKeys.RESPONDERS.get(person), address(demo, person));
        }
    }

    private static String address(Demo demo, int person) {
        try {
            return demo.consoleAddress(person).toString();
        } catch (VaultException inTheWay) {
            return inTheWay.getMessage();
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

    /// Removes a folder that the demo made, if it is there.
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("What the demo wrote could not be removed whole: " + folder);
        }
    }
}

package org.postern.serve;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.postern.file.WholeFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.tlog.KeyFileException;
import org.postern.tlog.LogSigner;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `postern serve`: runs the server until it is told to stop.
@Command(
        name = "serve",
        description = "Run the server. It stores sealed bytes and can't read them.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int USED_WRONGLY = 2;
    private static final Pattern ORIGIN = Pattern.compile("[a-z0-9][a-z0-9.-]{0,79}(:[0-9]{1,5})?");

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The settings; deploy/postern.yaml explains each.")
    private Path file;

    @Option(
            names = "--check-config",
            description =
                    "Try what the settings say (addresses, files, database), say what is wrong, and start nothing.")
    private boolean checkConfig;

    @Option(names = "--print-files", description = "Print the manifest's file lines for the pages as served.")
    private boolean printFiles;

    @ArgGroup(exclusive = false)
    private NewLogKey newLogKey;

    /// Two options that only make sense together.
    private static final class NewLogKey {
        @Option(
                names = "--new-log-key",
                paramLabel = "FILE",
                required = true,
                description =
                        "Draw the key that signs the log's checkpoints, keep it in a new file, and print the public"
                                + " half for the admins' root. Of a file that holds it already, print only that.")
        private Path file;

        @Option(
                names = "--origin",
                paramLabel = "NAME",
                required = true,
                description = "The service's name, as in its root: help.example")
        private String origin;
    }

    /// Made by picocli.
    public ServeCommand() {}

    /// Runs until the process is told to stop.
    ///
    /// @return 0 done, 1 failed, 2 wrong settings
    @Override
    public Integer call() {
        if (newLogKey != null) {
            return drawLogKey();
        }
        if (file == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--config=FILE'");
        }
        var read = ConfigFile.read(file);
        var problems = new ArrayList<>(read.problems());
        if (problems.isEmpty()) {
            problems.addAll(ConfigCheck.unreadable(read));
        }
        if (checkConfig && problems.isEmpty()) {
            problems.addAll(ConfigCheck.unusable(read));
        }
        problems.forEach(this::complain);
        if (!problems.isEmpty()) {
            return USED_WRONGLY;
        }
        var config = read.config().orElseThrow();
        try {
            if (checkConfig) {
                ConfigCheck.untold(read).forEach(sentence -> say("note: " + sentence));
                say("the settings are good");
            } else if (printFiles) {
                printFiles(config);
            } else {
                run(config);
            }
            return 0;
        } catch (StartException failure) {
            complain(failure.getMessage());
            return FAILED;
        }
    }

    private int drawLogKey() {
        if (!ORIGIN.matcher(newLogKey.origin).matches()) {
            complain("--origin takes the service's address without https://, such as help.example");
            return USED_WRONGLY;
        }
        var name = Root.logName(newLogKey.origin);
        boolean isNew = WholeFile.isFree(newLogKey.file);
        try (var signer = isNew ? LogSigner.create(newLogKey.file, name) : LogSigner.load(newLogKey.file)) {
            if (!signer.verifierKey().name().equals(name)) {
                complain(newLogKey.file + " holds the key of another log: "
                        + signer.verifierKey().name());
                return FAILED;
            }
            if (!isNew) {
                complain(newLogKey.file
                        + " holds the key of this log already; nothing was drawn, and this is its public" + " half");
            }
            say(signer.verifierKey().text());
            return 0;
        } catch (KeyFileException | IllegalArgumentException failure) {
            complain(failure.getMessage());
            return FAILED;
        }
    }

    private void printFiles(ServeConfig config) {
        Server.files(config).entrySet().stream()
                .map(entry -> new ServedFile(entry.getKey(), Hash.of(entry.getValue())))
                .forEach(served -> say("file " + served.path() + " " + served.hash()));
    }

    private static void run(ServeConfig config) {
        Quiet.down();
        var server = Server.start(config, Clock.systemUTC());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            Quiet.LOG.info("stopping");
            server.close();
            stopped.countDown();
        }));
        Quiet.LOG.info("serving the page on " + config.open() + ", the team on " + config.team());
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            server.close();
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    private void complain(String line) {
        spec.commandLine().getErr().println("postern: " + line);
    }
}

package org.postern;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Patience;
import org.postern.console.ConsoleCommand;
import org.postern.demo.DemoCommand;
import org.postern.keys.KeysCommand;
import org.postern.request.RequestCommand;
import org.postern.serve.ServeCommand;
import org.postern.verify.VerifyCommand;
import org.postern.witness.WitnessCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// Lists the doors; each subcommand lives in the package that bears its name.
@Command(
        name = "postern",
        description = "Ask for help without saying who you are; answer without seeing who asks.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            HelpCommand.class,
            ServeCommand.class,
            ConsoleCommand.class,
            KeysCommand.class,
            RequestCommand.class,
            VerifyCommand.class,
            WitnessCommand.class,
            DemoCommand.class
        })
public final class Main {
    private static final Map<Class<?>, String> EXPECTED = Map.of(
            Path.class, "the name of a file",
            URI.class, "an address such as https://help.example",
            LocalDate.class, "a day such as 2027-01-31",
            Instant.class, "a time such as 2027-01-31T12:00:00Z",
            Integer.class, "a whole number",
            int.class, "a whole number");

    private Main() {}

    @Option(
            names = "--trace",
            scope = ScopeType.INHERIT,
            description = "When something fails, also show where in the program; for its authors.")
    private boolean trace;

    /// Runs one door and ends the process with its exit code: 0 done, 1 failed, 2 used wrongly, 3 waiting for somebody
    /// (`keys`).
    ///
    /// @param args the command line
    public static void main(String[] args) {
        // What is shown is UTF-8 whatever the locale says: under LANG=C every other letter would become a question
        // mark.
        System.setOut(utf8(FileDescriptor.out));
        System.setErr(utf8(FileDescriptor.err));
        int code = run(args, new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8));
        System.exit(shown(code));
    }

    /// What nobody could read was not said: a full disk behind `>` is no success.
    private static int shown(int code) {
        if (!System.out.checkError()) {
            return code;
        }
        System.err.println("What was to be shown could not be written: the disk is full, or nobody reads it any more.");
        return code == CommandLine.ExitCode.USAGE ? code : CommandLine.ExitCode.SOFTWARE;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, UTF_8);
    }

    /// Runs one door. Whatever goes wrong is one sentence for the person; a trace stands below it with `--trace` only.
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        var main = new Main();
        var line = new CommandLine(main);
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, door, parsed) -> failed(failure, err, main.trace));
        line.setParameterExceptionHandler((wrong, typed) -> {
            var door = wrong.getCommandLine().getCommandSpec().qualifiedName();
            err.println(used(wrong));
            err.println("To see how it is used: " + door + " --help");
            return CommandLine.ExitCode.USAGE;
        });
        for (var argument : args) {
            if (argument.indexOf('\ufffd') >= 0) {
                err.println("The command line has letters that this locale can't carry. Give it again after:"
                        + " export LC_ALL=C.UTF-8");
                return CommandLine.ExitCode.USAGE;
            }
        }
        return Patience.saying(err::println, () -> line.execute(args));
    }

    private static int failed(Exception failure, PrintWriter err, boolean trace) {
        err.println(sentence(failure));
        if (trace) {
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /// What is known of a failure that no door foresaw.
    private static String sentence(Throwable failure) {
        if (failure instanceof UncheckedIOException wrapped) {
            return sentence(wrapped.getCause());
        }
        if (failure instanceof FileSystemException file) {
            return "This file can't be used: " + file.getMessage();
        }
        var stack = failure.getStackTrace();
        boolean ours = stack.length > 0 && stack[0].getClassName().startsWith("org.postern.");
        if (failure.getMessage() != null && (ours || failure instanceof IOException)) {
            return "It did not work: " + failure.getMessage();
        }
        return "Something went wrong in the program (" + failure.getClass().getSimpleName()
                + "). To show its authors where, give the same command again with --trace.";
    }

    /// What was typed can't be read: picocli would name the class that it should become.
    private static String used(ParameterException wrong) {
        var message = wrong.getMessage();
        var argument = Optional.ofNullable(wrong.getArgSpec()).filter(spec -> message.startsWith("Invalid value for"));
        var expected = argument.map(Main::kind).map(EXPECTED::get);
        if (expected.isPresent()) {
            var name = argument.get() instanceof OptionSpec option
                    ? option.longestName()
                    : argument.get().paramLabel();
            return "What is given for " + name + " is not " + expected.get() + ".";
        }
        return message.replaceAll(" \\(?(java|picocli)\\.[\\w.$]+(Exception|Error):? ?[^\\n]*", "");
    }

    private static Class<?> kind(ArgSpec argument) {
        var kinds = argument.auxiliaryTypes();
        return kinds.length == 0 ? argument.type() : kinds[kinds.length - 1];
    }

    /// Reads the version from the jar's manifest.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"postern " + (version == null ? "development" : version)};
        }
    }
}

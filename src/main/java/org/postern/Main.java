package org.postern;

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
    private Main() {}

    /// Runs one door and ends the process with its exit code: 0 done, 1 failed, 2 used wrongly.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
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

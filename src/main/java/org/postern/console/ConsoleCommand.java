package org.postern.console;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `postern console`: a responder's page.
@Command(
        name = "console",
        description = "Open, sort and answer requests on a responder's own machine.",
        mixinStandardHelpOptions = true,
        subcommands = OpenCommand.class)
public final class ConsoleCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /// Says which subcommands there are.
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: open. See postern console --help; keys are made with postern keys enrol.");
    }
}

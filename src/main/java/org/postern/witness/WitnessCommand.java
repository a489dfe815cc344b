package org.postern.witness;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `postern witness`: makes a witness's key and runs a witness.
@Command(
        name = "witness",
        description = {
            "Watch other people's logs, and sign what only grew.",
            "Two organisations that run a witness for each other can each show that they show everybody the same keys."
        },
        mixinStandardHelpOptions = true,
        subcommands = {NewCommand.class, RunCommand.class})
public final class WitnessCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /// Made by picocli.
    public WitnessCommand() {}

    /// Says that a subcommand is missing.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say new or run.");
    }
}

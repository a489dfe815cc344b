package org.postern.keys;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What to do when every responder's vault is lost.
@Command(
        name = "recover",
        description = {
            "When every responder's vault is lost: k key holders together give one person the epochs back.",
            "Try it once a month with: postern keys recover drill"
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            RecoverAskCommand.class,
            RecoverShareCommand.class,
            RecoverJoinCommand.class,
            RecoverDrillCommand.class
        },
        footerHeading = "%nIn this order:%n",
        footer = {
            "  1  everybody            postern keys fetch",
            "  2  whoever recovers     postern keys restore, then enrol",
            "  3  the same             postern keys recover ask, and reads six words to each",
            "     k key holders, each  postern keys recover share, with their backup",
            "  4  whoever recovers     postern keys recover join",
            "  5  an admin             postern keys rotate --now --because recovery",
            "",
            "The files that 1 gets are the sealed ones of the living epochs. Everybody's",
            "next keys are in the rotation of 5; after it everybody reads the old epochs",
            "again."
        })
final class RecoverCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /// What each key holder types next, on their own machine.
    static void next(PrintWriter out, Path ask) {
        out.println();
        out.println("Each of them types, with these words and their backup:");
        out.println("  postern keys recover share --vault my.backup --keys keys --ask " + ask.getFileName()
                + " --words \"the six words\" --out share");
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say which step: ask, share, join or drill.");
    }
}

package org.postern.keys;

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
            "  1  the person who recovers   postern keys enrol           a new vault, if there is none",
            "  2  the same                  postern keys recover ask     and reads six words to each key holder",
            "  3  k key holders, each       postern keys recover share   on their own machine",
            "  4  the person who recovers   postern keys recover join",
            "  5  an admin                  postern keys rotate --now --because recovery",
            "     Everybody's next keys are in that rotation; everybody reads the old epochs again after it."
        })
final class RecoverCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say which step: ask, share, join or drill.");
    }
}

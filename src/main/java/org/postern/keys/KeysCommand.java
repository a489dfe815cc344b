package org.postern.keys;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `postern keys`: the admins' commands. All but `publish` work without a network too, with files.
@Command(
        name = "keys",
        description = "For admins: found a service, let people in and out, open epochs, sign and publish.",
        mixinStandardHelpOptions = true,
        subcommands = {
            AdminCommand.class,
            FoundCommand.class,
            VetCommand.class,
            RemoveCommand.class,
            RenewCommand.class,
            RotateCommand.class,
            DrawCommand.class,
            SignCommand.class,
            PublishCommand.class,
            ManifestCommand.class,
            RootCommand.class,
            DestroyCommand.class,
            StatusCommand.class,
            PassphraseCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            EnrolCommand.class,
            FetchCommand.class,
            RecoverCommand.class,
            ShowCommand.class
        },
        footerHeading = "%nEvery week, where the server can be reached:%n",
        footer = {
            "   one admin           postern keys rotate --at URL",
            "   the others needed   postern keys sign --at URL",
            "",
            "The founding, offline, with files that are carried about:",
            "   0  the operator     postern serve --new-log-key FILE --origin NAME",
            "   1  each admin       postern keys admin, then backup",
            "   2  one admin        postern keys found --proposal root.postern",
            "   3  all the others   postern keys sign --proposal root.postern",
            "   4  each responder   postern keys enrol, then backup",
            "   5  one admin        postern keys vet, once for each card",
            "   6  the operator     postern serve --config FILE",
            "   7  the same admin   postern keys rotate --because founding",
            "                         --pages-at URL --proposal first.postern",
            "   8  one responder    postern keys draw --proposal first.postern",
            "   9  admins needed    postern keys sign --proposal first.postern",
            "  10  anybody          postern keys publish --proposal first.postern --at URL",
            "",
            "A command ends with 0 when what was asked for is in force or done; with 3 when",
            "it waits for somebody, whom the last lines name; with 1 when it was refused or",
            "went wrong; with 2 when it was typed wrongly."
        })
public final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /// Made by picocli.
    public KeysCommand() {}

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say which step: see the commands below.");
    }
}

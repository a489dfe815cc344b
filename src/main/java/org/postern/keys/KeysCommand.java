package org.postern.keys;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `postern keys`: the admins' commands. All but `publish` work without a network.
@Command(
        name = "keys",
        description = "For admins: found a service, open epochs, sign and publish.",
        mixinStandardHelpOptions = true,
        subcommands = {
            AdminCommand.class,
            RootCommand.class,
            EpochCommand.class,
            ManifestCommand.class,
            SignCommand.class,
            PublishCommand.class,
            PassphraseCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            EnrolCommand.class,
            RecoverCommand.class,
            ShowCommand.class
        },
        footerHeading = "%nThe founding, one admin's machine at a time:%n",
        footer = {
            "  1  each admin           postern keys admin",
            "  2  one admin            postern keys root",
            "  3  k admins in turn     postern keys sign",
            "  4  responders hand over their cards, the epoch card and the sealed epoch file",
            "  5  one admin            postern keys epoch",
            "  6  k admins in turn     postern keys sign",
            "  7  anybody              postern keys publish",
            "",
            "Commands end with 0 when done, 1 when something was refused or went wrong, 2 when used wrongly."
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

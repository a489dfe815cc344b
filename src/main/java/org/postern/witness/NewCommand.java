package org.postern.witness;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.KeyFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `postern witness new`: draws a witness's key.
@Command(
        name = "new",
        description = {
            "Make a witness's key.",
            "Prints the line that a service writes into its list of admins (`witness …`) to trust this witness."
        },
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "What it is called, such as witness.example/w1. No spaces, no plus signs.")
    private String name;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "Where to keep its key. The file must not exist; only its owner will be able to read it.")
    private Path key;

    @Override
    public Integer call() {
        try (var signer = CosignatureSigner.create(key, name)) {
            spec.commandLine().getOut().println(signer.verifierKey().text());
            return 0;
        } catch (KeyFileException | IllegalArgumentException unusable) {
            spec.commandLine().getErr().println("postern: " + unusable.getMessage());
            return 1;
        }
    }
}

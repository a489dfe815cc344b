package org.postern.verify;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.postern.api.IntakeClient;
import org.postern.manifest.Hash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postern verify`: checks from outside that a service shows the keys and files that its admins signed.
@Command(
        name = "verify",
        description = {
            "Check from outside that a service shows the keys and the page that its admins signed.",
            "Run it often, from different places and over Tor, and keep --seen between runs."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Ends with 0 if all is well, 1 for an alarm, 2 when used wrongly."})
public final class VerifyCommand implements Callable<Integer> {
    private static final int ROOT_BYTES_MAX = 65_536;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "FILE",
            description = "The first root note, from a source that is not the service itself.")
    private Path root;

    @Option(
            names = "--seen",
            paramLabel = "FILE",
            description = "Remember here the highest version seen and its hash, and compare with it next time.")
    private Path seenFile;

    @Parameters(paramLabel = "URL", description = "The service, such as https://help.example.")
    private URI service;

    /// Made by picocli.
    public VerifyCommand() {}

    @Override
    public Integer call() {
        if (!Files.isRegularFile(root)) {
            return usedWrongly("There is no file " + root + ".");
        }
        IntakeClient client;
        try {
            client = new IntakeClient(service);
        } catch (IllegalArgumentException e) {
            return usedWrongly("The address has to look like https://help.example.");
        }
        try {
            return check(client);
        } catch (IOException e) {
            spec.commandLine().getErr().println("ALARM  " + e.getMessage());
            return 1;
        }
    }

    private int check(IntakeClient client) throws IOException {
        if (Files.size(root) > ROOT_BYTES_MAX) {
            return usedWrongly("The file " + root + " is too large for a root note.");
        }
        var pinned = Hash.of(Files.readAllBytes(root));
        var before = seenFile == null ? Optional.<Seen>empty() : Seen.read(seenFile);
        var verification = Verification.of(client, pinned, before, InstantSource.system());
        var out = spec.commandLine().getOut();
        verification.good().forEach(line -> out.println("good   " + line));
        verification.alarms().forEach(line -> out.println("ALARM  " + line));
        out.println(
                "Not excluded: there are no witnesses yet, so a freeze can't be excluded: the service could show you");
        out.println(
                "old keys that are still good, and somebody else the newest. Nor can it be excluded that the service");
        out.println("shows this program another page than it shows a person.");
        var remember = verification.toRemember(before);
        if (seenFile != null && remember.isPresent()) {
            remember.get().write(seenFile);
        }
        out.println(
                verification.alarms().isEmpty()
                        ? "All that can be checked from here is well."
                        : "ALARM: do not trust this service before somebody has explained this.");
        return verification.alarms().isEmpty() ? 0 : 1;
    }

    private int usedWrongly(String sentence) {
        spec.commandLine().getErr().println(sentence);
        return 2;
    }
}

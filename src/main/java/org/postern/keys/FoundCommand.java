package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.postern.ceremony.CeremonyException;
import org.postern.file.WholeFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Founds a service.
@Command(
        name = "found",
        description = {
            "Found a service: compose the first root from the admins' cards, and sign it as the first of them.",
            "All the other admins sign the same file, one after the other: postern keys sign"
        },
        mixinStandardHelpOptions = true)
final class FoundCommand extends CeremonyStep {
    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "Your keys folder; it is made when the root is complete.")
    private Path keys;

    @Option(
            names = "--proposal",
            required = true,
            paramLabel = "FILE",
            description = "The new file with the root, which is carried from admin to admin.")
    private Path proposal;

    @Mixin
    private ConsentOptions consent;

    @Mixin
    private AdminOptions vault;

    @Option(
            names = "--origin",
            required = true,
            paramLabel = "ORIGIN",
            description = "The service's name, such as help.example.org.")
    private String origin;

    @Mixin
    private RootOptions root;

    @Override
    void run() throws IOException {
        if (!WholeFile.isFree(proposal)) {
            throw new CeremonyException("The file " + proposal + " exists already; it is not overwritten. If it is this"
                    + " founding, go on with postern keys sign. If not, name another file.");
        }
        CeremonyFile.requireFree(proposal);
        var first = root.first(origin);
        try (var admin = vault.admin()) {
            var founding = new FirstRoot(keys, new FileBoard(proposal, List.of()), consent.talk(out(), Duration.ZERO));
            endsWith(founding.propose(admin, first));
        }
    }
}

package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.postern.manifest.Admin;
import org.postern.manifest.AdminCard;
import org.postern.manifest.Root;
import org.postern.note.VerifierKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Composes a root for the admins to sign.
@Command(
        name = "root",
        description = {
            "Compose a root from the admins' cards: who the admins are, and how many must agree.",
            "The result has no signature yet. The first root is signed by k of its admins; each later one",
            "by k of the old and k of the new."
        },
        mixinStandardHelpOptions = true)
final class RootCommand extends CeremonyStep {
    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "The service's name, such as help.example.org. Not needed with --previous.")
    private String origin;

    @Option(names = "--threshold", required = true, paramLabel = "K", description = "How many admins must agree.")
    private int threshold;

    @Option(
            names = "--not-after",
            required = true,
            paramLabel = "DATE",
            description = "The last day on which this root is good, such as 2027-11-22; at most a year is wise.")
    private LocalDate notAfter;

    @Option(
            names = "--log",
            paramLabel = "VKEY",
            description = "The key of the service's log, as the operator's server says it. A later root keeps it.")
    private String log;

    @Option(
            names = "--quorum",
            paramLabel = "W",
            description = "How many witnesses must have seen what is published; without it: as before, or 0.")
    private Integer quorum;

    @Option(
            names = "--witness",
            paramLabel = "VKEY",
            description = "A witness's key, one option each; without any: as before, or none.")
    private List<String> witnesses = new ArrayList<>();

    @Option(names = "--previous", paramLabel = "FILE", description = "The root note that this one replaces.")
    private Path previous;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the root.")
    private Path file;

    @Parameters(arity = "3..16", paramLabel = "CARD", description = "The admins' cards.")
    private List<Path> cards;

    @Override
    void run() throws IOException {
        var admins = new ArrayList<Admin>();
        for (var card : cards) {
            admins.add(AdminCard.parse(CeremonyFile.read(card)).admin());
        }
        if ((origin == null) == (previous == null)) {
            throw new WrongUse("Give --origin for the first root, or --previous for a later one.");
        }
        var root = previous == null
                ? first(admins)
                : following(NoteFile.read(previous).root(), admins);
        CeremonyFile.writeNew(file, root.text().getBytes(StandardCharsets.US_ASCII));
        PlainWords.of(root).forEach(out()::println);
        out().println("Now " + threshold + " admins sign " + file + ", one after the other: postern keys sign");
    }

    private Root first(List<Admin> admins) {
        if (log == null) {
            throw new WrongUse("Give --log: the key of the service's log.");
        }
        var needed = quorum == null ? 0 : quorum;
        return new Root(origin, 1, notAfter, threshold, admins, VerifierKey.parse(log), needed, witnessKeys());
    }

    private Root following(Root before, List<Admin> admins) {
        return new Root(
                before.origin(),
                before.version() + 1,
                notAfter,
                threshold,
                admins,
                log == null ? before.log() : VerifierKey.parse(log),
                quorum == null ? before.quorum() : quorum,
                witnesses.isEmpty() ? before.witnesses() : witnessKeys());
    }

    private List<VerifierKey> witnessKeys() {
        return witnesses.stream().map(VerifierKey::parseWitness).toList();
    }
}

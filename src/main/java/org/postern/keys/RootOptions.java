package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.postern.manifest.Admin;
import org.postern.manifest.AdminCard;
import org.postern.manifest.Root;
import org.postern.note.VerifierKey;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a root says: the admins, how many must agree, the log and its witnesses.
final class RootOptions {
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

    @Parameters(arity = "3..16", paramLabel = "CARD", description = "The admins' cards.")
    private List<Path> cards;

    Root first(String origin) throws IOException {
        if (log == null) {
            throw new CeremonyStep.WrongUse("Give --log: the key of the service's log.");
        }
        var needed = quorum == null ? 0 : quorum;
        return new Root(origin, 1, notAfter, threshold, admins(), VerifierKey.parse(log), needed, witnessKeys());
    }

    Root following(Root before) throws IOException {
        return new Root(
                before.origin(),
                before.version() + 1,
                notAfter,
                threshold,
                admins(),
                log == null ? before.log() : VerifierKey.parse(log),
                quorum == null ? before.quorum() : quorum,
                witnesses.isEmpty() ? before.witnesses() : witnessKeys());
    }

    private List<Admin> admins() throws IOException {
        var admins = new ArrayList<Admin>();
        for (var card : cards) {
            admins.add(AdminCard.parse(CeremonyFile.read(card)).admin());
        }
        return admins;
    }

    private List<VerifierKey> witnessKeys() {
        return witnesses.stream().map(VerifierKey::parseWitness).toList();
    }
}

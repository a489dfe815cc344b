package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.ceremony.CeremonyException;
import org.postern.manifest.Admin;
import org.postern.manifest.AdminCard;
import org.postern.manifest.Root;
import org.postern.note.NoteException;
import org.postern.note.VerifierKey;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a root says: the admins, how many must agree, the log and its witnesses.
final class RootOptions {
    /// An epoch takes requests for up to eight days, and its root has to outlive it.
    private static final int GOOD_DAYS_MIN = 8;

    @Option(names = "--threshold", required = true, paramLabel = "K", description = "How many admins must agree.")
    private int threshold;

    @Option(
            names = "--not-after",
            paramLabel = "DATE",
            description = "The last day on which this root is good; without it a year from now.")
    private LocalDate notAfter = LocalDate.now(ZoneOffset.UTC).plusYears(1);

    @Option(
            names = "--log",
            paramLabel = "VKEY",
            description =
                    "The key of the service's log, as postern serve --new-log-key printed it. A later root keeps it.")
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
            throw new CeremonyStep.WrongUse("Give --log: what postern serve --new-log-key printed.");
        }
        var needed = quorum == null ? 0 : quorum;
        requirePossible(needed, witnesses.size());
        return new Root(origin, 1, notAfter, threshold, admins(origin), logKey(origin), needed, witnessKeys());
    }

    Root following(Root before) throws IOException {
        requirePossible(
                quorum == null ? before.quorum() : quorum,
                witnesses.isEmpty() ? before.witnesses().size() : witnesses.size());
        return new Root(
                before.origin(),
                before.version() + 1,
                notAfter,
                threshold,
                admins(before.origin()),
                log == null ? before.log() : logKey(before.origin()),
                quorum == null ? before.quorum() : quorum,
                witnesses.isEmpty() ? before.witnesses() : witnessKeys());
    }

    private VerifierKey logKey(String origin) {
        if (!log.startsWith(Root.logName(origin) + "+")) {
            throw new CeremonyStep.WrongUse("What is given for --log is not the key of the log of " + origin
                    + ". Print it again, with the same file: postern serve --new-log-key log.key --origin " + origin);
        }
        return whole("--log", log, VerifierKey::parse);
    }

    /// Refuses what no service could ever do, with what would work.
    private void requirePossible(int needed, int there) {
        var today = LocalDate.now(ZoneOffset.UTC);
        if (!notAfter.isAfter(today.plusDays(GOOD_DAYS_MIN))) {
            throw new CeremonyStep.WrongUse("--not-after " + notAfter + " is too soon: from then on nobody is shown any"
                    + " keys. The first day that works is " + today.plusDays(GOOD_DAYS_MIN + 1L)
                    + "; a year is usual.");
        }
        if (threshold < 2 || threshold > cards.size()) {
            throw new CeremonyStep.WrongUse("--threshold " + threshold + " can't work with " + cards.size()
                    + " admins. Choose " + (cards.size() == 3 ? "2." : "2 to " + (cards.size() - 1) + "."));
        }
        if (needed < 0 || needed > there) {
            throw new CeremonyStep.WrongUse("--quorum " + needed + " can't work with " + there
                    + " witnesses. Choose 0 to " + there + ", or name more witnesses: --witness, one option each.");
        }
    }

    private List<Admin> admins(String origin) throws IOException {
        var admins = new ArrayList<Admin>();
        var keys = new HashMap<String, Path>();
        for (var card : cards) {
            var admin =
                    CeremonyFile.read(card, "an admin's card", AdminCard::parse).admin();
            var name = admin.key().name();
            if (!name.startsWith(origin + "/")) {
                throw new CeremonyException("The card " + card + " is of " + name + ", and not of an admin of " + origin
                        + ". Its owner makes one with that name: postern keys admin --name");
            }
            if (admins.contains(admin)) {
                throw new CeremonyException("The card " + card + " stands there twice. Give each admin's card once.");
            }
            var other = Optional.ofNullable(keys.put(name, card));
            if (other.isPresent()) {
                throw new CeremonyException("The cards " + other.get() + " and " + card + " both have the name " + name
                        + ". One of the two makes a new card with another name: postern keys admin --name");
            }
            admins.add(admin);
        }
        return admins;
    }

    private List<VerifierKey> witnessKeys() {
        return witnesses.stream()
                .map(vkey -> whole("--witness", vkey, VerifierKey::parseWitness))
                .toList();
    }

    private static VerifierKey whole(String option, String vkey, Function<String, VerifierKey> parse) {
        try {
            return parse.apply(vkey);
        } catch (NoteException e) {
            throw new CeremonyStep.WrongUse("What is given for " + option + " is not a whole key (" + e.getMessage()
                    + "). Copy the line once more as it was printed, in quotes.");
        }
    }
}

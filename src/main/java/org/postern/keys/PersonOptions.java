package org.postern.keys;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.postern.ceremony.Tally;
import org.postern.note.VerifierKey;
import picocli.CommandLine.Option;

/// How long a vetting is good, and who vouches.
final class PersonOptions {
    private static final int MONTHS = 12;

    @Option(
            names = "--vetted-until",
            paramLabel = "DATE",
            description = "The last day of the vetting; without it a year from now.")
    private Optional<LocalDate> until = Optional.empty();

    @Option(
            names = "--vouched-by",
            paramLabel = "ADMIN",
            description = "Who vouches, such as admin-2; one option each. Without it: you.")
    private List<String> vouchers = List.of();

    LocalDate until(LocalDate today) {
        return until.orElse(today.plusMonths(MONTHS));
    }

    List<String> vouchers(VerifierKey self) {
        return vouchers.isEmpty()
                ? List.of(Tally.shortName(self))
                : vouchers.stream().distinct().toList();
    }
}

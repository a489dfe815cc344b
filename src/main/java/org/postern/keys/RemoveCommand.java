package org.postern.keys;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Stops somebody's desk at once.
@Command(
        name = "remove",
        description = {
            "Remove a person: their desk stops as soon as enough admins have signed, without waiting for a console.",
            "They can still open what they could open before. So open a new epoch right after it:",
            "postern keys rotate --now --because removal"
        },
        mixinStandardHelpOptions = true)
final class RemoveCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private AdminOptions vault;

    @Option(
            names = "--because",
            required = true,
            paramLabel = "WORDS",
            description = "Why, in a few words; only admins can read it.")
    private String because;

    @Parameters(paramLabel = "NAME", description = "What the team calls the person.")
    private String called;

    @Override
    void run() throws IOException {
        try (var admin = vault.admin()) {
            var round = options.round(admin, out());
            if (round.now().manifest().isEmpty()) {
                throw new WrongUse("The service has no epoch yet: vet other people instead.");
            }
            var ledger = round.ledger().orElseThrow(() -> new WrongUse("The list of people is not here: use --at."));
            var person = ledger.called(called)
                    .orElseThrow(() ->
                            new WrongUse("Nobody is called " + called + ". See who is there: postern keys status"));
            round.remove(List.of(person.removed(LocalDate.now(ZoneOffset.UTC), because)));
            endsWith(round.exitCode());
            out().println(called + " can still open what they could open before. When this is published, open a new"
                    + " epoch:");
            out().println("  postern keys rotate --now --because removal" + options.typed(vault));
        }
    }
}

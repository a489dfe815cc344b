package org.postern.keys;

import java.io.IOException;
import java.time.Duration;
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
            "postern keys rotate --now --because removal",
            "Somebody who is vetted and not let in yet is only taken off your list again."
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
            if (isOnlyWished(admin)) {
                return;
            }
            var round = options.round(admin, out());
            var ledger = round.ledger().orElseThrow(() -> new WrongUse("The list of people is not here: use --at."));
            var person = ledger.called(called)
                    .orElseThrow(() -> new WrongUse("Nobody is called " + called
                            + ". See who is there: postern keys status --keys DIR --vault FILE"));
            round.remove(List.of(person.removed(LocalDate.now(ZoneOffset.UTC), because)));
            endsWith(round.exitCode());
            if (round.exitCode() == FAILED) {
                return;
            }
            out().println(called + " can still open what they could open before. When this is published, open a new"
                    + " epoch:");
            out().println("  postern keys rotate --now --because removal" + options.typed(vault));
        }
    }

    /// Takes somebody off this admin's own list again who was vetted, and whom nobody has let in.
    private boolean isOnlyWished(AdminKey admin) throws IOException {
        var round = options.round(admin, options.boardToRead(), options.talk(out(), Duration.ZERO));
        var wished = round.draft()
                .called(called)
                .filter(one ->
                        round.ledger().flatMap(ledger -> ledger.of(one.key())).isEmpty());
        if (wished.isPresent() && options.isDryRun()) {
            out().println(called + " would be taken off this folder's list. Nothing was written.");
        } else if (wished.isPresent()) {
            round.keepDraft(round.draft().without(wished.get().key()));
            out().println(called + " is not in what you propose from now on. A proposal that was made before still lets"
                    + " them in: do not sign that one.");
        } else if (options.isNowhere()
                && round.ledger().flatMap(ledger -> ledger.called(called)).isEmpty()) {
            throw new WrongUse("Nobody is called " + called + " on this folder's own list. For somebody of a founded"
                    + " service, add --at URL.");
        }
        return wished.isPresent();
    }
}

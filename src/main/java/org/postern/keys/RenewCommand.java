package org.postern.keys;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lets somebody's vetting go on, in the draft of the ledger.
@Command(
        name = "renew",
        description = {
            "Let a person's vetting go on. Whoever is not renewed is left out of new epochs from the day after.",
            "Nothing is public yet: it counts with the next 'postern keys rotate'."
        },
        mixinStandardHelpOptions = true)
final class RenewCommand extends CeremonyStep {
    @Mixin
    private StandingOptions options;

    @Mixin
    private AdminOptions vault;

    @Mixin
    private PersonOptions vetting;

    @Option(names = "--dry-run", description = "Say what would happen; write nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "NAME", description = "What the team calls the person.")
    private String called;

    @Override
    void run() throws IOException {
        try (var admin = vault.admin()) {
            var round =
                    options.round(admin, options.boardToRead(), new TerminalTalk(out(), true, dryRun, Duration.ZERO));
            var draft = round.draft();
            var person = draft.called(called)
                    .orElseThrow(() -> new WrongUse("Nobody is called " + called
                            + ". See who is there: postern keys status --keys DIR --vault FILE"));
            var until = vetting.until(LocalDate.now(ZoneOffset.UTC));
            out().println("This lets the vetting of " + called + " go on until " + until + " (before: "
                    + person.vettedUntil() + ").");
            if (dryRun) {
                out().println("This was a dry run: nothing was written.");
                return;
            }
            round.keepDraft(draft.with(person.renewed(until, vetting.vouchers(admin.verifierKey()))));
            out().println("Noted. It counts from the next rotation on:");
            out().println("  postern keys rotate" + options.typed(vault));
        }
    }
}

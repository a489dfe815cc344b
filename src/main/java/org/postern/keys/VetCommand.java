package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.postern.ceremony.Person;
import org.postern.ceremony.PersonCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lets somebody in, in the draft of the ledger.
@Command(
        name = "vet",
        description = {
            "Put a person on the list, from the card that they made with 'postern keys enrol'.",
            "Compare the six words with them in person or on the phone before you say yes.",
            "Nothing is public yet: they are let in with the next 'postern keys rotate'."
        },
        mixinStandardHelpOptions = true)
final class VetCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private VaultOptions vault;

    @Mixin
    private PersonOptions vetting;

    @Option(
            names = "--called",
            required = true,
            paramLabel = "NAME",
            description = "What the team calls this person; need not be a name.")
    private String called;

    @Option(names = "--coordinator", description = "This person coordinates, too.")
    private boolean coordinates;

    @Parameters(paramLabel = "CARD", description = "The person's card.")
    private Path file;

    @Override
    void run() throws IOException {
        var card = PersonCard.parse(CeremonyFile.read(file));
        var today = LocalDate.now(ZoneOffset.UTC);
        try (var admin = vault.admin()) {
            var round = options.round(admin, options.boardToRead(), out());
            var draft = round.draft();
            var known = draft.of(card.person());
            if (known.isPresent() && !known.get().isIn()) {
                throw new WrongUse(known.get().called()
                        + " was removed with this very card. They enrol anew and hand over a new card.");
            }
            if (known.isEmpty() && draft.called(called).isPresent()) {
                throw new WrongUse("Somebody is called " + called + " already: choose another name.");
            }
            var until = vetting.until(today);
            var person = Person.of(card, called, coordinates, until, today, vetting.vouchers(admin.verifierKey()));
            out().println((known.isPresent() ? "This changes the entry of " : "This lets in ") + called
                    + (card.seat().isPresent() ? ", a responder and key holder," : ", a responder,") + " vetted until "
                    + until + ", with the next rotation.");
            out().println("Their card reads: " + card.fingerprint());
            if (options.isDryRun()) {
                out().println("This was a dry run: nothing was written.");
                return;
            }
            round.keepDraft(draft.with(known.isPresent() ? person.withHistory(known.get()) : person));
            out().println("Noted. It counts from the next rotation on: postern keys rotate");
        }
    }
}

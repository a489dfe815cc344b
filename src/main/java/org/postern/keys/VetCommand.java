package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.postern.ceremony.LedgerDiff;
import org.postern.ceremony.People;
import org.postern.ceremony.Person;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.Tally;
import org.postern.manifest.Root;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lets somebody in, in the draft of the ledger.
@Command(
        name = "vet",
        description = {
            "Put a person on the list, from the card that they made with 'postern keys enrol'.",
            "Have them read the six words of their card to you, in person or on the phone. You are asked whether they did.",
            "Nothing is public yet: they are let in with the next 'postern keys rotate'."
        },
        mixinStandardHelpOptions = true)
final class VetCommand extends CeremonyStep {
    @Mixin
    private StandingOptions options;

    @Mixin
    private AdminOptions vault;

    @Mixin
    private PersonOptions vetting;

    @Mixin
    private ConsentOptions consent;

    @Option(
            names = "--called",
            required = true,
            paramLabel = "NAME",
            description = "What the team calls this person; need not be a name.")
    private String called;

    @Option(names = "--coordinator", description = "This person coordinates, too.")
    private boolean coordinates;

    @Option(
            names = "--again",
            description = {
                "Let somebody in again with the card that was removed: they lost a machine, and nobody else has the "
                        + "vault with its passphrase. Two people vouch, and every admin who signs reads that they come back."
            })
    private boolean again;

    @Parameters(paramLabel = "CARD", description = "The person's card.")
    private Path file;

    @Override
    void run() throws IOException {
        var card = CeremonyFile.read(file, "a person's card", PersonCard::parse);
        var today = LocalDate.now(ZoneOffset.UTC);
        try (var admin = vault.admin()) {
            var talk = consent.talk(out(), Duration.ZERO);
            var round = options.round(admin, options.boardToRead(), talk);
            var draft = round.draft();
            var known = draft.of(card.person());
            // The same command may be given again: what this admin noted of a return is not in force yet.
            var removal = known.flatMap(Person::removal)
                    .or(() -> round.ledger()
                            .flatMap(ledger -> ledger.of(card.person()))
                            .flatMap(Person::removal));
            removal.ifPresentOrElse(this::requireReturn, this::requireNoReturn);
            if (draft.called(called)
                    .filter(other -> !other.key().equals(card.person()))
                    .isPresent()) {
                throw new WrongUse("Somebody is called " + called
                        + " already, with another card: choose another name. Was that"
                        + " card a mistake, and is not let in yet: postern keys remove --because WORDS " + called);
            }
            var until = vetting.until(today);
            var person = Person.of(card, called, coordinates, until, today, vetting.vouchers(admin.verifierKey()));
            if (again && person.vouchedBy().size() < LedgerDiff.VOUCHERS_TO_RETURN) {
                throw new WrongUse("Two people vouch for somebody who comes back: give --vouched-by twice.");
            }
            var isRemoved = removal.isPresent();
            var says = (isRemoved
                            ? "This lets in again, with the card that was removed, "
                            : known.isPresent() ? "This changes the entry of " : "This lets in ")
                    + known.map(Person::called)
                            .filter(before -> !before.equals(called))
                            .map(before -> before + ", who is called " + called + " from then on")
                            .orElse(called)
                    + (card.seat().isPresent() ? ", a responder and key holder," : ", a responder,") + " vetted until "
                    + until + ", with the next rotation.";
            var reads = "Their card reads: " + card.fingerprint();
            var vouches = "Vouched for by " + String.join(" and ", person.vouchedBy()) + "."
                    + (person.vouchedBy().size() < 2 ? " Two different people are usual: --vouched-by, twice." : "")
                    + unknown(person.vouchedBy(), round.now().root(), draft);
            if (!talk.agrees(
                    List.of(says, vouches, reads),
                    "Did they read these six words to you, in a voice that you know?",
                    "Nothing was noted. Have the words read to you again; if they differ, the card is not theirs.")) {
                endsWith(consent.isDryRun() ? 0 : FAILED);
                return;
            }
            // Whoever comes back was let in today: that is how an older draft is told from a wish.
            round.keepDraft(draft.with(known.isPresent() && !again ? person.withHistory(known.get()) : person));
            out().println("Noted. It counts from the next rotation on. With the deposit that they handed over:");
            var isFounded = round.now().manifest().isPresent();
            out().println("  postern keys rotate "
                    + (isFounded
                            ? "--now --because join"
                            : "--because founding --seats 2 --pages-at URL"
                                    + (options.isOnline() ? "" : " --proposal FILE"))
                    + " --deposit "
                    + (file.toString().endsWith(".card") ? file.toString().replaceFirst("card$", "deposit") : "FILE")
                    + options.typed(vault));
            if (!isFounded) {
                out().println("with the deposits of all who are vetted by then, one --deposit each.");
            }
        }
    }

    private void requireReturn(Person.Removal removal) {
        if (!again) {
            throw new WrongUse("This very card was removed on " + removal.day() + " (" + removal.because()
                    + "). If the person only lost a machine and comes back from a backup, two people vouch anew: add"
                    + " --again, and --vouched-by twice. If they left in anger, or somebody may have their old vault or"
                    + " backup with its passphrase, they make a new vault with postern keys enrol and hand over that"
                    + " card.");
        }
    }

    private void requireNoReturn() {
        if (again) {
            throw new WrongUse("Nobody was removed with this card: leave out --again.");
        }
    }

    /// A voucher is a name and no signature: one that nobody has is perhaps mistyped.
    private static String unknown(List<String> vouchers, Root root, People draft) {
        var admins = root.keys().stream().map(Tally::shortName).toList();
        var names = vouchers.stream()
                .filter(name -> !admins.contains(name) && draft.called(name).isEmpty())
                .toList();
        return names.isEmpty() ? "" : " Nobody here is called " + String.join(" or ", names) + ".";
    }
}

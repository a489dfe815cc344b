package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Deposit;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.RecoveryAsk;
import org.postern.ceremony.RecoveryShares;
import org.postern.ceremony.Tally;
import org.postern.manifest.AdminCard;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Says what a file of the ceremony is.
@Command(
        name = "show",
        description =
                "Say in plain words what a file of the keys folder, or one that is carried about, is: root, manifest, roster, card,"
                        + " epoch file, ask, shares or proposal.",
        mixinStandardHelpOptions = true)
final class ShowCommand extends CeremonyStep {
    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file;

    @Override
    void run() throws IOException {
        var note = CeremonyFile.read(file, "of a form that postern keys show --help names", this::said);
        if (note.isPresent()) {
            out().println("SHA-256 of the file: " + note.get());
        }
    }

    /// @return the hash of a file that somebody may compare; none of one that changes with each signature, because a
    ///     root's pin is another
    private Optional<Hash> said(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith("age-encryption.org/")) {
            out().println(sealed(bytes));
        } else if (text.startsWith("postern/roster/")) {
            var roster = Roster.parse(bytes);
            out().println("The roster of epoch " + roster.epoch() + ": 64 places, used or not. Root: " + roster.root());
        } else if (text.startsWith("postern/admin-card/")) {
            var admin = AdminCard.parse(bytes).admin();
            out().println("The card of admin " + admin.key().text() + ". Its six words: " + Tally.sixWords(admin));
        } else if (text.startsWith("postern/person-card/")) {
            var card = PersonCard.parse(bytes);
            out().println("The card of a person" + (card.seat().isPresent() ? " who holds a seat" : "")
                    + ". They read: " + card.fingerprint());
        } else if (text.startsWith("postern/recovery-ask/")) {
            var ask = RecoveryAsk.parse(bytes);
            out().println((ask.drill().isPresent() ? "The ask of a drill." : "An ask for a recovery.")
                    + " Whoever asks reads: " + ask.fingerprint());
        } else if (text.startsWith("postern/recovery-shares/")) {
            out().println("A key holder's shares for a recovery or a drill: "
                    + RecoveryShares.parse(bytes).sealed().size() + ".");
        } else if (text.startsWith("postern/recovery/")) {
            out().println("An epoch's secret in shares, each sealed to a seat's recovery key.");
        } else if (text.startsWith("postern/proposal/")) {
            show(Proposal.parse(bytes));
            return Optional.empty();
        } else {
            show(NoteFile.of(bytes));
        }
        return Optional.of(Hash.of(bytes));
    }

    private static String sealed(byte[] bytes) {
        try {
            return "An epoch file, sealed to " + EpochFile.parse(bytes).stanzas() + " people. Nothing shows to whom.";
        } catch (ManifestException other) {
            return Deposit.hasForm(bytes)
                    ? "A deposit of keys, sealed to the admins. Nothing shows whose."
                    : "A sealed file: the list of people, or one that is not whole. Nothing shows to whom.";
        }
    }

    private void show(Proposal proposal) {
        proposal.lineup().map(note -> Lineup.parse(note.text())).ifPresent(lineup -> {
            out().println("A proposal for epoch " + lineup.epoch() + ": "
                    + lineup.because().words() + ".");
            out().println("  intake until " + lineup.until() + ", to be destroyed on " + lineup.destroyOn());
            out().println(proposal.drawn().isPresent() ? "  drawn" : "  not drawn yet");
        });
        proposal.root().ifPresent(note -> PlainWords.of(Root.parse(note.text())).forEach(out()::println));
        proposal.manifest()
                .ifPresent(note -> PlainWords.of(Manifest.parse(note.text())).forEach(out()::println));
        var first = proposal.root().filter(note -> Root.parse(note.text()).version() == 1);
        if (first.isPresent()) {
            PlainWords.signatures(first.get(), Root.parse(first.get().text())).forEach(out()::println);
        } else {
            claims("the list of people and keys", proposal.lineup());
            claims("the manifest", proposal.manifest());
            claims("the list of admins", proposal.root());
            out().println(
                            "Whether these signatures are good, and whether it may be signed, is told where your keys folder is: postern keys"
                                    + " sign --dry-run --keys keys --vault my.vault --proposal FILE");
        }
    }

    /// Without the keys folder nobody knows whose keys these are.
    private void claims(String what, Optional<SignedNote> signed) {
        signed.ifPresent(note -> out().println("  " + what + ": signed, as it says, by "
                + String.join(
                        " and ",
                        note.signatures().stream().map(SignatureLine::name).toList())));
    }

    private void show(NoteFile note) {
        if (note.isRoot()) {
            PlainWords.of(note.root()).forEach(out()::println);
            note.note()
                    .ifPresent(
                            signed -> PlainWords.signatures(signed, note.root()).forEach(out()::println));
        } else if (note.isManifest()) {
            PlainWords.of(note.manifest()).forEach(out()::println);
        } else {
            throw new CeremonyException("its first line names another");
        }
        out().println(note.note()
                .map(signed -> "Signature lines: " + signed.signatureCount() + ".")
                .orElse("Not signed yet."));
    }
}

package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.postern.manifest.AdminCard;
import org.postern.manifest.EpochCard;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Roster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Says what a file of the ceremony is.
@Command(
        name = "show",
        description = "Say in plain words what a file is: root, manifest, roster, card or epoch file.",
        mixinStandardHelpOptions = true)
final class ShowCommand extends CeremonyStep {
    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file;

    @Override
    void run() throws IOException {
        var bytes = CeremonyFile.read(file);
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith("age-encryption.org/")) {
            out().println("An epoch file, sealed to " + EpochFile.parse(bytes).stanzas()
                    + " people. Nothing shows to whom.");
        } else if (text.startsWith("postern/roster/")) {
            var roster = Roster.parse(bytes);
            out().println("The roster of epoch " + roster.epoch() + ": 64 places, used or not. Root: " + roster.root());
        } else if (text.startsWith("postern/responder-card/")) {
            var card = ResponderCard.parse(bytes);
            out().println("A responder's card for epoch " + card.epoch()
                    + (card.seat().isPresent() ? ", who is a key holder." : "."));
        } else if (text.startsWith("postern/admin-card/")) {
            out().println("The card of admin "
                    + AdminCard.parse(bytes).admin().key().text());
        } else if (text.startsWith("postern/epoch-card/")) {
            out().println("The card of epoch " + EpochCard.parse(bytes).epoch() + ".");
        } else {
            show(NoteFile.of(bytes));
        }
        out().println("SHA-256 of the file: " + Hash.of(bytes));
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
            throw new WrongUse("The file " + file + " is none of the ceremony's.");
        }
        out().println(note.note()
                .map(signed -> "Signature lines: " + signed.signatureCount() + ".")
                .orElse("Not signed yet."));
    }
}

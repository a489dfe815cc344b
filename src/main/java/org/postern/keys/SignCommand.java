package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Published;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.note.VerifierKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Adds one admin's signature, after checking what no admin should sign.
@Command(
        name = "sign",
        description = {
            "Show in plain words what is to be signed, check it, and add this admin's signature to the file.",
            "Read what is shown before you type the passphrase: typing it is the consent."
        },
        mixinStandardHelpOptions = true)
final class SignCommand extends CeremonyStep {
    @Parameters(paramLabel = "FILE", description = "The root or manifest; it gets one more signature.")
    private Path file;

    @Option(names = "--root", paramLabel = "FILE", description = "For a manifest: the newest root note.")
    private Path root;

    @Option(
            names = "--previous",
            paramLabel = "FILE",
            description = "The root or manifest note that is published now; needed for all but the first.")
    private Path previous;

    @Option(names = "--epoch-file", paramLabel = "FILE", description = "For a new epoch: the sealed epoch file.")
    private Path epochFile;

    @Option(names = "--roster", paramLabel = "FILE", description = "For a new epoch: its roster.")
    private Path roster;

    @Option(
            names = "--card",
            paramLabel = "FILE",
            description = "For a new epoch: every responder's card, one option each.")
    private List<Path> cardFiles = new ArrayList<>();

    @Mixin
    private VaultOptions vault;

    @Override
    void run() throws IOException {
        var note = NoteFile.read(file);
        List<VerifierKey> mayGetSignatureOf;
        if (note.isRoot()) {
            mayGetSignatureOf = checkRoot(note.root());
            PlainWords.of(note.root()).forEach(out()::println);
        } else if (note.isManifest()) {
            mayGetSignatureOf = checkManifest(note.manifest());
            PlainWords.of(note.manifest()).forEach(out()::println);
        } else {
            throw new WrongUse("The file " + file + " is neither a root nor a manifest.");
        }
        // A known admin's signature that does not verify means that the text was changed under way.
        note.note().ifPresent(signed -> signed.signedBy(mayGetSignatureOf));
        out().flush();
        try (var key = vault.admin()) {
            if (!mayGetSignatureOf.contains(key.verifierKey())) {
                throw new WrongUse("The vault's key is not one of the admins who sign this.");
            }
            var signed = note.signedBy(key);
            CeremonyFile.replace(file, signed.bytes());
            out().println("Signed. Admins who signed so far: "
                    + signed.signedBy(mayGetSignatureOf).size() + ".");
        }
    }

    private List<VerifierKey> checkRoot(Root next) throws IOException {
        var keys = new ArrayList<>(next.keys());
        if (next.version() > 1) {
            if (previous == null) {
                throw new WrongUse("Give --previous: the root note that is published now.");
            }
            var before = NoteFile.read(previous).root();
            if (next.version() != before.version() + 1 || !next.origin().equals(before.origin())) {
                throw new IllegalArgumentException("this root does not follow the previous one");
            }
            before.keys().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
        }
        return keys;
    }

    private List<VerifierKey> checkManifest(Manifest next) throws IOException {
        if (root == null) {
            throw new WrongUse("Give --root: the newest root note.");
        }
        var newest = NoteFile.read(root).root();
        if (!next.origin().equals(newest.origin()) || next.rootVersion() != newest.version()) {
            throw new IllegalArgumentException("this manifest is not under that root");
        }
        var before = before(next);
        if (!Instant.now().isBefore(next.intakeUntil())) {
            throw new IllegalArgumentException("the end of intake is over already");
        }
        if (before.isEmpty() || before.get().intakeEpoch() != next.intakeEpoch()) {
            checkEpoch(next, before);
        }
        return newest.keys();
    }

    private Optional<Manifest> before(Manifest next) throws IOException {
        if (previous == null) {
            if (next.version() > 1) {
                throw new WrongUse("Give --previous: the manifest note that is published now.");
            }
            Published.requireFollows(next, Optional.empty(), Hash.NONE, Set.of(), InstantSource.system());
            return Optional.empty();
        }
        var note = NoteFile.read(previous);
        Published.requireFollows(next, Optional.of(note.manifest()), note.hash(), Set.of(), InstantSource.system());
        return Optional.of(note.manifest());
    }

    private void checkEpoch(Manifest next, Optional<Manifest> before) throws IOException {
        if (epochFile == null || roster == null || cardFiles.isEmpty()) {
            throw new WrongUse("This opens a new epoch: give --epoch-file, --roster and every --card.");
        }
        var cards = new ArrayList<ResponderCard>();
        for (var card : cardFiles) {
            cards.add(ResponderCard.parse(CeremonyFile.read(card)));
        }
        EpochCheck.require(
                next,
                before,
                EpochFile.parse(CeremonyFile.read(epochFile)),
                Roster.parse(CeremonyFile.read(roster)),
                cards);
        out().println("Checked: the epoch file is sealed to exactly " + cards.size() + " people, one for each card.");
    }
}

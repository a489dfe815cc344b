package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.crypto.Randomness;
import org.postern.manifest.EpochCard;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Roster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Composes roster and manifest of a new epoch.
@Command(
        name = "epoch",
        description = {
            "Compose roster and manifest of a new epoch, the first one included, from the responders' cards.",
            "The epoch's secret is drawn by a responder's console, never here: what comes in is its card and",
            "the sealed file. The manifest has no signature yet."
        },
        mixinStandardHelpOptions = true)
final class EpochCommand extends CeremonyStep {
    @Option(names = "--root", required = true, paramLabel = "FILE", description = "The newest root note.")
    private Path root;

    @Option(
            names = "--previous",
            paramLabel = "FILE",
            description = "The manifest note that is published now. Left out only at the founding.")
    private Path previous;

    @Option(names = "--epoch-card", required = true, paramLabel = "FILE", description = "The new epoch's card.")
    private Path epochCard;

    @Option(names = "--epoch-file", required = true, paramLabel = "FILE", description = "The sealed epoch file.")
    private Path epochFile;

    @Option(
            names = "--intake-until",
            required = true,
            paramLabel = "TIME",
            description = "When intake ends, such as 2026-11-30T00:00:00Z: at most 8 days after publishing.")
    private Instant until;

    @Option(
            names = "--seats",
            paramLabel = "K",
            description = {
                "Take the seats from the cards that have one, and let K of them open contact details together;",
                "0 for no seats. Without this option the seats stay as they are."
            })
    private Optional<Integer> seats = Optional.empty();

    @Option(names = "--destroyed", paramLabel = "EPOCH", description = "An old epoch whose seed no longer exists.")
    private Set<Integer> destroyed = new HashSet<>();

    @Option(
            names = "--destroy-on",
            paramLabel = "DATE",
            description = "The day from which the new epoch is destroyed; 30 days after intake if not given.")
    private Optional<LocalDate> destroyOn = Optional.empty();

    @Mixin
    private ServedFiles files;

    @Option(names = "--roster-out", required = true, paramLabel = "FILE", description = "Where to write the roster.")
    private Path rosterOut;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the manifest.")
    private Path file;

    @Parameters(arity = "1..64", paramLabel = "CARD", description = "The responders' cards; seats in this order.")
    private List<Path> cardFiles;

    @Override
    void run() throws IOException {
        var cards = new ArrayList<ResponderCard>();
        for (var card : cardFiles) {
            cards.add(ResponderCard.parse(CeremonyFile.read(card)));
        }
        var card = EpochCard.parse(CeremonyFile.read(epochCard));
        var before = previous == null ? Optional.<NoteFile>empty() : Optional.of(NoteFile.read(previous));
        var manifestBefore = before.map(NoteFile::manifest);
        var roster = Roster.draw(
                card.epoch(), cards.stream().map(ResponderCard::desk).toList(), Randomness.system());
        var pinned = files.given() || manifestBefore.isEmpty()
                ? files.hashed()
                : manifestBefore.get().files();
        var manifest = NextManifest.opening(
                NoteFile.read(root).root(),
                manifestBefore,
                before.map(NoteFile::hash).orElse(Hash.NONE),
                card,
                roster,
                seatsFrom(cards, manifestBefore),
                pinned,
                until,
                destroyOn.orElseGet(() -> NextManifest.destroyOn(until)),
                Hash.NONE,
                destroyedToday());
        EpochCheck.require(manifest, manifestBefore, EpochFile.parse(CeremonyFile.read(epochFile)), roster, cards);
        CeremonyFile.writeNew(rosterOut, roster.bytes());
        CeremonyFile.writeNew(file, manifest.text().getBytes(StandardCharsets.US_ASCII));
        PlainWords.of(manifest).forEach(out()::println);
        out().println("Now k admins sign " + file + ", one after the other: postern keys sign");
    }

    private Map<Integer, LocalDate> destroyedToday() {
        var today = LocalDate.now(ZoneOffset.UTC);
        return destroyed.stream().collect(Collectors.toMap(epoch -> epoch, epoch -> today));
    }

    private NextManifest.Seats seatsFrom(List<ResponderCard> cards, Optional<Manifest> before) {
        if (seats.isPresent()) {
            return seats.get() == 0
                    ? NextManifest.Seats.NONE
                    : new NextManifest.Seats(seats.get(), Founding.seatsOf(cards));
        }
        return before.map(manifest -> new NextManifest.Seats(manifest.seatThreshold(), manifest.seats()))
                .orElseThrow(() -> new WrongUse("Give --seats at the founding: how many must agree, or 0 for none."));
    }
}

package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.ceremony.Because;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Drawing;
import org.postern.ceremony.Opening;
import org.postern.ceremony.Person;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.Tally;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.manifest.EpochFile;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.note.VerifierKey;

/// The ceremony as one program plays it with everybody's keys: for a demo, and for nobody else. Each step is the very
/// one behind the command of that name, so every admin's folder is as that command leaves it, and all commands go on
/// from there.
public final class Rehearsal {
    private static final int VETTED_MONTHS = 12;

    private final List<Path> folders;
    private final List<AdminKey> admins;
    private final Path table;
    private final InstantSource clock;
    private final Randomness randomness;

    /// Nobody is asked: whoever rehearses plays them all.
    private static final Talk SILENT = new Talk() {
        @Override
        public void say(String sentence) {
            // Nobody is there.
        }

        @Override
        public boolean agrees(List<String> lines, String question, String declined) {
            return true;
        }

        @Override
        public boolean waitsMore(String what) {
            return false;
        }

        @Override
        public boolean isDryRun() {
            return false;
        }
    };

    /// Sits down.
    ///
    /// @param folders    each admin's keys folder
    /// @param admins     each admin's keys, in the same order; they stay the caller's
    /// @param table      the file that goes around; there is none before and after
    /// @param clock      this computer's clock
    /// @param randomness for places, dummies, sealing, and what a responder draws
    public Rehearsal(
            List<Path> folders, List<AdminKey> admins, Path table, InstantSource clock, Randomness randomness) {
        this.folders = List.copyOf(folders);
        this.admins = List.copyOf(admins);
        this.table = table;
        this.clock = clock;
        this.randomness = randomness;
    }

    /// `keys found` and every `keys sign` of it: afterwards each admin's folder holds the first root.
    ///
    /// @param origin    the service's name
    /// @param threshold k of the admins
    /// @param notAfter  the root's last day
    /// @param log       the public half of the log's key
    /// @throws IOException if a folder can't be written
    public void found(String origin, int threshold, LocalDate notAfter, VerifierKey log) throws IOException {
        var people = admins.stream().map(admin -> admin.card().admin()).toList();
        var root = new Root(origin, 1, notAfter, threshold, people, log, 0, List.of());
        first(0).propose(admins.getFirst(), root);
        // Around once for the signatures, and again for those who signed before it was complete.
        for (int turn = 1; turn < 2 * admins.size() - 1; turn++) {
            int admin = turn % admins.size();
            first(admin).sign(admins.get(admin));
        }
        Files.delete(table);
    }

    private FirstRoot first(int admin) {
        return new FirstRoot(folders.get(admin), new FileBoard(table, List.of()), SILENT);
    }

    /// `keys vet`: the first admin notes somebody, who is let in with the next epoch.
    ///
    /// @param card   what they handed over
    /// @param called what the team calls them
    /// @throws IOException if the folder can't be written
    public void vet(PersonCard card, String called) throws IOException {
        var today = today();
        var round = round(0, new FileBoard(table, List.of()));
        var vouchers = admins.stream()
                .limit(2)
                .map(admin -> Tally.shortName(admin.verifierKey()))
                .toList();
        var person = Person.of(card, called, false, today.plusMonths(VETTED_MONTHS), today, vouchers);
        round.keepDraft(round.draft().with(person));
    }

    /// `keys rotate`, `draw`, every `sign`, and `publish`: opens the next epoch for everybody whose deposit is there,
    /// pins what the server serves, and ends old epochs whose day has come. Afterwards each admin's folder is up to
    /// date.
    ///
    /// @param because  why
    /// @param seats    how many key holders must agree; empty for as before
    /// @param deposits what responders handed over
    /// @param drawer   whoever draws; stays the caller's
    /// @param team     the server's team listener
    /// @throws IOException       if a folder can't be written
    /// @throws CeremonyException if what an admin does by hand in these folders stands in the way; one sentence
    public void open(Because because, Optional<Integer> seats, List<Path> deposits, Keyring drawer, URI team)
            throws IOException {
        look(team);
        Files.deleteIfExists(table);
        var board = new FileBoard(table, deposits);
        round(0, board).rotate(opening(because, seats, new ServerBoard(team, List.of()).served()));
        draw(board, drawer);
        var threshold = round(0, board).now().root().threshold();
        for (int admin = 0; admin < threshold; admin++) {
            round(admin, board).sign(Optional.empty(), true);
        }
        round(0, new ServerBoard(team, List.of())).publish(board.proposals().getFirst());
        Files.delete(table);
        look(team);
    }

    private void look(URI team) throws IOException {
        for (int admin = 0; admin < admins.size(); admin++) {
            round(admin, new ServerBoard(team, List.of()));
        }
    }

    private Opening opening(Because because, Optional<Integer> seats, List<ServedFile> served) throws IOException {
        var due = new AdminFolder(folders.getFirst())
                .inForce().epochs().stream()
                        .filter(epoch -> !today().isBefore(epoch.destroyOn()))
                        .map(LivingEpoch::epoch)
                        .collect(Collectors.toUnmodifiableSet());
        var usual = Opening.usual(because, clock).withFiles(served).withDestroyed(Set.copyOf(due));
        return seats.map(usual::withSeatThreshold).orElse(usual);
    }

    private void draw(FileBoard board, Keyring drawer) throws IOException {
        var folder = new AdminFolder(folders.getFirst());
        var proposal = board.proposals().getFirst();
        var hashes = new KeyringDrawer(drawer, epoch -> {
            try {
                return folder.sealed().files(epoch).stream()
                        .map(EpochFile::hash)
                        .toList();
            } catch (IOException unreadable) {
                return List.of();
            }
        });
        board.post(proposal.withDrawn(Drawing.draw(folder.inForce(), proposal, hashes, clock, randomness)));
    }

    private Round round(int admin, Board board) throws IOException {
        return new Round(new Round.World(
                new AdminFolder(folders.get(admin)), board, admins.get(admin), clock, randomness, SILENT, step -> {}));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}

package org.postern.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Deposits;
import org.postern.crypto.Randomness;
import org.postern.terminal.TrustOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What every step of a ceremony is told: the keys folder, and either a server or a file.
final class CeremonyOptions {
    private static final int WAIT_MINUTES = 30;

    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "Your copy of the deployment's keys folder, with root-0001.note in it.")
    private Path folder;

    @Option(
            names = "--at",
            paramLabel = "URL",
            description = "The server's team listener, such as http://127.0.0.1:8081. Left out: offline, by files.")
    private URI server;

    @Mixin
    @SuppressWarnings("unused") // picocli sets it
    private TrustOption trust;

    @Option(
            names = "--proposal",
            paramLabel = "FILE",
            description = "Offline: the proposal, which is carried from machine to machine.")
    private Path proposal;

    @Option(
            names = "--deposit",
            paramLabel = "FILE",
            description = {
                "A person's deposit as they handed it over; one option each. With --at only for people who have no",
                "desk in the epoch in force: their consoles can't hand it in themselves."
            })
    private List<Path> deposits = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "MINUTES",
            description = "How long to wait for a console to draw; 30 without this option.")
    private int waitMinutes = WAIT_MINUTES;

    @Option(names = "--dry-run", description = "Say what would happen; sign, write and send nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask before signing. For machines that nobody sits at.")
    private boolean yes;

    /// The options as the same person types them for the next command, on the same machine.
    String typed(VaultOptions vault) {
        return " --keys " + folder + " --vault " + vault.path()
                + (server != null ? " --at " + server : proposal != null ? " --proposal " + proposal : "");
    }

    AdminFolder folder() {
        return new AdminFolder(folder);
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isOnline() {
        return server != null;
    }

    /// A deposit that somebody gives by hand and that counts for nothing is said before anybody signs.
    void requireUsableDeposits(AdminKey admin, Round round) throws IOException {
        var today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
        for (var path : deposits) {
            var file = CeremonyFile.read(path);
            try (var identity = admin.identity()) {
                var why = Deposits.refusal(file, identity, round.draft(), today);
                if (why.isPresent()) {
                    throw new CeremonyException("The deposit " + path + " lets nobody in: " + why.get());
                }
            }
        }
    }

    Board board() {
        if ((server == null) == (proposal == null)) {
            throw new CeremonyStep.WrongUse(
                    "Give --at URL to work with the server, or --proposal FILE to work offline.");
        }
        return server == null ? new FileBoard(proposal, deposits) : new ServerBoard(server, deposits);
    }

    /// The board where nothing is proposed: reading is enough.
    Board boardToRead() {
        return server == null ? new FileBoard(Path.of("none"), deposits) : new ServerBoard(server, deposits);
    }

    Talk talk(PrintWriter out) {
        return new TerminalTalk(out, yes, dryRun, Duration.ofMinutes(waitMinutes));
    }

    Round round(AdminKey admin, PrintWriter out) throws IOException {
        return round(admin, board(), out);
    }

    Round round(AdminKey admin, Board board, PrintWriter out) throws IOException {
        return new Round(new Round.World(
                folder(), board, admin, InstantSource.system(), Randomness.system(), talk(out), step -> {}));
    }
}

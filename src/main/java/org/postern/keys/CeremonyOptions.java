package org.postern.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What every step is told that proposes or signs: the keys folder, and either a server or a file.
final class CeremonyOptions extends StandingOptions {
    @Option(
            names = "--proposal",
            paramLabel = "FILE",
            description = "Offline: the proposal, which is carried from machine to machine.")
    private Path proposal;

    @Mixin
    private ConsentOptions consent;

    @Override
    String typed(VaultOptions vault) {
        return super.typed(vault) + (proposal != null && !isOnline() ? " --proposal " + proposal : "");
    }

    boolean isDryRun() {
        return consent.isDryRun();
    }

    /// Whether it is said neither where the server is nor what file goes around.
    boolean isNowhere() {
        return !isOnline() && proposal == null;
    }

    Board board() {
        return board(List.of());
    }

    /// @param deposits files that people handed over
    Board board(List<Path> deposits) {
        if (isOnline() == (proposal != null)) {
            throw new CeremonyStep.WrongUse(
                    "Give --at URL to work with the server, or --proposal FILE to work offline.");
        }
        return isOnline() ? online(deposits) : new FileBoard(proposal, deposits);
    }

    /// @param patience how long to wait for a console that draws
    TerminalTalk talk(PrintWriter out, Duration patience) {
        return consent.talk(out, patience);
    }

    /// A first root that goes around in the proposal's file, if that is what it holds.
    Optional<FirstRoot> founding(PrintWriter out) throws IOException {
        if (isOnline() || proposal == null) {
            return Optional.empty();
        }
        if (!Files.exists(proposal) && !Files.exists(keys())) {
            throw new CeremonyStep.WrongUse("There is no file " + proposal
                    + ". Get it from the admin who has signed last, and give the same command again.");
        }
        var founding = new FirstRoot(keys(), new FileBoard(proposal, List.of()), talk(out, Duration.ZERO));
        return founding.isProposed() ? Optional.of(founding) : Optional.empty();
    }

    Round round(AdminKey admin, PrintWriter out) throws IOException {
        return round(admin, board(), talk(out, Duration.ZERO));
    }
}

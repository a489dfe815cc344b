package org.postern.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultFile;
import picocli.CommandLine;

/// How long a rotation takes on the machines: 50 responders, 3 admins of whom 2 sign, a vault at its real
/// cost for each command, every deposit opened by each admin, the epoch drawn for all. Waiting between two
/// looks at the board is in it. Goal: under 60 s in all, one command an admin.
public final class RotationBench {
    private static final int RESPONDERS = 50;
    private static final Duration GOAL = Duration.ofSeconds(60);

    private RotationBench() {}

    /// Runs it once and prints the times.
    ///
    /// @param arguments none
    /// @throws IOException if the temporary folder can't be used
    public static void main(String[] arguments) throws IOException {
        var folder = Files.createTempDirectory("rotation");
        try {
            run(folder);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void run(Path folder) throws IOException {
        Files.writeString(folder.resolve("words"), Typed.PASSPHRASE + "\n");
        var house = Admins.founded(
                folder.resolve("house"), 50, RESPONDERS, Instant.now().minus(Duration.ofDays(2)));
        house.time = Instant.now();
        for (var i = 1; i <= 2; i++) {
            try (var vault = new VaultFile(
                            folder.resolve("admin-" + i + ".vault"),
                            Typed.PASSPHRASE.toCharArray(),
                            Randomness.system());
                    var content = house.admins.get(i - 1).encode()) {
                vault.create(content);
            }
        }
        try (var server = new HttpBoard(house)) {
            var rotate = timed(folder, house, 1, "rotate", "--now", "--at", server.url());
            var sign = timed(folder, house, 2, "sign", "--at", server.url());
            var whole = rotate.plus(sign);
            System.out.printf("rotation for %d responders, 2 of 3 admins, one command each%n", RESPONDERS);
            System.out.printf("  first admin, with the drawing   %6.2f s%n", rotate.toMillis() / 1000.0);
            System.out.printf("  second admin, with publishing   %6.2f s%n", sign.toMillis() / 1000.0);
            System.out.printf(
                    "  in all                          %6.2f s (goal: under %d s): %s%n",
                    whole.toMillis() / 1000.0, GOAL.toSeconds(), whole.compareTo(GOAL) < 0 ? "met" : "MISSED");
        }
        house.consoles();
        if (!house.people.stream().allMatch(keyring -> keyring.epochSeed(2).isPresent())) {
            throw new IllegalStateException("not everybody can read the new epoch");
        }
    }

    private static Duration timed(Path folder, Admins house, int admin, String... command) {
        var line = new CommandLine(new KeysCommand());
        line.setOut(new PrintWriter(Writer.nullWriter()));
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--keys",
                house.folders.get(admin - 1).toString(),
                "--vault",
                folder.resolve("admin-" + admin + ".vault").toString(),
                "--passphrase-file",
                folder.resolve("words").toString(),
                "--yes"));
        var start = System.nanoTime();
        var code = line.execute(arguments.toArray(String[]::new));
        var took = Duration.ofNanos(System.nanoTime() - start);
        if (code != 0) {
            throw new IllegalStateException("the command failed");
        }
        return took;
    }
}

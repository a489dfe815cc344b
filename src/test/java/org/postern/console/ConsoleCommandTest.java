package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.ResponderCard;
import picocli.CommandLine;

final class ConsoleCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writePassphrases() throws IOException {
        Files.writeString(folder.resolve("right"), "correct horse battery\n");
        Files.writeString(folder.resolve("wrong"), "incorrect horse battery\n");
    }

    @Test
    void drawsAVaultThatOnlyItsOwnerReadsAndACardThatHoldsNoSecret() throws IOException {
        assertEquals(0, run("new", "--vault", path("a.vault"), right(), "--seat", "--card", path("a.card")));
        var card = ResponderCard.parse(Files.readAllBytes(folder.resolve("a.card")));
        assertEquals(1, card.epoch());
        assertTrue(card.seat().isPresent());
        var rights = Files.getPosixFilePermissions(folder.resolve("a.vault"));
        assertEquals("rw-------", PosixFilePermissions.toString(rights));
        assertEquals(List.of("a.card", "a.vault", "right", "wrong"), files());
    }

    @Test
    void saysOneLineForAWrongPassphrase() {
        run("new", "--vault", path("a.vault"), right(), "--card", path("a.card"));
        var wrong = "--passphrase-file=" + path("wrong");
        assertEquals(1, run("card", "--vault", path("a.vault"), wrong, "--epoch", "2", "--card", path("b.card")));
        assertEquals("Wrong passphrase.\n", err.toString());
        assertFalse(Files.exists(folder.resolve("b.card")));
    }

    @Test
    void saysOneLineForADamagedOrMissingVault() throws IOException {
        run("new", "--vault", path("a.vault"), right(), "--card", path("a.card"));
        var bytes = Files.readAllBytes(folder.resolve("a.vault"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve("a.vault"), bytes);
        assertEquals(1, run("card", "--vault", path("a.vault"), right(), "--epoch", "2", "--card", path("b.card")));
        assertEquals(1, run("card", "--vault", path("none"), right(), "--epoch", "2", "--card", path("b.card")));
        assertEquals(2, err.toString().lines().count());
        assertFalse(err.toString().contains("Exception"));
    }

    @Test
    void neverOverwritesAVaultOrACard() throws IOException {
        run("new", "--vault", path("a.vault"), right(), "--card", path("a.card"));
        var before = Files.readAllBytes(folder.resolve("a.vault"));
        assertEquals(1, run("new", "--vault", path("a.vault"), right(), "--card", path("b.card")));
        assertEquals(1, run("new", "--vault", path("b.vault"), right(), "--card", path("a.card")));
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("a.vault")));
    }

    @Test
    void sealsAnEpochToEveryResponderAndPrintsOnlyItsPublicHalf() throws IOException {
        for (var name : List.of("a", "b", "c")) {
            run("new", "--vault", path(name + ".vault"), right(), "--card", path(name + ".card"));
        }
        assertEquals(0, run(epochOf("a", "b", "c")));
        var lines = out.toString().lines().toList();
        var recipient = HybridRecipient.parse(lines.getLast());
        var file = EpochFile.parse(Files.readAllBytes(folder.resolve("epoch-0001.age")));
        file.requireStanzas(3);
        for (var name : List.of("a", "b", "c")) {
            try (var keyring = open(name);
                    var preKey = keyring.preKey(1).orElseThrow();
                    var seed = EpochSeed.open(file, preKey, 1, LivingEpoch.hashOf(recipient))
                            .orElseThrow()) {
                assertEquals(recipient, seed.recipient());
            }
        }
        assertFalse(out.toString().contains("AGE-SECRET-KEY"));
    }

    @Test
    void refusesAnEpochThatItCouldNotOpenItself() {
        for (var name : List.of("a", "b")) {
            run("new", "--vault", path(name + ".vault"), right(), "--card", path(name + ".card"));
        }
        var args = new ArrayList<>(List.of(epochOf("b")));
        assertEquals(1, run(args.toArray(String[]::new)));
        assertFalse(Files.exists(folder.resolve("epoch-0001.age")));
    }

    private String[] epochOf(String... names) {
        var args = new ArrayList<>(List.of("epoch", "--vault", path("a.vault"), right(), "--epoch", "1"));
        for (var name : names) {
            args.addAll(List.of("--card", path(name + ".card")));
        }
        args.addAll(List.of("--out", path("epoch-0001.age")));
        return args.toArray(String[]::new);
    }

    private Keyring open(String name) {
        try (var vault = new VaultFile(
                folder.resolve(name + ".vault"), "correct horse battery".toCharArray(), Randomness.system())) {
            return vault.open();
        }
    }

    private int run(String... args) {
        return new CommandLine(new ConsoleCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private String right() {
        return "--passphrase-file=" + path("right");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

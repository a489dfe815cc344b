package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.LivingEpoch;

/// Passphrase, backup and restore, for admins and for responders.
final class VaultCareTest {
    private static final String[] WORDS = {"--passphrase-file", "%words"};

    private final Randomness randomness = Randomness.system();

    @TempDir
    private Path folder;

    private Typed typed;

    @BeforeEach
    void writePassphrases() throws IOException {
        typed = new Typed(folder);
    }

    private void admin() {
        typed.done(with("admin", "--name", "help.example/admin-1", "--vault", "%a.vault", "--card", "%a.card"));
    }

    private static String[] with(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(WORDS));
        return all.toArray(String[]::new);
    }

    private VaultFile vault(String name, String passphrase) {
        return new VaultFile(folder.resolve(name), passphrase.toCharArray(), randomness);
    }

    private void responder(Keyring keyring) {
        try (var file = vault("r.vault", Typed.PASSPHRASE)) {
            file.create(keyring);
        }
    }

    @Test
    void aVaultBehindALinkStaysWhereTheLinkPoints() throws IOException {
        var stick = Files.createDirectory(folder.resolve("stick"));
        Files.createSymbolicLink(folder.resolve("a.vault"), stick.resolve("real.vault"));
        admin();
        typed.done(with("passphrase", "--vault", "%a.vault", "--new-passphrase-file", "%other-words"));
        assertTrue(Files.isSymbolicLink(folder.resolve("a.vault")));
        vault("stick/real.vault", "another long passphrase").content().close();
    }

    @Test
    void aCardThatWasNotWrittenIsWrittenByTheSameCommand() throws IOException {
        admin();
        var card = folder.resolve("a.card");
        var whole = Files.readAllBytes(card);
        Files.write(card, new byte[0]);
        admin();
        assertArrayEquals(whole, Files.readAllBytes(card));
        Files.delete(card);
        typed.refused(
                2,
                "is another admin's",
                with("admin", "--name", "help.example/admin-2", "--vault", "%a.vault", "--card", "%a.card"));
    }

    @Test
    void changesThePassphraseAndKeepsTheKeys() throws IOException {
        admin();
        typed.refused(
                1,
                "Wrong passphrase.",
                "passphrase",
                "--vault",
                "%a.vault",
                "--passphrase-file",
                "%other-words",
                "--new-passphrase-file",
                "%words");
        typed.done(with("passphrase", "--vault", "%a.vault", "--new-passphrase-file", "%other-words"));
        typed.refused(1, "Wrong passphrase.", with("passphrase", "--vault", "%a.vault"));
        try (var file = vault("a.vault", "another long passphrase");
                var content = file.content();
                var key = AdminKey.decode(content)) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("a.card")), key.card().bytes());
        }
    }

    @Test
    void leavesTheVaultAsItWasWhenTheNewPassphraseIsTooShort() throws IOException {
        admin();
        var before = Files.readAllBytes(folder.resolve("a.vault"));
        Files.writeString(folder.resolve("short"), "short\n");
        typed.refused(
                1,
                "at least 12 characters",
                with("passphrase", "--vault", "%a.vault", "--new-passphrase-file", "%short"));
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("a.vault")));
    }

    @Test
    void opensTheOldVaultAfterACrashInTheMiddleOfWriting() throws IOException {
        admin();
        var before = Files.readAllBytes(folder.resolve("a.vault"));
        // Power was lost while the new file was written: half of it lies beside the old one.
        // No process of Linux has such a number.
        var half = folder.resolve("a.vault.4194999.new");
        Files.write(half, new byte[] {'P', 'V', 'L', 'T', 1});
        typed.done(with("backup", "--vault", "%a.vault", "--to", "%a.backup"));
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("a.vault")));
        typed.done(with("passphrase", "--vault", "%a.vault", "--new-passphrase-file", "%other-words"));
        assertFalse(Files.exists(half));
    }

    @Test
    void backsAnAdminUpWhole() throws IOException {
        admin();
        typed.done(with("backup", "--vault", "%a.vault", "--to", "%a.backup"));
        assertTrue(typed.said().contains("everything"), typed.said());
        Files.delete(folder.resolve("a.vault"));
        typed.done(with("restore", "--from", "%a.backup", "--vault", "%a.vault"));
        try (var file = vault("a.vault", Typed.PASSPHRASE);
                var content = file.content();
                var key = AdminKey.decode(content)) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("a.card")), key.card().bytes());
        }
    }

    @Test
    void backsAResponderUpWithoutAnyKeyOfAnEpoch() {
        try (var keyring = Keyring.draw(true, randomness);
                var seed = EpochSeed.draw(4, randomness)) {
            var card = keyring.drawEpoch(4, randomness);
            var file = seed.seal(List.of(card), randomness);
            keyring.keep(seed);
            responder(keyring);
            typed.done(with("backup", "--vault", "%r.vault", "--to", "%r.backup"));
            typed.done(with("restore", "--from", "%r.backup", "--vault", "%again.vault"));
            assertTrue(typed.said().contains("enrol"), typed.said());
            try (var again = vault("again.vault", Typed.PASSPHRASE);
                    var restored = again.open()) {
                assertEquals(List.of(), restored.epochs());
                // Joining again draws other keys, and they do not open the epoch's file that somebody kept.
                restored.drawEpoch(4, randomness);
                assertFalse(opens(restored, file, seed));
                assertTrue(opens(keyring, file, seed));
                try (var seat = restored.seatIdentity().orElseThrow()) {
                    assertEquals(card.seat().orElseThrow(), seat.recipient());
                }
            }
        }
    }

    private static boolean opens(Keyring keyring, EpochFile file, EpochSeed seed) {
        try (var preKey = keyring.preKey(4).orElseThrow()) {
            return EpochSeed.open(file, preKey, 4, LivingEpoch.hashOf(seed.recipient()))
                    .isPresent();
        }
    }

    @Test
    void neverOverwritesAVaultOrABackup() throws IOException {
        admin();
        typed.done(with("backup", "--vault", "%a.vault", "--to", "%a.backup"));
        var vault = Files.readAllBytes(folder.resolve("a.vault"));
        var backup = Files.readAllBytes(folder.resolve("a.backup"));
        typed.refused(1, "not overwritten", with("backup", "--vault", "%a.vault", "--to", "%a.backup"));
        typed.refused(1, "not overwritten", with("restore", "--from", "%a.backup", "--vault", "%a.vault"));
        assertArrayEquals(vault, Files.readAllBytes(folder.resolve("a.vault")));
        assertArrayEquals(backup, Files.readAllBytes(folder.resolve("a.backup")));
    }

    @Test
    void saysInOneSentenceWhichVaultItWas() {
        try (var keyring = Keyring.draw(false, randomness)) {
            responder(keyring);
        }
        typed.refused(1, "There is no file", with("backup", "--vault", "%none", "--to", "%b"));
        // Looked at before anybody types a passphrase: there is none to read here, and no terminal.
        typed.refused(1, "There is no file", "backup", "--vault", "%none", "--to", "%b");
        typed.refused(1, "not a Postern vault", "backup", "--vault", "%words", "--to", "%b");
        typed.refused(1, "a file in that place already", "backup", "--vault", "%none", "--to", "%words");
        typed.refused(1, "a file in that place already", "restore", "--from", "%none", "--vault", "%words");
        typed.refused(1, "not a Postern vault", with("backup", "--vault", "%words", "--to", "%b"));
    }
}

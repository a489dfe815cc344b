package org.postern.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.Pty;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;

/// What is typed, in a real pseudo-terminal and under every locale.
final class KeyboardTest {
    private static final Map<String, String> C = Map.of("LC_ALL", "C");
    private static final String[] ADMIN = {
        "keys", "admin", "--name", "help.example/admin-1", "--vault", "a.vault", "--card", "a.card"
    };

    @TempDir
    private Path folder;

    private boolean opens(String passphrase) {
        var typed = passphrase.toCharArray();
        try (var file = new VaultFile(folder.resolve("a.vault"), typed, Randomness.system())) {
            file.content().close();
            return true;
        } catch (org.postern.keyring.VaultException wrong) {
            return false;
        }
    }

    private Pty postern(Map<String, String> locale, String after, String... arguments) throws IOException {
        return Pty.shell(folder, locale, Pty.postern(arguments) + after);
    }

    @Test
    void aTypedPassphraseIsUtf8WhateverTheLocale() throws Exception {
        var passphrase = "żółta łódka śpi";
        try (var pty = postern(C, "", ADMIN)) {
            pty.expect("at least 12 characters:")
                    .type(passphrase)
                    .expect("once more:")
                    .type(passphrase);
            assertEquals(0, pty.ended(), pty.screen());
            assertFalse(pty.screen().contains("łódka"), "a passphrase is not shown");
        }
        assertTrue(opens(passphrase));
        assertFalse(opens("????? ????? ???"));
        assertFalse(opens("àèìòù àèìòù àèì"));
        assertFalse(opens("\ufffd".repeat(passphrase.length())));
    }

    @Test
    void aTypedPassphraseThatIsNotUtf8IsRefusedInWords() throws Exception {
        var latin1 = Arrays.copyOf("pässphräse in latin\r".getBytes(StandardCharsets.ISO_8859_1), 20);
        try (var pty = postern(C, "", ADMIN)) {
            pty.expect("at least 12 characters:").press(latin1);
            pty.expect("What was typed is not UTF-8.");
            assertEquals(1, pty.ended(), pty.screen());
            assertEquals(
                    1,
                    pty.screen()
                            .strip()
                            .lines()
                            .filter(line -> !line.startsWith("New passphrase"))
                            .count());
        }
        assertFalse(Files.exists(folder.resolve("a.vault")));
    }

    @Test
    void aQuestionIsAskedOnTheTerminalAlsoWhenInputAndOutputArePipes() throws Exception {
        var passphrase = "long enough for one";
        try (var pty = postern(Map.of(), " </dev/null 2>&1 | cat >out", ADMIN)) {
            pty.expect("at least 12 characters:")
                    .type(passphrase)
                    .expect("once more:")
                    .type(passphrase);
            assertEquals(0, pty.ended(), pty.screen());
        }
        assertTrue(opens(passphrase));
        assertTrue(Files.readString(folder.resolve("out")).contains("The vault is a.vault."));
    }

    @Test
    void whatIsShownIsUtf8WhateverTheLocale() throws Exception {
        try (var pty = postern(C, "", "request", "--help")) {
            assertEquals(0, pty.ended());
            assertTrue(pty.screen().contains("…"), pty.screen());
        }
    }

    @Test
    void withoutATerminalAQuestionIsOneSentence() throws Exception {
        var shell = "setsid --wait " + Pty.postern(ADMIN) + " </dev/null >out 2>&1";
        var process =
                new ProcessBuilder("sh", "-c", shell).directory(folder.toFile()).start();
        assertEquals(1, process.waitFor());
        assertEquals(
                "There is no terminal to ask for the passphrase: use --passphrase-file.\n",
                Files.readString(folder.resolve("out")));
    }

    @Test
    void aPassphraseFileThatIsNotUtf8IsRefusedAndAMarkAtItsStartIsLeftOut() throws IOException {
        var line = "pässphräse in a file\n";
        assertEquals(1, keys(line.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(1, keys(line.getBytes(StandardCharsets.UTF_16)));
        assertEquals(1, keys("only plain letters\n".getBytes(StandardCharsets.UTF_16LE)));
        assertFalse(Files.exists(folder.resolve("a.vault")));
        assertEquals(0, keys(("\ufeff" + line).getBytes(StandardCharsets.UTF_8)));
        assertTrue(opens(line.strip()));
        Files.delete(folder.resolve("a.vault"));
        Files.delete(folder.resolve("a.card"));
        assertEquals(0, keys(("\ufeff" + line.strip() + "\r\nsecond\r\n").getBytes(StandardCharsets.UTF_8)));
        assertTrue(opens(line.strip()), "the line end of Windows is no part of it");
    }

    private int keys(byte[] passphraseFile) throws IOException {
        var words = Files.write(folder.resolve("words"), passphraseFile);
        try (var file = Pty.shell(
                folder, C, Pty.postern(ADMIN) + " --passphrase-file " + Pty.quoted(words.toString()) + " 2>said")) {
            int code = file.ended();
            var said = Files.readString(folder.resolve("said"));
            assertEquals(
                    code == 0
                            ? ""
                            : "The passphrase file is not text in UTF-8."
                                    + " Save it as UTF-8, and give the same command again.\n",
                    said);
            return code;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ofTwoPassphrasesOfOneLengthOnlyTheRightOneOpensTheVaultUnderEveryLocale() throws Exception {
        var right = "żółta łódka śpi";
        try (var vault = new VaultFile(
                folder.resolve("a.vault"),
                Normalizer.normalize(right, Normalizer.Form.NFC).toCharArray(),
                Randomness.system())) {
            vault.create(Keyring.draw(false, Randomness.system()));
        }
        for (var locale : List.of("C", "C.UTF-8")) {
            backsUp(locale, "àèìòà àèìòà àèì", 1, "Wrong passphrase.");
            backsUp(locale, "????? ????? ???", 1, "Wrong passphrase.");
            backsUp(locale, Normalizer.normalize(right, Normalizer.Form.NFD), 0, "The backup is ");
        }
    }

    private void backsUp(String locale, String passphrase, int code, String words) throws Exception {
        var to = "backup-" + code + locale;
        try (var pty = postern(Map.of("LC_ALL", locale), "", "keys", "backup", "--vault", "a.vault", "--to", to)) {
            pty.expect("Passphrase of the vault:").type(passphrase);
            for (int again = 1; code != 0 && again < 3; again++) {
                pty.expect("Wrong passphrase. Type it again:").type(passphrase);
            }
            pty.expect(words);
            assertEquals(code, pty.ended(), pty.screen());
        }
        assertEquals(code == 0, Files.exists(folder.resolve(to)));
    }
}

package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import picocli.CommandLine;

final class ConsoleCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeVault() throws IOException {
        Files.writeString(folder.resolve("right"), "correct horse battery\n");
        Files.writeString(folder.resolve("wrong"), "incorrect horse battery\n");
        Files.copy(Path.of("src/test/resources/vectors/notes/root-0001.note"), folder.resolve("root-0001.note"));
        var randomness = Randomness.system();
        try (var keyring = Keyring.draw(false, randomness);
                var vault =
                        new VaultFile(folder.resolve("a.vault"), "correct horse battery".toCharArray(), randomness)) {
            vault.create(keyring);
        }
    }

    @Test
    void saysOneLineForAWrongPassphrase() {
        assertEquals(1, open("a.vault", "wrong", "root-0001.note"));
        assertEquals("Wrong passphrase.\n", err.toString());
    }

    @Test
    void saysOneLineForADamagedOrMissingVault() throws IOException {
        var bytes = Files.readAllBytes(folder.resolve("a.vault"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve("a.vault"), bytes);
        assertEquals(1, open("a.vault", "right", "root-0001.note"));
        assertEquals(1, open("none", "right", "root-0001.note"));
        assertEquals(2, err.toString().lines().count());
        assertFalse(err.toString().contains("Exception"));
    }

    @Test
    void saysOneLineForAMissingRootNote() {
        assertEquals(1, open("a.vault", "right", "root-0002.note"));
        assertEquals("There is no file " + folder.resolve("root-0002.note") + ".\n", err.toString());
    }

    private int open(String vault, String passphrase, String root) {
        return new CommandLine(new ConsoleCommand())
                .setErr(new PrintWriter(err, true))
                .execute(
                        "open",
                        "--vault=" + folder.resolve(vault),
                        "--passphrase-file=" + folder.resolve(passphrase),
                        "--url=http://127.0.0.1:9",
                        "--root=" + folder.resolve(root));
    }
}

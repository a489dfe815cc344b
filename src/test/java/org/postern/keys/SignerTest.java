package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultException;
import org.postern.keyring.VaultFile;
import org.postern.note.NoteException;
import org.postern.note.VerifierKey;

/// `--signer` with two signers that other people wrote: OpenSSL, and a PKCS #11 token (SoftHSM) through
/// OpenSC's tool.
final class SignerTest {
    private static final byte[] MESSAGE = "postern/root/v1\nthe exact bytes\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Typed typed;

    @BeforeEach
    void writePassphrases() throws IOException {
        typed = new Typed(folder);
    }

    @Test
    void signsWithAKeyOfOpenSsl() throws IOException {
        var signer = openSsl("");
        adminSignsWith(signer);
    }

    @Test
    void takesTheSignatureAsBase64OrHex() throws IOException {
        openSsl("");
        var key = PublicHalf.of(Files.readAllBytes(folder.resolve("public.pem")));
        for (var as : List.of("| openssl base64 -A", "| openssl base64 -A; echo", "| od -An -v -tx1 | tr -d ' \\n'")) {
            var signature = sign(openSsl(as));
            assertTrue(Ed25519.verify(key, MESSAGE, signature), as);
        }
    }

    @Test
    void signsWithAHardwareTokensTool() throws IOException {
        adminSignsWith(token());
    }

    /// The whole way: an admin whose signing key never was in a vault draws the rest, and signs a note.
    private void adminSignsWith(String signer) throws IOException {
        typed.done(admin(signer));
        assertFalse(typed.said().contains("PRIVATE"), typed.said());
        var vault = new VaultFile(folder.resolve("a.vault"), Typed.PASSPHRASE.toCharArray(), Randomness.system());
        try (vault;
                var content = vault.content()) {
            var without = assertThrows(IllegalArgumentException.class, () -> AdminKey.decode(content));
            assertTrue(without.getMessage().contains("--signer"), without.getMessage());
            var outside = new OutsideSigner(signer, OutsideSigner.PATIENCE);
            try (var key = AdminKey.decode(content, Optional.of(outside))) {
                var note = key.sign("a text\n");
                assertEquals(1, note.signedBy(List.of(key.verifierKey())).size());
                assertEquals(key.card().admin().key().text(), key.verifierKey().text());
            }
        }
    }

    @Test
    void refusesASignatureByAnotherKey() throws IOException {
        var other = openSsl("");
        Files.move(folder.resolve("secret.pem"), folder.resolve("other.pem"));
        Files.delete(folder.resolve("public.pem"));
        openSsl("");
        Files.move(folder.resolve("other.pem"), folder.resolve("secret.pem"), StandardCopyOption.REPLACE_EXISTING);
        typed.refused(1, "is not by this key", admin(other));
        assertFalse(Files.exists(folder.resolve("a.vault")));
    }

    @Test
    void refusesASignatureOfOtherBytes() throws IOException {
        openSsl("");
        var signer = script("changed", "openssl pkeyutl -sign -rawin -inkey secret.pem -in words");
        var key = PublicHalf.of(Files.readAllBytes(folder.resolve("public.pem")));
        var admin = AdminKey.draw(
                new VerifierKey("help.example/admin-1", key),
                new OutsideSigner(signer, OutsideSigner.PATIENCE),
                Randomness.system());
        try (admin) {
            assertThrows(NoteException.class, () -> admin.sign("a text\n"));
        }
    }

    @Test
    void saysWhatToDoWhenTheSignerFailsHangsOrBabbles() throws IOException {
        assertTrue(sentence("no-such-program --sign").contains("can't be started"));
        assertTrue(sentence(script("fails", "exit 3")).contains("exit code 3"));
        assertTrue(sentence(script("babbles", "echo I am not a signature")).contains("no Ed25519 signature"));
        assertTrue(sentence(script("floods", "yes")).contains("Nothing was signed"));
        assertTrue(sentence(script("hangs", "sleep 600")).contains("did not answer within 2 seconds"));
    }

    @Test
    void endsWhatTheSignerStarted() throws IOException {
        sentence(script("hangs", "sleep 600 & echo $! > child; wait"));
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        assertTrue(ProcessHandle.of(child)
                .map(handle -> handle.onExit()
                        .orTimeout(30, TimeUnit.SECONDS)
                        .handle((ended, late) -> late == null)
                        .join())
                .orElse(true));
    }

    @Test
    void startsNoShell() throws IOException {
        sentence("true ; touch " + folder.resolve("made"));
        sentence("true $(touch " + folder.resolve("made") + ")");
        assertFalse(Files.exists(folder.resolve("made")));
    }

    @Test
    void wantsThePublicHalfAndTheSignerTogether() throws IOException {
        var signer = openSsl("");
        typed.refused(2, "go together", without(admin(signer), "--public-key"));
        typed.refused(2, "go together", without(admin(signer), "--signer"));
        Files.writeString(folder.resolve("public.pem"), "not a key");
        typed.refused(1, "not an Ed25519 key", admin(signer));
    }

    private static String[] without(String[] arguments, String option) {
        var left = new ArrayList<>(List.of(arguments));
        int at = left.indexOf(option);
        left.remove(at + 1);
        left.remove(at);
        return left.toArray(String[]::new);
    }

    private static String[] admin(String signer) {
        return new String[] {
            "admin",
            "--name",
            "help.example/admin-1",
            "--vault",
            "%a.vault",
            "--card",
            "%a.card",
            "--passphrase-file",
            "%words",
            "--public-key",
            "%public.pem",
            "--signer",
            signer
        };
    }

    private static byte[] sign(String signer) {
        return new OutsideSigner(signer, OutsideSigner.PATIENCE).apply(MESSAGE);
    }

    private String sentence(String signer) {
        var signs = new OutsideSigner(signer, Duration.ofSeconds(2));
        return assertThrows(VaultException.class, () -> signs.apply(MESSAGE)).getMessage();
    }

    /// An OpenSSL key, and a script that signs with it. OpenSSL wants a file, because it reads the message
    /// twice.
    private String openSsl(String after) throws IOException {
        if (!Files.exists(folder.resolve("public.pem"))) {
            run(Map.of(), "openssl", "genpkey", "-algorithm", "ed25519", "-out", "secret.pem");
            run(Map.of(), "openssl", "pkey", "-in", "secret.pem", "-pubout", "-out", "public.pem");
        }
        return script(
                "openssl-signer",
                "cat > message && openssl pkeyutl -sign -rawin -inkey secret.pem -in message " + after);
    }

    /// A new SoftHSM token with a key that can't leave it, and a script that signs with OpenSC's tool.
    private String token() throws IOException {
        var module = List.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib64/softhsm/libsofthsm2.so")
                .stream()
                .filter(path -> Files.exists(Path.of(path)))
                .findFirst()
                .orElseGet(() -> fail("This test needs SoftHSM: install the Debian packages softhsm2 and opensc."));
        Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(folder.resolve("softhsm2.conf"), "directories.tokendir = " + folder.resolve("tokens") + "\n");
        var where = Map.of("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        run(
                where,
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "postern",
                "--pin",
                "123456",
                "--so-pin",
                "1234");
        var tool = List.of("pkcs11-tool", "--module", module, "--token-label", "postern");
        run(where, tool, "--login", "--pin", "123456", "--keypairgen", "--key-type", "EC:edwards25519", "--id", "01");
        run(where, tool, "--read-object", "--type", "pubkey", "--id", "01", "--output-file", "public.pem");
        return script(
                "token-signer",
                "export SOFTHSM2_CONF=" + folder.resolve("softhsm2.conf") + "\ncat > message && "
                        + String.join(" ", tool)
                        + " --login --pin 123456 --sign --mechanism EDDSA --id 01 --input-file message"
                        + " --output-file signature >/dev/null 2>&1 && cat signature");
    }

    private String script(String name, String line) throws IOException {
        var script = folder.resolve(name);
        Files.writeString(script, "#!/bin/sh\ncd " + folder + "\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    private void run(Map<String, String> environment, List<String> program, String... more) throws IOException {
        var all = new ArrayList<>(program);
        all.addAll(List.of(more));
        run(environment, all.toArray(String[]::new));
    }

    private void run(Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().putAll(environment);
        try {
            int code = builder.start().waitFor();
            assertEquals(0, code, () -> String.join(" ", command) + " failed: see its output");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            fail("This test needs the program " + command[0]
                    + ": install the Debian packages openssl, softhsm2 and opensc.");
        }
    }
}

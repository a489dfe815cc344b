package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Published;
import org.postern.manifest.SignedManifest;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import picocli.CommandLine;

/// The ceremony as admins type it, with files in one folder.
final class KeysCommandTest {
    private final Instant until = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(6, ChronoUnit.DAYS);

    private static final String LOG = new VerifierKey("help.example/log", new byte[32]).text();
    private static final Map<String, byte[]> DRAWN = new HashMap<>();

    private final SeededRandomness randomness = new SeededRandomness(21);
    private final List<String> cardOptions = new ArrayList<>();
    private final List<String> cardFiles = new ArrayList<>();
    private String said = "";

    @TempDir
    private Path folder;

    @BeforeEach
    void writePassphrases() throws IOException {
        Files.writeString(folder.resolve("words"), "a long enough passphrase\nsecond line\n");
        Files.writeString(folder.resolve("other-words"), "another long passphrase\n");
        Files.createDirectories(folder.resolve("pages"));
        Files.writeString(folder.resolve("pages/index.html"), "<!doctype html>");
        Files.writeString(folder.resolve("pages/postern.js"), "x");
        Files.writeString(folder.resolve("pages/postern.js.br"), "y");
    }

    private int keys(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = new CommandLine(new KeysCommand());
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        // "%name" stands for a file in the folder.
        var code = line.execute(List.of(arguments).stream()
                .map(argument -> argument.startsWith("%") ? in(argument.substring(1)) : argument)
                .toArray(String[]::new));
        said = code == 0 ? out.toString() : err.toString();
        return code;
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private void done(String... arguments) {
        assertEquals(0, keys(arguments), () -> String.join(" ", arguments) + "\n" + said);
    }

    private void refused(int code, String words, String... arguments) {
        assertEquals(code, keys(arguments), () -> String.join(" ", arguments) + "\n" + said);
        assertTrue(said.contains(words), said);
        assertEquals(1, said.strip().lines().count(), said);
    }

    private byte[] read(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    /// Draws three admins; once for all tests, because each vault costs Argon2id's third of a second.
    private void admins() throws IOException {
        for (var i = 1; i <= 3; i++) {
            for (var name : List.of("admin-" + i + ".vault", "admin-" + i + ".card")) {
                if (DRAWN.containsKey(name)) {
                    Files.write(folder.resolve(name), DRAWN.get(name));
                }
            }
            if (!DRAWN.containsKey("admin-" + i + ".card")) {
                done(
                        "admin",
                        "--name",
                        "help.example/admin-" + i,
                        "--vault",
                        "%admin-" + i + ".vault",
                        "--card",
                        "%admin-" + i + ".card",
                        "--passphrase-file",
                        "%words");
                DRAWN.put("admin-" + i + ".vault", read("admin-" + i + ".vault"));
                DRAWN.put("admin-" + i + ".card", read("admin-" + i + ".card"));
            }
        }
    }

    private void composeRoot() {
        done(
                "root",
                "--origin",
                "help.example",
                "--log",
                LOG,
                "--threshold",
                "2",
                "--not-after",
                "2999-01-01",
                "--out",
                "%root-0001.note",
                "%admin-1.card",
                "%admin-2.card",
                "%admin-3.card");
    }

    private void sign(String file, int admin, String... more) {
        var arguments = new ArrayList<>(
                List.of("sign", "%" + file, "--vault", "%admin-" + admin + ".vault", "--passphrase-file", "%words"));
        arguments.addAll(List.of(more));
        done(arguments.toArray(String[]::new));
    }

    private void responders(int epoch, int count) throws IOException {
        var team = Team.draw(epoch, count, randomness);
        cardOptions.clear();
        cardFiles.clear();
        for (var i = 0; i < count; i++) {
            var name = "responder-" + epoch + "-" + i + ".card";
            Files.write(folder.resolve(name), team.cards().get(i).bytes());
            cardFiles.add("%" + name);
            cardOptions.addAll(List.of("--card", "%" + name));
        }
        Files.write(folder.resolve("epoch-" + epoch + ".card"), team.epochCard().bytes());
        Files.write(folder.resolve("epoch-" + epoch + ".age"), team.epochFile().bytes());
    }

    private String[] with(List<String> more, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(more);
        return all.toArray(String[]::new);
    }

    private String[] epochOne() {
        return with(
                cardFiles,
                "epoch",
                "--root",
                "%root-0001.note",
                "--epoch-card",
                "%epoch-1.card",
                "--epoch-file",
                "%epoch-1.age",
                "--intake-until",
                until.toString(),
                "--seats",
                "2",
                "--pages",
                "%pages",
                "--roster-out",
                "%roster-0001",
                "--out",
                "%manifest-0001.note");
    }

    private String[] newEpochProof() {
        return with(
                cardOptions, "--root", "%root-0001.note", "--epoch-file", "%epoch-1.age", "--roster", "%roster-0001");
    }

    private void found() throws IOException {
        admins();
        composeRoot();
        sign("root-0001.note", 1);
        sign("root-0001.note", 2);
        responders(1, 3);
        done(epochOne());
        sign("manifest-0001.note", 3, newEpochProof());
        sign("manifest-0001.note", 1, newEpochProof());
    }

    private Manifest verified() throws IOException {
        var notes = new Notes(List.of(read("root-0001.note")), Optional.of(read("manifest-0001.note")));
        var signed = SignedManifest.verifyOpenOrClosed(notes, Hash.of(read("root-0001.note")), 0);
        signed.requireOpen(InstantSource.system());
        return signed.manifest();
    }

    @Test
    void foundsAServiceThatEverybodyBelieves() throws IOException {
        found();
        var manifest = verified();
        assertEquals(3, manifest.seats().size());
        assertEquals(2, manifest.seatThreshold());
        assertEquals(
                List.of("/", "/postern.js"),
                manifest.files().stream().map(file -> file.path()).toList());
        done("show", "%manifest-0001.note");
        assertTrue(said.contains("2 of 3 key holders"), said);
        done("show", "%epoch-1.age");
        assertTrue(said.contains("sealed to 3 people"), said);
    }

    @Test
    void renewsAManifestAndPublishesIt() throws IOException {
        found();
        Files.writeString(folder.resolve("pages/postern.js"), "newer");
        done(
                "manifest",
                "--root",
                "%root-0001.note",
                "--previous",
                "%manifest-0001.note",
                "--pages",
                "%pages",
                "--out",
                "%manifest-0002.note");
        sign("manifest-0002.note", 1, "--root", "%root-0001.note", "--previous", "%manifest-0001.note");
        sign("manifest-0002.note", 2, "--root", "%root-0001.note", "--previous", "%manifest-0001.note");
        var received = new AtomicReference<>(new byte[0]);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/publish", exchange -> {
            received.set(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(received.get().length == 0 ? 422 : 200, -1);
            exchange.close();
        });
        server.start();
        try {
            var address = "http://127.0.0.1:" + server.getAddress().getPort();
            done("publish", "--to", address, "--manifest", "%manifest-0002.note");
        } finally {
            server.stop(0);
        }
        var current = new Notes(List.of(read("root-0001.note")), Optional.of(read("manifest-0001.note")));
        var standing = Published.accept(
                Publication.parse(received.get()),
                current,
                none -> EpochFiles.NONE,
                Hash.of(read("root-0001.note")),
                InstantSource.system());
        assertEquals(2, standing.manifest().orElseThrow().manifest().version());
        assertTrue(standing.epochFiles().isEmpty());
    }

    @Test
    void opensASecondEpochWithOtherPeople() throws IOException {
        found();
        responders(2, 2);
        done(with(
                cardFiles,
                "epoch",
                "--root",
                "%root-0001.note",
                "--previous",
                "%manifest-0001.note",
                "--epoch-card",
                "%epoch-2.card",
                "--epoch-file",
                "%epoch-2.age",
                "--intake-until",
                until.toString(),
                "--roster-out",
                "%roster-0002",
                "--out",
                "%manifest-0002.note"));
        var manifest = Manifest.parse(Files.readString(folder.resolve("manifest-0002.note")));
        assertEquals(2, manifest.intakeEpoch());
        assertEquals(2, manifest.epochs().size());
        assertEquals(3, manifest.seats().size());
        sign(
                "manifest-0002.note",
                2,
                with(
                        cardOptions,
                        "--root",
                        "%root-0001.note",
                        "--previous",
                        "%manifest-0001.note",
                        "--epoch-file",
                        "%epoch-2.age",
                        "--roster",
                        "%roster-0002"));
        var withoutACard = with(
                cardOptions.subList(0, 2),
                "sign",
                "%manifest-0002.note",
                "--vault",
                "%admin-1.vault",
                "--passphrase-file",
                "%words",
                "--root",
                "%root-0001.note",
                "--previous",
                "%manifest-0001.note",
                "--epoch-file",
                "%epoch-2.age",
                "--roster",
                "%roster-0002");
        refused(1, "sealed to 1 people, and this one is sealed to 2", withoutACard);
    }

    @Test
    void rotatesTheRootWithOldAndNewAdmins() throws IOException {
        found();
        done(
                "admin",
                "--name",
                "help.example/admin-4",
                "--vault",
                "%admin-4.vault",
                "--card",
                "%admin-4.card",
                "--passphrase-file",
                "%words");
        done(
                "root",
                "--previous",
                "%root-0001.note",
                "--threshold",
                "2",
                "--not-after",
                "2999-01-01",
                "--out",
                "%root-0002.note",
                "%admin-2.card",
                "%admin-3.card",
                "%admin-4.card");
        refused(
                2,
                "Give --previous",
                "sign",
                "%root-0002.note",
                "--vault",
                "%admin-1.vault",
                "--passphrase-file",
                "%words");
        for (var admin : new int[] {1, 2, 4}) {
            sign("root-0002.note", admin, "--previous", "%root-0001.note");
        }
        assertEquals(3, SignedNote.parse(read("root-0002.note")).signatureCount());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin-4.vault"))));
    }

    @Test
    void refusesToSignAnEpochFileSealedToOneMoreThanTheCards() throws IOException {
        admins();
        composeRoot();
        responders(1, 3);
        var ghost = Team.draw(1, 4, randomness);
        Files.write(folder.resolve("epoch-1.age"), ghost.epochFile().bytes());
        Files.write(folder.resolve("epoch-1.card"), ghost.epochCard().bytes());
        refused(1, "sealed to 3 people, and this one is sealed to 4", epochOne());
        assertFalse(Files.exists(folder.resolve("manifest-0001.note")));
    }

    @Test
    void refusesToSignWhatDoesNotFollow() throws IOException {
        found();
        var text = new String(read("manifest-0001.note"), StandardCharsets.UTF_8);
        var unsigned = text.substring(0, text.indexOf("\n\n") + 1);
        Files.writeString(folder.resolve("bad.note"), unsigned);
        var sign = new String[] {
            "sign",
            "%bad.note",
            "--vault",
            "%admin-1.vault",
            "--passphrase-file",
            "%words",
            "--root",
            "%root-0001.note",
            "--previous",
            "%manifest-0001.note"
        };
        refused(1, "of this version already", sign);
        Files.writeString(folder.resolve("bad.note"), unsigned.replace("version 1\n", "version 2\n"));
        refused(1, "does not follow", sign);
        var past = unsigned.replace(until.toString(), "2026-01-01T00:00:00Z")
                .replaceFirst("version 1\n", "version 2\n")
                .replaceFirst("previous 0*", "previous " + Hash.of(read("manifest-0001.note")));
        Files.writeString(folder.resolve("bad.note"), past);
        refused(1, "the end of intake is over", sign);
    }

    @Test
    void refusesToAddASignatureToATextThatWasChanged() throws IOException {
        found();
        var text = Files.readString(folder.resolve("manifest-0001.note"));
        Files.writeString(
                folder.resolve("manifest-0001.note"), text.replaceFirst("file /postern.js ", "file /postern.mjs "));
        refused(
                1,
                "signature",
                with(
                        List.of(newEpochProof()),
                        "sign",
                        "%manifest-0001.note",
                        "--vault",
                        "%admin-2.vault",
                        "--passphrase-file",
                        "%words"));
    }

    @Test
    void refusesTheWrongPassphraseAndTheWrongAdmin() throws IOException {
        admins();
        composeRoot();
        refused(
                1,
                "Wrong passphrase.",
                "sign",
                "%root-0001.note",
                "--vault",
                "%admin-1.vault",
                "--passphrase-file",
                "%other-words");
        done(
                "admin",
                "--name",
                "help.example/admin-9",
                "--vault",
                "%admin-9.vault",
                "--card",
                "%admin-9.card",
                "--passphrase-file",
                "%words");
        refused(
                2,
                "not one of the admins",
                "sign",
                "%root-0001.note",
                "--vault",
                "%admin-9.vault",
                "--passphrase-file",
                "%words");
    }

    @Test
    void saysInOneSentenceWhatWasUsedWrongly() throws IOException {
        admins();
        refused(
                1,
                "A vault is never overwritten",
                "admin",
                "--name",
                "help.example/admin-1",
                "--vault",
                "%admin-1.vault",
                "--card",
                "%new.card",
                "--passphrase-file",
                "%words");
        Files.writeString(folder.resolve("short"), "short\n");
        refused(
                1,
                "at least 12 characters",
                "admin",
                "--name",
                "help.example/a",
                "--vault",
                "%a.vault",
                "--card",
                "%a.card",
                "--passphrase-file",
                "%short");
        refused(2, "There is no file", "show", "%nothing");
        refused(2, "none of the ceremony's", "show", "%words");
        refused(2, "something to publish", "publish", "--to", "http://127.0.0.1:1");
        refused(1, "can't be reached", "publish", "--to", "http://127.0.0.1:1", "--root", "%admin-1.card");
        refused(
                1,
                "names to differ",
                "root",
                "--origin",
                "help.example",
                "--log",
                LOG,
                "--threshold",
                "2",
                "--not-after",
                "2999-01-01",
                "--out",
                "%r",
                "%admin-1.card",
                "%admin-1.card",
                "%admin-1.card");
        assertEquals(2, keys("sign"));
        assertEquals(2, keys());
    }

    @Test
    void everyStepExplainsItself() {
        for (var step : new CommandLine(new KeysCommand()).getSubcommands().keySet()) {
            done(step, "--help");
            assertTrue(said.contains("Usage:") && said.lines().count() > 4, step);
        }
    }
}

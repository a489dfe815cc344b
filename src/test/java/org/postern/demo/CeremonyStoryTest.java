package org.postern.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.until;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.Main;
import org.postern.api.IntakeClient;
import org.postern.ceremony.RecoveryAsk;
import org.postern.console.Console;
import org.postern.console.Settings;
import org.postern.console.Tab;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;
import org.postern.note.VerifierKey;
import org.postern.serve.ServeConfig;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;
import org.postern.serve.Server;
import org.postern.store.TestPostgres;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogSigner;
import org.postern.witness.LocalWitness;
import picocli.CommandLine;

/// A service's life as its people type it: the real command line against a real server with its PostgreSQL, a real
/// witness and real consoles. Nothing is published but by the admins' commands.
final class CeremonyStoryTest {
    private static final String ORIGIN = "story.postern.example";
    private static final String PASSPHRASE = "a long enough passphrase";

    private final Path home = TestPostgres.freshHome();
    private final Randomness randomness = Randomness.system();
    private final Map<String, Console> consoles = new HashMap<>();
    private LocalWitness witness;
    private Server server;
    private volatile String said = "";

    @AfterEach
    void close() {
        consoles.values().forEach(Console::close);
        if (server != null) {
            server.close();
        }
        if (witness != null) {
            witness.close();
        }
        TestPostgres.deleteAll(home);
    }

    @Test
    @Timeout(600)
    void aServiceIsFoundedRotatedJoinedLeftAndRecoveredByCommandsAlone() throws IOException {
        Files.writeString(home.resolve("words"), PASSPHRASE + "\n");
        found();
        listen();
        publishTheFirstEpoch();
        var a = open("ana");
        var b = open("bo");
        var c = open("cy");
        send("Under the first keys.");
        for (var tab : List.of(a, b, c)) {
            until(tab::list, html -> html.contains("Waiting for an answer (1)"));
            until(tab::status, html -> html.contains("Your keys for the next weeks are with the admins"));
        }
        verifies("manifest 1");

        rotateWhileTheWitnessIsDown();
        send("Under the second keys.");
        until(a::list, html -> html.contains("Waiting for an answer (2)"));
        verifies("manifest 2");

        letDeeIn();
        var d = open("dee");
        until(d::list, html -> html.contains("Waiting for an answer (2)"));
        verifies("manifest 3");

        stopCyWhileAnotherPublicationWaits();
        until(c::list, html -> html.contains("Your desk was stopped"));
        verifies("manifest 5");
        removeCy();
        send("Not for Cy.");
        until(d::list, html -> html.contains("Waiting for an answer (3)"));
        assertFalse(c.list().contains("Waiting for an answer"), c::list);
        verifies("manifest 6");

        cyComesBackFromABackup();
        var back = open("cy-new");
        until(back::list, html -> html.contains("Waiting for an answer (3)"));
        verifies("manifest 7");

        loseEverythingAndRecover();
        var again = open("bo-new");
        until(again::list, html -> html.contains("Waiting for an answer (3)"));
        var restored = open("ana-new");
        until(restored::list, html -> html.contains("Waiting for an answer (3)"));
        verifies("manifest 8");
    }

    private void found() throws IOException {
        VerifierKey log;
        try (var signer = LogSigner.create(home.resolve("log.key"), Root.logName(ORIGIN))) {
            log = signer.verifierKey();
        }
        var cosigner = CosignatureSigner.create(home.resolve("witness.key"), "witness.example");
        witness = new LocalWitness(home, cosigner, log);
        for (var i = 1; i <= 3; i++) {
            Files.createDirectory(home.resolve("keys-" + i));
            done("keys admin --name " + ORIGIN + "/admin-" + i + " --card %admin-" + i + ".card", "admin-" + i);
        }
        waits(
                "keys found --origin " + ORIGIN + " --threshold 2 --not-after 2099-01-01 --log " + log.text()
                        + " --quorum 1 --witness " + cosigner.verifierKey().text()
                        + " --proposal %root.postern --yes --keys %keys-1 %admin-1.card %admin-2.card %admin-3.card",
                "admin-1");
        waits("keys sign --proposal %root.postern --yes --keys %keys-2", "admin-2");
        done("keys sign --proposal %root.postern --yes --keys %keys-3", "admin-3");
        done("keys sign --proposal %root.postern --yes --keys %keys-1", "admin-1");
        done("keys sign --proposal %root.postern --yes --keys %keys-2", "admin-2");
    }

    /// The pages as the server serves them lie where the admins pin them from.
    private void listen() throws IOException {
        var config = new ServeConfig(
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                home.resolve("keys-1/root-0001.note"),
                new ServeConfig.Log(
                        home.resolve("log.key"), Optional.empty(), List.of(witness.address()), Optional.empty()),
                ServeConfig.LEAVE_URL_DEFAULT,
                false,
                home.resolve("data"),
                Optional.empty(),
                20,
                Bounds.DEFAULT);
        for (var served : Server.files(config).entrySet()) {
            var path = served.getKey().endsWith("/") ? served.getKey() + "index.html" : served.getKey();
            var file = home.resolve("pages" + path);
            Files.createDirectories(file.getParent());
            Files.write(file, served.getValue());
        }
        server = Server.start(config, TestPostgres.PROGRAMS, InstantSource.system());
    }

    private void publishTheFirstEpoch() throws IOException {
        for (var person : List.of("ana", "bo", "cy")) {
            enrol(person, "--seat ");
            done("keys backup --to %" + person + ".backup", person);
        }
        waits(
                "keys rotate --because founding --seats 2 --pages %pages --proposal %first.postern --deposit %ana.deposit"
                        + " --deposit %bo.deposit --deposit %cy.deposit --yes --keys %keys-1",
                "admin-1");
        done("keys draw --proposal %first.postern --keys %keys-1", "ana");
        waits("keys sign --proposal %first.postern --yes --keys %keys-1", "admin-1");
        waits("keys sign --proposal %first.postern --yes --keys %keys-2", "admin-2");
        done("keys publish --proposal %first.postern --keys %keys-1 --at " + server.teamUri(), "");
        says("Published: version 1 is in force.");
    }

    /// On their own machine; the admin who takes the card is the first.
    private void enrol(String person, String seat) throws IOException {
        done(
                "keys enrol " + seat + "--card %" + person + ".card --deposit %" + person + ".deposit --keys %keys-1",
                person);
        var at = server.publicUri() == null || !Files.exists(home.resolve("keys-1/manifest-0001.note"))
                ? ""
                : " --at " + server.teamUri();
        done("keys vet --called " + person + " --yes --keys %keys-1 %" + person + ".card" + at, "admin-1");
    }

    /// One command of each admin; a console draws. What waits for the witness is shown as soon as it is back.
    private void rotateWhileTheWitnessIsDown() {
        rotate("--now");
        says("1 more to go: postern keys sign");
        witness.stop();
        waits("keys sign --yes --keys %keys-2 --at " + server.teamUri(), "admin-2");
        says("waits for its witnesses. Needed: 1 of witness.example.");
        assertEquals(1, manifest().version());
        waits("keys sign --yes --keys %keys-2 --at " + server.teamUri(), "admin-2");
        says("waits for its witnesses. Needed: 1 of witness.example.");
        witness.startAgain();
        done("keys sign --yes --keys %keys-2 --at " + server.teamUri(), "admin-2");
        says("version 2 is in force");
        assertEquals(2, manifest().intakeEpoch());
    }

    private void letDeeIn() throws IOException {
        done("keys status --keys %keys-1 --at " + server.teamUri(), "admin-1");
        says("All is well.");
        enrol("dee", "");
        waits("keys status --keys %keys-1 --at " + server.teamUri(), "admin-1");
        says("dee is vetted and not let in yet");
        rotateTogether(3, "--now --because join --deposit %dee.deposit");
    }

    /// A rotation is taken in and waits for the witness; the removal follows it at once, and the server obeys it
    /// though nobody is shown it yet.
    private void stopCyWhileAnotherPublicationWaits() {
        rotate("--now");
        witness.stop();
        waits("keys sign --yes --keys %keys-2 --at " + server.teamUri(), "admin-2");
        assertEquals(3, manifest().version());
        waits("keys rotate --now --yes --keys %keys-1 --at " + server.teamUri(), "admin-1");
        says("has taken in version 4 and waits for its witnesses. Needed: 1 of witness.example.");
        rotate("--now --because removal --remove cy");
        says("This removes 1 person (cy), stops 4 desks at once (cy).");
        says("version 5");
        says("1 more to go: postern keys sign");
        waits("keys sign --yes --keys %keys-2 --at " + server.teamUri(), "admin-2");
        says("The server gives nothing more to the desk of cy from now on.");
        says("cy can still open what they have of epoch 4 until it is destroyed, on ");
        assertEquals(3, manifest().version());
        waits("keys status --keys %keys-2 --at " + server.teamUri(), "admin-2");
        says("The server has taken in manifest 5, which opens epoch 4, which stops 4 desks, and does not show it");
        witness.startAgain();
        done("keys sign --yes --keys %keys-2 --at " + server.teamUri(), "admin-2");
        says("version 5 is in force");
    }

    private void removeCy() {
        rotateTogether(5, "--now --because removal --remove cy");
        waits("keys status --keys %keys-2 --at " + server.teamUri(), "admin-2");
        says("There are only 2 key holders");
    }

    /// Only the laptop was lost, so two people vouch again for the card that was removed.
    private void cyComesBackFromABackup() {
        done("keys restore --from %cy.backup --passphrase-file %words", "cy-new", "");
        done("keys enrol --card %cy-new.card --deposit %cy-new.deposit --keys %keys-1", "cy-new");
        var vet = "keys vet --yes --called cy --vouched-by admin-1 --vouched-by admin-2 --keys %keys-1 --at "
                + server.teamUri();
        assertEquals(2, postern(vet + " %cy-new.card", "admin-1"), () -> said);
        says("This very card was removed on");
        assertEquals(
                1,
                postern(
                        "keys rotate --now --because join --deposit %cy-new.deposit --yes --keys %keys-1 --at "
                                + server.teamUri(),
                        "admin-1"),
                () -> said);
        says("lets nobody in: cy was removed");
        done(vet + " --again %cy-new.card", "admin-1");
        rotateTogether(6, "--now --because join --deposit %cy-new.deposit");
    }

    /// Nothing is left but backups, made before the first epoch was drawn; every vault and every console is lost, and
    /// so is the folder of whoever recovers.
    private void loseEverythingAndRecover() throws IOException {
        consoles.values().forEach(Console::close);
        consoles.clear();
        for (var person : List.of("ana", "bo", "cy", "cy-new", "dee")) {
            Files.delete(home.resolve(person + ".vault"));
        }
        done("keys fetch --keys %fetched --root-hash " + pinned().hex() + " --at " + server.teamUri(), "");
        for (var person : List.of("ana", "bo")) {
            done("keys restore --from %" + person + ".backup --passphrase-file %words", person + "-new", "");
            done(
                    "keys enrol --card %" + person + "-new.card --deposit %" + person + "-new.deposit --keys %fetched",
                    person + "-new");
        }
        done("keys recover ask --keys %fetched --out %ask", "bo-new");
        var words = RecoveryAsk.parse(Files.readAllBytes(home.resolve("ask"))).fingerprint();
        for (var seat : List.of("ana", "bo")) {
            var line = new ArrayList<>(List.of("keys", "recover", "share", "--keys", "%fetched", "--ask", "%ask"));
            line.addAll(List.of("--words", words, "--out", "%share-" + seat));
            line.addAll(List.of("--vault", "%" + seat + ".backup", "--passphrase-file", "%words"));
            assertEquals(0, postern(line, ""), () -> said);
        }
        done("keys recover join --keys %fetched --ask %ask --share %share-ana --share %share-bo", "bo-new");
        says("Restored: 6 epochs");
        recoverByFiles();
        says("Published: version 8 is in force.");
    }

    /// Both admins beside one folder, the one that published last.
    private void recoverByFiles() {
        waits(
                "keys rotate --now --because recovery --proposal %recovery.postern --yes --keys %keys-1"
                        + " --deposit %ana-new.deposit --deposit %bo-new.deposit",
                "admin-2");
        waits("keys sign --proposal %recovery.postern --yes --keys %keys-1", "admin-1");
        done("keys draw --proposal %recovery.postern --keys %keys-1", "bo-new");
        waits("keys sign --proposal %recovery.postern --yes --keys %keys-1", "admin-1");
        waits("keys sign --proposal %recovery.postern --yes --keys %keys-1", "admin-2");
        done("keys publish --proposal %recovery.postern --keys %keys-1 --at " + server.teamUri(), "");
    }

    /// One command of each admin, at once: the first waits for the second where people join.
    private void rotateTogether(int epoch, String options) {
        var first = new Thread(() -> rotate(options));
        first.start();
        until(
                () -> {
                    postern("keys sign --yes --keys %keys-2 --at " + server.teamUri(), "admin-2");
                    return manifest().intakeEpoch();
                },
                shown -> shown == epoch);
        try {
            first.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        // Whoever did not publish takes notes and sealed files over now.
        postern("keys sign --yes --keys %keys-1 --at " + server.teamUri(), "admin-1");
        assertTrue(Files.exists(home.resolve("keys-1/recovery-%04d".formatted(epoch))), () -> said);
    }

    /// It waits for the other admin, unless that one has signed meanwhile.
    private void rotate(String options) {
        var code = postern(
                "keys rotate " + options + " --yes --wait 2 --keys %keys-1 --at " + server.teamUri(), "admin-1");
        assertTrue(code == 0 || code == 3, () -> said);
    }

    private Tab open(String person) {
        var vault = vault(person);
        var settings = new Settings(
                server.teamUri(),
                pinned(),
                Duration.ofMillis(200),
                Duration.ZERO,
                Duration.ofDays(1_000),
                InstantSource.system(),
                randomness);
        // One at a time, as on a machine of its own: each takes the memory that makes guessing dear.
        var console = Console.start(vault.open(), settings, keyring -> {
            synchronized (this) {
                vault.keep(keyring);
            }
        });
        consoles.put(person, console);
        return new Tab(console);
    }

    private VaultFile vault(String person) {
        return new VaultFile(home.resolve(person + ".vault"), PASSPHRASE.toCharArray(), randomness);
    }

    private void send(String text) {
        var draft = new Draft(
                HelpRequest.Kind.FIRST,
                Answers.of(Map.of("needs", List.of("housing"))),
                text,
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
        var keys = RequesterKeys.derive(NineWords.draw(randomness), read("keys-1/root-0001.note"));
        new IntakeClient(server.publicUri())
                .request(new Sealer(randomness, InstantSource.system())
                        .request(draft, keys, manifest())
                        .frame());
    }

    private VerifiedManifest manifest() {
        return VerifiedManifest.verify(
                new IntakeClient(server.publicUri()).notes(), pinned(), 0, InstantSource.system());
    }

    private Hash pinned() {
        return Hash.of(read("keys-1/root-0001.note"));
    }

    private byte[] read(String name) {
        try {
            return Files.readAllBytes(home.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void verifies(String words) {
        done("verify --root %keys-1/root-0001.note --seen %seen " + server.publicUri(), "");
        assertTrue(new String(read("seen"), StandardCharsets.US_ASCII).contains(words), () -> said);
    }

    private void done(String line, String who) {
        assertEquals(0, postern(line, who), () -> line + "\n" + said);
    }

    /// What was asked for is not in force yet, and the last lines say for whom it waits.
    private void waits(String line, String who) {
        assertEquals(3, postern(line, who), () -> line + "\n" + said);
    }

    /// The new vault is an option here, and nobody's to be opened.
    private void done(String line, String fresh, String who) {
        done(line + " --vault %" + fresh + ".vault", who);
    }

    private void says(String words) {
        assertTrue(said.contains(words), () -> "expected: " + words + "\n" + said);
    }

    private int postern(String line, String who) {
        return postern(List.of(line.split(" ")), who);
    }

    /// Types a command line in the home folder, where `%name` stands for a file; with somebody's vault, if anybody's.
    private int postern(List<String> words, String who) {
        var all = new ArrayList<>(words);
        if (!who.isEmpty()) {
            all.addAll(List.of("--vault", "%" + who + ".vault", "--passphrase-file", "%words"));
        }
        var out = new StringWriter();
        var line = new CommandLine(Main.class);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        var code = line.execute(all.stream()
                .map(word ->
                        word.startsWith("%") ? home.resolve(word.substring(1)).toString() : word)
                .toArray(String[]::new));
        said = out.toString();
        if (Boolean.getBoolean("story.told")) {
            System.out.println("$ postern " + String.join(" ", words) + "\n" + said);
        }
        return code;
    }
}

package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.Pty;
import org.postern.ceremony.Deposit;
import org.postern.ceremony.DepositedKeys;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.PublicKey;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.note.SignedNote;
import picocli.CommandLine;

/// The ceremony as admins type it.
final class KeysCommandTest {
    private static final String ORIGIN = "help.example";
    private final MemoryBoard board = new MemoryBoard(ORIGIN, Instant::now, List::of);

    @TempDir
    private Path folder;

    private Typed typed;

    @BeforeEach
    void makeFolders() throws IOException {
        typed = new Typed(folder);
        Files.createDirectories(folder.resolve("pages"));
        Files.writeString(folder.resolve("pages/index.html"), "<!doctype html>");
        Files.createDirectories(folder.resolve("keys-1"));
        Files.createDirectories(folder.resolve("keys-2"));
    }

    /// A command of one admin, who agrees to everything.
    private String[] as(int admin, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--keys",
                "%keys-" + admin,
                "--vault",
                "%admin-" + admin + ".vault",
                "--passphrase-file",
                "%words",
                "--yes"));
        return all.toArray(String[]::new);
    }

    private void root() {
        for (var i = 1; i <= 3; i++) {
            typed.done(
                    "admin",
                    "--name",
                    ORIGIN + "/admin-" + i,
                    "--vault",
                    "%admin-" + i + ".vault",
                    "--card",
                    "%admin-" + i + ".card",
                    "--passphrase-file",
                    "%words");
        }
        typed.waits(
                "Carry the file to admin-2 and admin-3",
                found(2, board.log.verifierKey().text(), "%root.postern", "%admin-3.card"));
        assertFalse(Files.exists(folder.resolve("keys-1/root-0001.note")));
        var sign = new String[] {"sign", "--proposal", "%root.postern"};
        typed.waits("Carry the file to admin-3", as(2, sign));
        typed.waits("Carry the file to admin-3", as(2, sign));
        typed.done(as(3, sign));
        assertTrue(typed.said().contains("root-0001.note is complete"), typed.said());
        typed.done(as(1, sign));
        typed.done(as(2, sign));
    }

    private String sixWords() {
        return typed.said()
                .lines()
                .filter(line -> line.matches(" {4}([a-z]+ ?){6}"))
                .findFirst()
                .orElseThrow()
                .strip();
    }

    @Test
    void whatAnAdminWroteDownAtHomeIsWhatFoundAndSignReadAloud() throws IOException {
        root();
        Files.delete(folder.resolve("admin-2.card"));
        typed.done(
                "admin",
                "--name",
                ORIGIN + "/admin-2",
                "--vault",
                "%admin-2.vault",
                "--card",
                "%admin-2.card",
                "--passphrase-file",
                "%words");
        var words = sixWords();
        typed.done("show", "%admin-2.card");
        assertTrue(typed.said().contains(words), typed.said());
        typed.done(as(1, "sign", "--proposal", "%root.postern"));
        assertTrue(typed.said().contains("  admin-2: " + words), typed.said());
        typed.done("show", "%keys-1/root-0001.note");
        assertTrue(typed.said().contains(words), typed.said());
        // A card with the right signing key, and somebody else's key to read by.
        var card = Files.readString(folder.resolve("admin-2.card")).lines().toList();
        var other = Files.readString(folder.resolve("admin-3.card")).lines().toList();
        Files.writeString(
                folder.resolve("swapped.card"), card.get(0) + "\n" + card.get(1) + "\n" + other.get(2) + "\n");
        typed.done("show", "%swapped.card");
        assertFalse(typed.said().contains(words), typed.said());
    }

    @Test
    void aNameThatNoRootTakesIsRefusedBeforeKeysAreMade() {
        for (var name : List.of("admin-1", "help.example/", "help.example/Ada L", "Help.example/admin-1")) {
            typed.refused(
                    2,
                    "such as help.example/admin-1. Nothing was made.",
                    "admin",
                    "--name",
                    name,
                    "--vault",
                    "%new.vault",
                    "--card",
                    "%new.card",
                    "--passphrase-file",
                    "%words");
            assertFalse(Files.exists(folder.resolve("new.vault")));
        }
    }

    @Test
    void whoeverSignsBeforeTheFileCameIsToldWhoHasIt() {
        typed.refused(
                2,
                "Get it from the admin who has signed last",
                "sign",
                "--keys",
                "%not-yet",
                "--proposal",
                "%root.postern",
                "--vault",
                "%admin-2.vault",
                "--passphrase-file",
                "%words",
                "--yes");
    }

    @Test
    void adminsWhoSignCopiesOfOneProposalMakeOneRoot() throws IOException {
        root();
        var root = Files.readAllBytes(folder.resolve("keys-1/root-0001.note"));
        for (var i = 1; i <= 3; i++) {
            assertArrayEquals(root, Files.readAllBytes(folder.resolve("keys-" + i + "/root-0001.note")));
            Files.delete(folder.resolve("keys-" + i + "/root-0001.note"));
        }
        var before = Proposal.parse(Files.readAllBytes(folder.resolve("root.postern")));
        var first = SignedNote.parse((before.root().orElseThrow().text() + "\n"
                        + before.root().orElseThrow().signatures().getFirst().text() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        for (var copy : List.of("one", "two")) {
            Files.write(
                    folder.resolve(copy),
                    Proposal.ofChange(Optional.empty(), Optional.of(first), Optional.empty())
                            .bytes());
        }
        typed.waits("Carry the file to admin-3", as(2, "sign", "--proposal", "%one"));
        typed.waits("Carry the file to admin-2", as(3, "sign", "--proposal", "%two"));
        typed.done(as(3, "sign", "--proposal", "%one"));
        typed.done(as(2, "sign", "--proposal", "%two"));
        assertArrayEquals(root, Files.readAllBytes(folder.resolve("keys-2/root-0001.note")));
        assertArrayEquals(root, Files.readAllBytes(folder.resolve("keys-3/root-0001.note")));
        typed.done(as(3, "sign", "--proposal", "%two"));
    }

    @Test
    void aFoundingThatCantWorkNamesTheCardOrTheKeyThatIsWrong() throws IOException {
        root();
        typed.done(
                "admin",
                "--name",
                ORIGIN + "/admin-1",
                "--vault",
                "%x.vault",
                "--card",
                "%x.card",
                "--passphrase-file",
                "%words");
        var log = board.log.verifierKey().text();
        typed.refused(
                1, "x.card both have the name " + ORIGIN + "/admin-1", found(2, log, "%other.postern", "%x.card"));
        typed.refused(1, "admin-1.card stands there twice", found(2, log, "%other.postern", "%admin-1.card"));
        typed.refused(
                2,
                "What is given for --log is not a whole key",
                found(2, log.substring(0, log.length() - 1), "%other.postern", "%admin-3.card"));
        typed.refused(1, "it begins with postern/admin-card/v1", as(1, "vet", "--called", "p1", "%admin-2.card"));
        responders();
        typed.refused(1, "such as a deposit", as(1, "vet", "--called", "p1", "%p1.deposit"));
        typed.refused(1, "it is a vault, or a backup of one", as(1, "vet", "--called", "p1", "%admin-1.vault"));
    }

    private String[] found(int threshold, String log, String proposal, String lastCard) {
        return as(
                1,
                "found",
                "--origin",
                ORIGIN,
                "--threshold",
                Integer.toString(threshold),
                "--log",
                log,
                "--proposal",
                proposal,
                "%admin-1.card",
                "%admin-2.card",
                lastCard);
    }

    @Test
    void aSecondFirstRootIsRefusedBeforeAnybodySigns() throws IOException {
        root();
        var found = found(3, board.log.verifierKey().text(), "%second.postern", "%admin-3.card");
        typed.refused(1, "is another first root than this one", found);
        assertFalse(Files.exists(folder.resolve("second.postern")));
        Files.delete(folder.resolve("keys-1/root-0001.note"));
        typed.waits("! All 3 admins have to agree", found);
        typed.refused(1, "is another first root than this one", as(2, "sign", "--proposal", "%second.postern"));
    }

    @Test
    void aCardIsNotNotedBeforeItsSixWordsWereCompared() throws IOException, InterruptedException {
        root();
        responders();
        var vet = Pty.postern(
                "keys",
                "vet",
                "--keys",
                "keys-1",
                "--vault",
                "admin-1.vault",
                "--passphrase-file",
                "words",
                "--called",
                "p1",
                "p1.card");
        try (var pty = Pty.shell(folder, Map.of("LC_ALL", "C.UTF-8"), vet)) {
            pty.expect("Their card reads: ")
                    .expect("Did they read these six words to you")
                    .type("no");
            pty.expect("Nothing was noted.");
            assertEquals(1, pty.ended(), pty::screen);
        }
        assertTrue(new AdminFolder(folder.resolve("keys-1")).draft().isEmpty());
        try (var pty = Pty.shell(folder, Map.of("LC_ALL", "C.UTF-8"), vet)) {
            pty.expect("Did they read these six words to you").type("yes");
            assertEquals(0, pty.ended(), pty::screen);
        }
        typed.done(as(1, "remove", "p1", "--because", "a wrong card"));
        assertTrue(typed.said().contains("is not in what you propose from now on"), typed.said());
        typed.refused(
                2, "Nobody is called p1 on this folder's own list", as(1, "remove", "p1", "--because", "a wrong card"));
        typed.done(as(1, "vet", "--called", "p1", "--vouched-by", "nobdy", "%p2.card"));
        assertTrue(typed.said().contains("Nobody here is called nobdy."), typed.said());
        typed.refused(2, "with another card", as(1, "vet", "--called", "p1", "%p1.card"));
        typed.done(as(1, "vet", "--called", "p3", "--vouched-by", "admin-1", "--vouched-by", "admin-1", "%p3.card"));
        assertTrue(typed.said().contains("Vouched for by admin-1. Two different people"), typed.said());
        typed.refused(2, "with another card", as(1, "vet", "--called", "p1", "%p3.card"));
        assertTrue(new AdminFolder(folder.resolve("keys-1")).draft().isPresent());
    }

    @Test
    void helpListsNoOptionThatDoesNothing() {
        var useless = Map.of(
                "found", List.of("--at ", "--deposit", "--wait", "--ca "),
                "vet", List.of("--proposal", "--deposit", "--wait"),
                "renew", List.of("--proposal", "--deposit", "--wait", "--yes"),
                "remove", List.of("--deposit", "--wait"),
                "manifest", List.of("--deposit", "--wait"),
                "destroy", List.of("--deposit", "--wait"),
                "sign", List.of("--deposit"),
                "status", List.of("--proposal", "--deposit", "--wait", "--yes", "--dry-run"),
                "enrol", List.of("--signer"),
                "draw", List.of("--signer"));
        useless.forEach((step, options) -> {
            typed.done(step, "--help");
            options.forEach(option -> assertFalse(typed.said().contains(option), step + " " + option));
        });
        typed.done("backup", "--help");
        assertFalse(typed.said().contains("--signer"), typed.said());
    }

    /// Three responders with vaults on disk, cards and deposits, as `enrol` makes them.
    private void responders() throws IOException {
        var root = new AdminFolder(folder.resolve("keys-1")).inForce().root();
        var randomness = Randomness.system();
        for (var i = 1; i <= 3; i++) {
            try (var keyring = Keyring.draw(true, randomness);
                    var vault = new VaultFile(
                            folder.resolve("p" + i + ".vault"), Typed.PASSPHRASE.toCharArray(), randomness);
                    var seat = keyring.seatIdentity().orElseThrow()) {
                var person = PublicKey.of(Ed25519.publicKey(keyring.person()));
                var card = keyring.drawEpoch(1, randomness);
                var keys = new DepositedKeys(1, card.preKey(), PublicKey.of(card.desk()), card.seatPreKey());
                Files.write(
                        folder.resolve("p" + i + ".card"),
                        new PersonCard(person, Optional.of(seat.recipient())).bytes());
                Files.write(
                        folder.resolve("p" + i + ".deposit"),
                        new Deposit(person, 1, List.of(keys)).seal(keyring.person(), Recipients.of(root), randomness));
                vault.create(keyring);
            }
        }
    }

    @Test
    void foundsAServiceOfflineWithFilesThatAreCarriedAbout() throws IOException {
        root();
        responders();
        for (var i = 1; i <= 3; i++) {
            typed.done(
                    "vet",
                    "--called",
                    "p" + i,
                    "--keys",
                    "%keys-1",
                    "--vault",
                    "%admin-1.vault",
                    "--passphrase-file",
                    "%words",
                    "--yes",
                    "%p" + i + ".card");
            assertTrue(typed.said().contains("This lets in p" + i), typed.said());
        }
        var rotate = as(
                1,
                "rotate",
                "--because",
                "founding",
                "--seats",
                "2",
                "--pages",
                "%pages",
                "--proposal",
                "%first.postern",
                "--deposit",
                "%p1.deposit",
                "--deposit",
                "%p2.deposit",
                "--deposit",
                "%p3.deposit");
        var dry = new ArrayList<>(List.of(rotate));
        dry.add("--dry-run");
        typed.done(dry.toArray(String[]::new));
        assertTrue(typed.said().contains("This lets in 3 people (p1, p2, p3), opens epoch 1 until"), typed.said());
        assertFalse(Files.exists(folder.resolve("first.postern")));
        typed.waits("postern keys draw", rotate);
        var publish = new String[] {
            "publish", "--keys", "%keys-1", "--proposal", "%first.postern", "--at", "http://127.0.0.1:1"
        };
        typed.refused(1, "Nobody answers at this address", publish);
        typed.done(
                "draw",
                "--keys",
                "%keys-1",
                "--proposal",
                "%first.postern",
                "--vault",
                "%p2.vault",
                "--passphrase-file",
                "%words");
        typed.waits("1 more to go", as(1, "sign", "--proposal", "%first.postern"));
        // The same admin twice is one.
        typed.waits("1 more to go", as(1, "sign", "--proposal", "%first.postern"));
        typed.waits("Enough admins have signed", as(2, "sign", "--proposal", "%first.postern"));
        var proposal = Proposal.parse(Files.readAllBytes(folder.resolve("first.postern")));
        assertEquals(2, proposal.manifest().orElseThrow().signatureCount());
        typed.done("show", "%first.postern");
        board.pinned = new AdminFolder(folder.resolve("keys-1")).pinned();
        try (var server = new HttpBoard(board, () -> {})) {
            publish[publish.length - 1] = server.url();
            typed.done(publish);
            assertTrue(typed.said().contains("Published: version 1 is in force."), typed.said());
            typed.done(publish);
            assertTrue(typed.said().contains("published already"), typed.said());
        }
        assertTrue(Files.exists(folder.resolve("keys-1/epoch-0001.age")));
        typed.done("show", "%p1.card");
    }

    @Test
    void rotatesRemovesAndRotatesAgainOnlineWithOneCommandOfEachAdmin() throws IOException {
        var now = Instant.now();
        var house = Admins.founded(folder.resolve("house"), 31, 3, now.minus(Duration.ofDays(2)));
        house.time = now;
        vaults(house);
        try (var server = new HttpBoard(house)) {
            typed.done(as(1, "rotate", "--at", server.url()));
            assertTrue(typed.said().contains("There is nothing to do yet"), typed.said());
            var keys = new AdminFolder(folder.resolve("keys-1"));
            var draft = keys.draft().map(Hash::of);
            typed.refused(
                    1,
                    "Only 1 key holder (p0) is left, and 2 have to agree.",
                    as(1, "rotate", "--remove", "p1", "--remove", "p2", "--at", server.url()));
            assertTrue(typed.said().contains("Nobody was removed, and nothing is noted"), typed.said());
            assertTrue(typed.said().contains("What stops a desk at once"), typed.said());
            assertEquals(draft, keys.draft().map(Hash::of), "a failed removal is not kept");
            Files.writeString(folder.resolve("template.html"), "<meta content={{root}}>");
            typed.refused(
                    2,
                    "is the template of the page",
                    as(1, "rotate", "--now", "--file", "/=" + folder.resolve("template.html"), "--at", server.url()));
            typed.waits("1 more to go: postern keys sign", as(1, "rotate", "--now", "--at", server.url()));
            typed.waits(
                    "A proposal waits for an admin who has not signed it since it was drawn: postern keys sign",
                    status(2, server));
            typed.done(as(2, "sign", "--at", server.url()));
            assertTrue(typed.said().contains("Published: version 2 is in force."), typed.said());
            typed.done(as(1, "rotate", "--now", "--at", server.url()));
            assertTrue(
                    typed.said().contains("There is nothing more to do"), "given again right after: " + typed.said());
            var before = house.round(1, step -> {}).draft();
            typed.waits("1 more to go", as(1, "remove", "p2", "--because", "left in anger", "--at", server.url()));
            typed.waits("Leaves with it: p2.", status(2, server));
            assertTrue(typed.said().contains("somebody is removed, without new keys"), typed.said());
            typed.done(as(2, "sign", "--at", server.url()));
            var seen = new AdminFolder(folder.resolve("keys-1"));
            assertEquals(3, seen.inForce().nextVersion());
            typed.waits("an epoch that p2, who was removed, can open", status(1, server));
            assertEquals(4, seen.inForce().nextVersion(), "what was seen is kept");
            house.round(1, step -> {}).keepDraft(before);
            typed.waits("an epoch that p2, who was removed, can open", status(1, server));
            assertFalse(typed.said().contains("p2 is vetted"), typed.said());
            assertTrue(typed.said().contains("Only 2 of the key holders are left, and 2 must agree"), typed.said());
            assertEquals(2, house.inForce().manifest().orElseThrow().stopped().size());
            house.time = Instant.now();
            typed.waits("1 more to go", as(1, "rotate", "--now", "--because", "removal", "--at", server.url()));
            typed.done(as(2, "sign", "--at", server.url()));
            assertEquals(
                    List.of(1, 2, 3),
                    house.inForce().epochs().stream().map(LivingEpoch::epoch).toList());
            house.consoles();
            assertTrue(house.people.get(2).epochSeed(3).isEmpty(), "who was removed gets no further epoch");
            typed.done(as(1, "destroy", "--at", server.url()));
            assertTrue(typed.said().contains("nothing to destroy today"), typed.said());
            typed.refused(1, "takes requests", as(1, "destroy", "--epoch", "3", "--at", server.url()));
            typed.waits("1 more to go", as(1, "manifest", "--pages", "%pages", "--at", server.url()));
            typed.done(as(2, "sign", "--at", server.url()));
            assertEquals(5, house.inForce().nextVersion() - 1);
            typed.done(
                    "renew",
                    "p0",
                    "--vetted-until",
                    "2999-01-01",
                    "--keys",
                    "%keys-1",
                    "--vault",
                    "%admin-1.vault",
                    "--passphrase-file",
                    "%words",
                    "--at",
                    server.url());
        }
    }

    @Test
    void aDryRunShowsTheRemovalThatTheCommandWouldMakeAndKeepsNothing() throws IOException {
        var now = Instant.now();
        var house = Admins.founded(folder.resolve("house"), 32, 3, now.minus(Duration.ofDays(2)));
        house.time = now;
        vaults(house);
        try (var server = new HttpBoard(house)) {
            var keys = new AdminFolder(folder.resolve("keys-1"));
            var draft = keys.draft().map(Hash::of);
            var open = keys.open().map(proposal -> Hash.of(proposal.bytes()));
            typed.done(as(1, "rotate", "--remove", "p2", "--seats", "2", "--dry-run", "--at", server.url()));
            assertTrue(typed.said().contains("removes 1 person (p2)"), typed.said());
            assertTrue(typed.said().contains("nothing was signed, written or sent"), typed.said());
            assertEquals(draft, keys.draft().map(Hash::of));
            assertEquals(open, keys.open().map(proposal -> Hash.of(proposal.bytes())));
            typed.waits("1 more to go", as(1, "rotate", "--now", "--at", server.url()));
            assertFalse(typed.said().contains("removes 1 person"), typed.said());
        }
    }

    private String[] status(int admin, HttpBoard server) {
        return new String[] {
            "status",
            "--keys",
            "%keys-" + admin,
            "--vault",
            "%admin-" + admin + ".vault",
            "--passphrase-file",
            "%words",
            "--at",
            server.url()
        };
    }

    private void vaults(Admins house) throws IOException {
        for (var i = 1; i <= 2; i++) {
            try (var vault = new VaultFile(
                            folder.resolve("admin-" + i + ".vault"),
                            Typed.PASSPHRASE.toCharArray(),
                            Randomness.system());
                    var content = house.admins.get(i - 1).encode()) {
                vault.create(content);
            }
            Files.delete(folder.resolve("keys-" + i));
            Files.move(house.folders.get(i - 1), folder.resolve("keys-" + i));
            house.folders.set(i - 1, folder.resolve("keys-" + i));
        }
    }

    @Test
    void saysInOneSentenceWhatWasUsedWrongly() throws IOException {
        typed.refused(2, "There is no folder", "status", "--keys", "%nowhere");
        typed.refused(2, "There is no root-0001.note", "status", "--keys", "%keys-1");
        root();
        typed.refused(2, "Give --at URL", as(1, "rotate"));
        typed.refused(2, "--because is one of", as(1, "rotate", "--because", "boredom", "--proposal", "%x"));
        typed.refused(1, "this service has no manifest yet".substring(5), as(1, "rotate", "--proposal", "%x"));
        typed.refused(1, "Nobody could read this epoch", as(1, "rotate", "--because", "founding", "--proposal", "%x"));
        typed.refused(1, "There is nothing to sign", as(1, "sign", "--proposal", "%x"));
        typed.refused(
                2,
                "Nobody is called",
                "renew",
                "Ana",
                "--keys",
                "%keys-1",
                "--vault",
                "%admin-1.vault",
                "--passphrase-file",
                "%words");
        typed.refused(
                1,
                "Wrong passphrase",
                "renew",
                "Ana",
                "--keys",
                "%keys-1",
                "--vault",
                "%admin-1.vault",
                "--passphrase-file",
                "%other-words");
        typed.refused(2, "address has to look like", as(1, "rotate", "--at", "somewhere"));
        typed.refused(1, "Nobody answers at this address", as(1, "rotate", "--at", "http://127.0.0.1:1"));
        typed.refused(1, "There is no file", "show", "%nothing");
        assertEquals(2, typed.keys("sign"));
        assertEquals(2, typed.keys());
    }

    @Test
    void everyStepExplainsItself() {
        for (var step : new CommandLine(new KeysCommand()).getSubcommands().keySet()) {
            typed.done(step, "--help");
            assertTrue(typed.said().contains("Usage:") && typed.said().lines().count() > 4, step);
        }
    }
}

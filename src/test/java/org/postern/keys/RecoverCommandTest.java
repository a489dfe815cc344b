package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.ceremony.Deposit;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.Recovery;
import org.postern.ceremony.RecoveryAsk;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import org.postern.manifest.Admin;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// `enrol` and `recover` as people type them: three key holders of whom two restore what every responder has lost.
final class RecoverCommandTest {
    private static final String ORIGIN = "help.example";
    private static final String[] WORDS = {"--passphrase-file", "%words", "--keys", "%keys"};

    private final Randomness randomness = Randomness.system();
    private final List<HybridIdentity> admins = new ArrayList<>();
    private final List<NoteSigner> signers = new ArrayList<>();
    private final List<EpochSeed> seeds = new ArrayList<>();

    @TempDir
    private Path folder;

    private Typed typed;

    /// Root and manifest with epochs 1 and 2, drawn for three people who hold the seats; their vaults `seat-1` and so
    /// on
    /// hold only what a seat needs.
    @BeforeEach
    void found() throws IOException {
        typed = new Typed(folder);
        Files.createDirectories(folder.resolve("keys"));
        for (int i = 1; i <= 3; i++) {
            admins.add(HybridIdentity.fromSeed(SecretBytes.random(randomness, 32)));
            signers.add(new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32)));
        }
        var log = new VerifierKey(ORIGIN + "/log", Ed25519.publicKey(SecretBytes.random(randomness, 32)));
        var list = IntStream.range(0, 3)
                .mapToObj(i ->
                        new Admin(signers.get(i).verifierKey(), admins.get(i).recipient()))
                .toList();
        sign("root-0001.note", new Root(ORIGIN, 1, LocalDate.parse("2999-01-01"), 2, list, log, 0, List.of()).text());
    }

    private void open() throws IOException {
        var people = IntStream.range(0, 3)
                .mapToObj(i -> Keyring.draw(true, randomness))
                .toList();
        var epochs = new ArrayList<LivingEpoch>();
        for (int number = 1; number <= 2; number++) {
            int epoch = number;
            var cards = people.stream()
                    .map(person -> person.drawEpoch(epoch, randomness))
                    .toList();
            var seed = EpochSeed.draw(epoch, randomness);
            seeds.add(seed);
            var file = seed.seal(cards, randomness);
            var recovery = Recovery.seal(
                    seed,
                    2,
                    cards.stream().map(card -> card.seatPreKey().orElseThrow()).toList(),
                    randomness);
            Files.write(folder.resolve("keys/recovery-000" + epoch), recovery);
            var roster =
                    Roster.draw(epoch, cards.stream().map(ResponderCard::desk).toList(), randomness);
            epochs.add(new LivingEpoch(
                    epoch,
                    Instant.parse("2026-11-2" + epoch + "T00:00:00Z"),
                    LocalDate.parse("2026-12-2" + epoch),
                    roster.root(),
                    LivingEpoch.hashOf(seed.recipient()),
                    new EpochFiles(List.of(file)).hash(),
                    Hash.of(recovery)));
        }
        var seats = people.stream()
                .map(person -> person.card(1).seat().orElseThrow())
                .toList();
        sign(
                "manifest-0001.note",
                new Manifest(
                                ORIGIN,
                                1,
                                1,
                                seeds.getLast().recipient(),
                                epochs,
                                List.of(),
                                List.of(),
                                Hash.NONE,
                                2,
                                seats,
                                List.of(),
                                Hash.NONE)
                        .text());
        for (int i = 0; i < 3; i++) {
            save("seat-" + (i + 1), people.get(i));
        }
    }

    private void sign(String name, String text) throws IOException {
        Files.write(
                folder.resolve("keys").resolve(name),
                SignedNote.sign(text, signers.get(0)).with(signers.get(1)).bytes());
    }

    private void save(String name, Keyring keyring) {
        try (keyring;
                var file = vault(name)) {
            file.create(keyring);
        }
    }

    private VaultFile vault(String name) {
        return new VaultFile(folder.resolve(name), Typed.PASSPHRASE.toCharArray(), randomness);
    }

    private static String[] with(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(WORDS));
        return all.toArray(String[]::new);
    }

    private String enrol(String... more) {
        var all = new ArrayList<>(List.of("enrol", "--vault", "%new", "--card", "%card", "--deposit", "%deposit"));
        all.addAll(List.of(more));
        typed.done(with(all.toArray(String[]::new)));
        return typed.said();
    }

    private String words() throws IOException {
        return RecoveryAsk.parse(Files.readAllBytes(folder.resolve("ask"))).fingerprint();
    }

    private String[] share(int seat) throws IOException {
        return with(
                "recover",
                "share",
                "--vault",
                "%seat-" + seat,
                "--ask",
                "%ask",
                "--words",
                words(),
                "--out",
                "%share-" + seat);
    }

    private static String[] join(int... seats) {
        var all = new ArrayList<>(List.of("recover", "join", "--vault", "%new", "--ask", "%ask"));
        for (int seat : seats) {
            all.addAll(List.of("--share", "%share-" + seat));
        }
        return with(all.toArray(String[]::new));
    }

    @Test
    void enrolsAResponderWhoseDepositEveryAdminOpens() throws IOException {
        var said = enrol("--seat");
        var card = PersonCard.parse(Files.readAllBytes(folder.resolve("card")));
        assertTrue(said.contains("    " + card.fingerprint() + "\n"), said);
        assertTrue(card.seat().isPresent());
        for (var admin : admins) {
            var deposit = Deposit.open(Files.readAllBytes(folder.resolve("deposit")), admin)
                    .orElseThrow();
            assertEquals(card.person(), deposit.person());
            assertEquals(
                    List.of(1, 2, 3, 4, 5, 6, 7, 8),
                    deposit.keys().stream().map(keys -> keys.epoch()).toList());
            assertTrue(
                    deposit.keys().stream().allMatch(keys -> keys.seatPreKey().isPresent()));
        }
        assertFalse(said.contains("AGE-SECRET-KEY"), said);
    }

    @Test
    void whatEnrollingWritesNeverGoesOverSomethingElse() throws IOException {
        enrol("--seat");
        Files.writeString(folder.resolve("letter"), "a letter\n");
        typed.done("backup", "--vault", "%new", "--to", "%backup", "--passphrase-file", "%words");
        var vault = Files.readAllBytes(folder.resolve("new"));
        for (var other : List.of("letter", "backup", "new", "words", "keys/root-0001.note")) {
            for (var places : List.of(
                    List.of("--card", "%" + other, "--deposit", "%deposit"),
                    List.of("--card", "%card", "--deposit", "%" + other))) {
                var before = Files.readAllBytes(folder.resolve(other));
                var all = new ArrayList<>(List.of("enrol", "--vault", "%new"));
                all.addAll(places);
                typed.refused(other.equals("new") ? 2 : 1, "", with(all.toArray(String[]::new)));
                assertArrayEquals(before, Files.readAllBytes(folder.resolve(other)), other);
            }
            if (!other.equals("new")) {
                typed.refused(
                        1, "something else already", with("recover", "drill", "--vault", "%new", "--out", "%" + other));
            }
        }
        typed.refused(2, "three files", with("enrol", "--vault", "%new", "--card", "%card", "--deposit", "%card"));
        typed.refused(
                1,
                "folder of this file does not exist",
                with("enrol", "--vault", "%v", "--card", "%no/c", "--deposit", "%d"));
        assertFalse(Files.exists(folder.resolve("v")), "no vault was made in vain");
        assertArrayEquals(vault, Files.readAllBytes(folder.resolve("new")));
        enrol();
    }

    @Test
    void enrollingAgainKeepsTheKeysAndDepositsANewerSerial() throws IOException {
        enrol();
        var card = Files.readString(folder.resolve("card"));
        var before = Deposit.open(Files.readAllBytes(folder.resolve("deposit")), admins.getFirst())
                .orElseThrow();
        // Power was lost before the card reached its place.
        Files.delete(folder.resolve("card"));
        typed.refused(
                2,
                "may be somebody else's",
                with("enrol", "--vault", "%new", "--card", "%card", "--deposit", "%deposit"));
        Files.delete(folder.resolve("deposit"));
        enrol();
        enrol();
        var after = Deposit.open(Files.readAllBytes(folder.resolve("deposit")), admins.getFirst())
                .orElseThrow();
        assertEquals(card, Files.readString(folder.resolve("card")));
        assertEquals(before.keys(), after.keys());
        assertTrue(after.serial() > before.serial());
        var anothers = Keyring.draw(false, Randomness.system());
        Files.write(folder.resolve("other.card"), anothers.personCard().bytes());
        typed.refused(
                2,
                "is another card, and is not overwritten",
                with("enrol", "--vault", "%new", "--card", "%other.card", "--deposit", "%other.deposit"));
        typed.refused(
                2,
                "a seat can't be added",
                with("enrol", "--seat", "--vault", "%new", "--card", "%card", "--deposit", "%deposit"));
    }

    @Test
    void aJoinerDepositsKeysForTheLivingEpochsToo() throws IOException {
        open();
        enrol();
        var deposit = Deposit.open(Files.readAllBytes(folder.resolve("deposit")), admins.getFirst())
                .orElseThrow();
        assertEquals(
                List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                deposit.keys().stream().map(keys -> keys.epoch()).toList());
    }

    @Test
    void twoSeatsRestoreEveryEpochAndAnOldRequestOpens() throws IOException, AgeException {
        open();
        var request = AgeFile.seal(new byte[] {42}, List.of(seeds.getFirst().recipient()), randomness);
        enrol();
        typed.done(with("recover", "ask", "--vault", "%new", "--out", "%ask"));
        assertTrue(typed.said().contains("    " + words() + "\n"), typed.said());
        typed.done(share(1));
        typed.done(share(3));
        typed.done(join(1, 3));
        assertTrue(typed.said().contains("Restored: 2 epochs"), typed.said());
        try (var file = vault("new");
                var keyring = file.open();
                var seed = keyring.epochSeed(1).orElseThrow();
                var identity = seed.identity()) {
            assertEquals(42, AgeFile.open(request, identity)[0]);
            assertTrue(keyring.epochSeed(2).isPresent());
        }
    }

    @Test
    void oneSeatRestoresNothing() throws IOException {
        open();
        enrol();
        typed.done(with("recover", "ask", "--vault", "%new", "--out", "%ask"));
        typed.done(share(2));
        assertEquals(1, typed.keys(join(2)));
        assertTrue(typed.said().contains("Epoch 1: 1 of 2 shares are here, from seat 2. Ask 1 more"), typed.said());
        assertEquals(1, typed.keys(join(2, 2)));
        assertTrue(typed.said().contains("seat 2 is here twice"), typed.said());
        try (var file = vault("new");
                var keyring = file.open()) {
            assertTrue(keyring.epochSeed(1).isEmpty() && keyring.epochSeed(2).isEmpty());
        }
    }

    @Test
    void givesNothingWithoutTheWordsOrToAnotherAsk() throws IOException {
        open();
        enrol();
        typed.done(with("recover", "ask", "--vault", "%new", "--out", "%ask"));
        typed.refused(
                1,
                "not the words of this file",
                with(
                        "recover",
                        "share",
                        "--vault",
                        "%seat-1",
                        "--ask",
                        "%ask",
                        "--words",
                        "zoo zoo zoo zoo zoo zoo",
                        "--out",
                        "%share-1"));
        assertFalse(Files.exists(folder.resolve("share-1")));
        typed.refused(
                1,
                "holds no seat",
                with("recover", "share", "--vault", "%new", "--ask", "%ask", "--words", words(), "--out", "%share-1"));
        Files.write(folder.resolve("keys/recovery-0002"), Files.readAllBytes(folder.resolve("keys/recovery-0001")));
        assertEquals(1, typed.keys(share(1)));
        assertTrue(typed.said().contains("recovery-0002 is not the one in the manifest"), typed.said());
    }

    @Test
    void everyVaultIsLostAndTheBackupsBringEveryEpochBack() throws IOException {
        open();
        enrol();
        loseTheVaults();
        typed.done(with("recover", "ask", "--vault", "%new", "--out", "%ask"));
        typed.done(share(1));
        typed.done(share(3));
        typed.done(join(1, 3));
        assertTrue(typed.said().contains("Restored: 2 epochs"), typed.said());
    }

    /// Every line that starts with the program's name, as a person would copy it; with the passphrase from a file.
    private void typeWhatIsPrinted(String command) {
        var line = typed.said()
                .lines()
                .map(String::strip)
                .filter(one -> one.startsWith("postern keys " + command))
                .findFirst()
                .orElseThrow(() -> new AssertionError(typed.said()));
        var all =
                new ArrayList<>(List.of(line.substring("postern keys ".length()).split(" ")));
        all.addAll(List.of("--passphrase-file", "%words"));
        typed.done(all.toArray(String[]::new));
    }

    @Test
    void everyNextStepThatIsPrintedOnTheWayBackFromABackupCanBeTypedAsItStands() throws IOException {
        open();
        enrol("--seat");
        typeWhatIsPrinted("backup");
        Files.delete(folder.resolve("new"));
        typed.done("restore", "--from", "%my.backup", "--vault", "%again", "--passphrase-file", "%words");
        typeWhatIsPrinted("enrol");
        var deposit = Deposit.open(Files.readAllBytes(folder.resolve("my.deposit")), admins.getFirst());
        assertEquals(
                PersonCard.parse(Files.readAllBytes(folder.resolve("card"))).person(),
                deposit.orElseThrow().person());
    }

    /// What is called a seat's vault from now on is its backup.
    private void loseTheVaults() throws IOException {
        for (int seat = 1; seat <= 3; seat++) {
            Files.move(folder.resolve("seat-" + seat), folder.resolve("lost-" + seat));
            typed.done("backup", "--vault", "%lost-" + seat, "--to", "%seat-" + seat, "--passphrase-file", "%words");
            Files.delete(folder.resolve("lost-" + seat));
        }
    }

    @Test
    void aDrillSaysThatItWouldWorkAndPutsNoKeyAnywhere() throws IOException {
        open();
        enrol();
        typed.done(with("recover", "drill", "--vault", "%new", "--out", "%ask"));
        loseTheVaults();
        typed.done(share(1));
        assertTrue(typed.said().contains("Epoch 2: your real share opens"), typed.said());
        typed.done(share(2));
        typed.done(join(1, 2));
        assertTrue(typed.said().contains("The drill worked"), typed.said());
        try (var file = vault("new");
                var keyring = file.open()) {
            assertFalse(keyring.epochs().contains(RecoveryAsk.DRILL_EPOCH));
            assertTrue(keyring.epochSeed(1).isEmpty());
        }
    }

    @Test
    void aDrillAsksForTheBackupWhereALiveVaultProvesNothing() throws IOException {
        open();
        enrol();
        typed.done(with("recover", "drill", "--vault", "%new", "--out", "%ask"));
        typed.refused(2, "A drill is done with your backup", share(1));
        assertFalse(Files.exists(folder.resolve("share-1")));
    }

    @Test
    void aDrillSaysExactlyWhoseRealShareWouldNotOpen() throws IOException {
        open();
        enrol();
        loseTheVaults();
        // Seat 1 has the right seat, and a recovery key that no share is sealed to.
        try (var file = vault("seat-1");
                var keyring = file.open()) {
            keyring.drawEpoch(1, randomness);
            keyring.renewRecovery(randomness);
            keyring.destroyBefore(3);
            file.keep(keyring);
        }
        typed.done(with("recover", "drill", "--vault", "%new", "--out", "%ask"));
        typed.done(share(1));
        assertTrue(typed.said().contains("Epoch 1: THIS BACKUP CAN'T OPEN YOUR REAL SHARE"), typed.said());
        assertEquals(1, typed.keys(join(1)));
        assertTrue(typed.said().contains("1 of 2 shares"), typed.said());
        typed.done(share(2));
        assertEquals(1, typed.keys(join(1, 2)));
        assertTrue(
                typed.said()
                        .contains("Epoch 2 could not be recovered: 1 of 2 real shares open, and not that of seat 1."),
                typed.said());
        typed.done(share(3));
        typed.done(join(1, 2, 3));
        assertTrue(typed.said().contains("the real share of seat 1 does not open"), typed.said());
        assertTrue(typed.said().contains("The drill worked"), typed.said());
    }
}

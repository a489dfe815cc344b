package org.postern.ceremony;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridRecipient;
import org.postern.crypto.ContextSignature;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.note.SignedNote;

/// The ceremony's formats: what is written is read back, and everything else is refused.
final class FormatsTest {
    private final Circle circle = new Circle(9_301);

    @Test
    void readsEveryCardBack() {
        for (var isKeyHolder : new boolean[] {true, false}) {
            var card = circle.new Vault("Ana", isKeyHolder).card();
            assertEquals(card, PersonCard.parse(card.bytes()));
            assertEquals(6, card.fingerprint().split(" ").length);
        }
        var one = circle.new Vault("Ana", false).card();
        assertFalse(
                one.fingerprint().equals(circle.new Vault("Bea", false).card().fingerprint()));
        refusesEveryCut(one.bytes(), PersonCard::parse);
        malformed(() -> PersonCard.parse(
                (new String(one.bytes(), StandardCharsets.US_ASCII) + "x\n").getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void opensADepositAsEveryAdminAndAsNobodyElse() {
        var vault = circle.new Vault("Ana", true);
        var deposit = vault.deposit(3, 11);
        var file = vault.sealed(deposit);
        assertTrue(Deposit.hasForm(file));
        for (var admin : circle.identities) {
            assertEquals(Optional.of(deposit), Deposit.open(file, admin));
        }
        assertEquals(Optional.empty(), Deposit.open(file, circle.identity()));
    }

    @Test
    void everyDepositHasTheSameSize() {
        var small = circle.new Vault("Ana", false);
        var large = circle.new Vault("Bea", true);
        assertEquals(small.sealed(small.deposit(1, 1)).length, large.sealed(large.deposit(1, 12)).length);
        assertThrows(ManifestException.class, () -> large.deposit(1, 13));
    }

    @Test
    void refusesADepositSignedBySomebodyElse() {
        var ana = circle.new Vault("Ana", false);
        var bea = circle.new Vault("Bea", false);
        var deposit = ana.deposit(1, 2);
        assertThrows(
                IllegalArgumentException.class,
                () -> deposit.seal(bea.person, circle.adminRecipients(), circle.randomness));
        var plaintext = plaintextOf(ana.sealed(deposit));
        var end = 1 + 32 + 4 + 1 + 2 * (4 + HybridRecipient.RAW_BYTES + 32 + 1);
        var forged = ContextSignature.sign(bea.person, "postern/v1/deposit", Arrays.copyOf(plaintext, end));
        System.arraycopy(forged, 0, plaintext, end, forged.length);
        var file = AgeFile.seal(plaintext, circle.adminRecipients(), circle.randomness);
        assertThrows(ManifestException.class, () -> Deposit.open(file, circle.identities.getFirst()));
        assertTrue(Deposits.open(List.of(file), circle.identities.getFirst())
                .of(ana.key())
                .isEmpty());
    }

    @Test
    void refusesADepositWithOneChangedByte() {
        var ana = circle.new Vault("Ana", true);
        var plaintext = plaintextOf(ana.sealed(ana.deposit(1, 2)));
        for (var at : new int[] {0, 1, 33, 37, 38, 45, 1_300, 5_100, 32_767}) {
            var changed = plaintext.clone();
            changed[at] ^= 1;
            var file = AgeFile.seal(changed, circle.adminRecipients(), circle.randomness);
            assertThrows(ManifestException.class, () -> Deposit.open(file, circle.identities.getFirst()), "byte " + at);
        }
    }

    @Test
    void anOlderDepositPlayedAgainGivesWayToTheNewestWhateverTheOrder() {
        var ana = circle.new Vault("Ana", false);
        var older = ana.sealed(ana.deposit(1, 2));
        ana.preKeys.clear();
        var newer = ana.sealed(ana.deposit(2, 3));
        for (var order : List.of(List.of(older, newer), List.of(newer, older))) {
            var deposits = Deposits.open(order, circle.identities.getFirst());
            assertEquals(2, deposits.of(ana.key()).orElseThrow().serial());
            assertEquals(Optional.empty(), deposits.keys(ana.key(), 1));
            assertEquals(ana.keys(2), deposits.keys(ana.key(), 2).orElseThrow());
        }
    }

    @Test
    void readsTheLedgerBackAndHidesItsLength() {
        var removed = Person.of(
                        circle.new Vault("x", false).card(),
                        "Zoë Ümit",
                        true,
                        LocalDate.parse("2027-01-01"),
                        LocalDate.parse("2026-11-22"),
                        List.of("admin-1", "admin-3"))
                .removed(LocalDate.parse("2026-12-01"), "moved away — all good");
        var reads = new TreeMap<Integer, PublicKey>();
        reads.put(4, PublicKey.NONE);
        reads.put(5, circle.new Vault("y", false).keys(5).desk());
        var people = new People(3, List.of(removed.reading(reads), person("李", true), person("Bea", false)));
        var file = people.seal(circle.adminRecipients(), circle.randomness);
        for (var admin : circle.identities) {
            assertEquals(Optional.of(people), People.open(file, admin));
        }
        assertEquals(Optional.empty(), People.open(file, circle.identity()));
        assertEquals(file.length, People.NONE.seal(circle.adminRecipients(), circle.randomness).length);
    }

    @Test
    void refusesALedgerWithTwoOfAKind() {
        var ana = person("Ana", true);
        malformed(() -> new People(1, List.of(ana, ana)));
        malformed(() -> new People(1, List.of(ana, person("Ana", false))));
        malformed(() -> person("", false));
        malformed(() -> person("Ana\nperson 00", false));
        malformed(() -> person(" Ana", false));
    }

    @Test
    void theLedgerHoldsSixtyFourPeople() {
        var sixtyFour =
                IntStream.range(0, 64).mapToObj(i -> person("p" + i, i < 5)).toList();
        var people = new People(1, sixtyFour);
        assertEquals(
                Optional.of(people),
                People.open(people.seal(circle.adminRecipients(), circle.randomness), circle.identities.getLast()));
        var more = new ArrayList<>(sixtyFour);
        more.add(person("one more", false));
        malformed(() -> new People(1, more));
    }

    @Test
    void readsKeyListLineupDrawingAndProposalBack() {
        var founded = Circle.founded(9_302);
        founded.vet("Dee", false);
        var epoch = founded.compose(Opening.usual(Because.JOIN, founded.clock()), founded.deposits());
        assertEquals(epoch.keys(), KeyList.parse(epoch.keys().bytes()));
        assertEquals(1, epoch.keys().joiners().get(1).size());
        refusesEveryCut(epoch.keys().bytes(), KeyList::parse);
        assertEquals(epoch.lineup(), Lineup.parse(epoch.lineup().text()));
        refusesEveryCut(
                epoch.lineup().text().getBytes(StandardCharsets.US_ASCII),
                bytes -> Lineup.parse(new String(bytes, StandardCharsets.US_ASCII)));
        var proposal = founded.signed(epoch, 1, 2);
        var drawn = Drawing.draw(founded.now, proposal, founded.person("Bea"), founded.clock(), founded.randomness);
        assertArrayEquals(drawn.bytes(), Drawn.parse(drawn.bytes()).bytes());
        refusesEveryCut(drawn.bytes(), Drawn::parse);
        var whole = founded.sign(1, proposal.withDrawn(drawn));
        assertArrayEquals(whole.bytes(), Proposal.parse(whole.bytes()).bytes());
        refusesEveryCut(whole.bytes(), Proposal::parse);
    }

    @Test
    void refusesADrawingWithOneChangedByte() {
        var founded = Circle.founded(9_303);
        var epoch = founded.compose(Opening.usual(Because.SCHEDULED, founded.clock()), founded.deposits());
        var bytes = Drawing.draw(
                        founded.now,
                        founded.signed(epoch, 1),
                        founded.person("Bea"),
                        founded.clock(),
                        founded.randomness)
                .bytes();
        for (var at : new int[] {0, 1, 33, 36, 40, 1_300, bytes.length - 97, bytes.length - 1}) {
            var changed = bytes.clone();
            changed[at] ^= 1;
            assertThrows(ManifestException.class, () -> Drawn.parse(changed), "byte " + at);
        }
    }

    @Test
    void mergesSignaturesAndLeavesSpoiledOnesOut() {
        var founded = Circle.founded(9_304);
        var epoch = founded.compose(Opening.usual(Because.SCHEDULED, founded.clock()), founded.deposits());
        var first = founded.signed(epoch, 1);
        var second = founded.signed(epoch, 2);
        var keys = founded.now.root().keys();
        var spoiled = first.withLineup(
                SignedNote.parse(new String(second.lineup().orElseThrow().bytes(), StandardCharsets.UTF_8)
                        .replaceFirst("admin-2 (........)....", "admin-2 $1AAAA")
                        .getBytes(StandardCharsets.UTF_8)));
        var merged = first.merge(spoiled, keys).merge(second, keys).merge(first, keys);
        assertEquals(2, merged.lineup().orElseThrow().signedBy(keys).size());
        assertEquals(2, merged.lineup().orElseThrow().signatureCount());
        assertThrows(
                ManifestException.class,
                () -> first.merge(
                        founded.signed(
                                founded.compose(Opening.usual(Because.SCHEDULED, founded.clock()), founded.deposits()),
                                1),
                        keys));
    }

    @Test
    void oneAdminWhoSignsTwiceIsOne() {
        var founded = Circle.founded(9_305);
        var epoch = founded.compose(Opening.usual(Because.SCHEDULED, founded.clock()), founded.deposits());
        var proposal = founded.signed(epoch, 1);
        proposal = proposal.withDrawn(
                Drawing.draw(founded.now, proposal, founded.person("Ana"), founded.clock(), founded.randomness));
        var twice = founded.sign(1, founded.sign(1, proposal));
        assertEquals(1, twice.manifest().orElseThrow().signatureCount());
        var keys = founded.now.root().keys();
        assertEquals(
                1,
                twice.merge(founded.sign(1, proposal), keys)
                        .manifest()
                        .orElseThrow()
                        .signedBy(keys)
                        .size());
    }

    @Test
    void aRecoveryFileShowsItsSeatsAndNothingElse() {
        var founded = Circle.founded(9_306);
        assertFalse(founded.now.epochs().getFirst().recovery().equals(Hash.NONE));
        malformed(() -> Recovery.shares(
                EpochFile.parse(founded.files.get(1).getFirst().bytes()).bytes()));
    }

    private Person person(String called, boolean isKeyHolder) {
        return Person.of(
                circle.new Vault(called, isKeyHolder).card(),
                called,
                false,
                LocalDate.parse("2027-01-01"),
                LocalDate.parse("2026-11-22"),
                List.of("admin-1"));
    }

    private byte[] plaintextOf(byte[] file) {
        try {
            return AgeFile.open(file, circle.identities.getFirst());
        } catch (AgeException e) {
            throw new AssertionError(e);
        }
    }

    private static void malformed(Executable action) {
        assertThrows(ManifestException.class, action);
    }

    /// Cuts at 200 places, and adds one byte.
    private static void refusesEveryCut(byte[] bytes, Consumer<byte[]> parser) {
        var step = Math.max(1, bytes.length / 200);
        for (var length = 0; length < bytes.length; length += step) {
            var cut = Arrays.copyOf(bytes, length);
            assertThrows(ManifestException.class, () -> parser.accept(cut), "cut at " + cut.length);
        }
        assertThrows(ManifestException.class, () -> parser.accept(Arrays.copyOf(bytes, bytes.length + 1)));
    }
}

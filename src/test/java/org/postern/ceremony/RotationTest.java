package org.postern.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridRecipient;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Reason;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;

/// How epochs are opened, joined and left: the rules, without files or network.
final class RotationTest {
    private final Circle circle = Circle.founded(4_711);

    @Test
    void everybodyReadsTheFoundingEpoch() {
        for (var person : circle.people) {
            assertTrue(person.seeds.containsKey(1), person.called);
        }
        assertEquals(3, circle.now.manifest().orElseThrow().seats().size());
    }

    @Test
    void theSummarySaysWhoComesWhoGoesAndWhatOpens() {
        rotate(Because.SCHEDULED, 7);
        circle.vet("Dee", false);
        circle.remove("Cem");
        var review = circle.review(2, circle.signed(circle.compose(opening(Because.REMOVAL), circle.deposits()), 1));
        assertEquals(
                "This lets in 1 person (Dee), removes 1 person (Cem), opens epoch 3 until 2026-12-07 09:00 UTC, stops 2"
                        + " desks at once (Cem), lets epoch 1 take nothing more, not even what is late (before:"
                        + " requests until 2026-11-30 09:00 UTC), lets epoch 2 take nothing more, not even what is"
                        + " late (before: requests until 2026-12-07 09:00 UTC).",
                review.summary().getFirst());
        assertTrue(
                review.warnings().stream().anyMatch(line -> line.contains("only 2 key holders")),
                review.lines()::toString);
        assertTrue(review.warnings().contains("One of the seats is lost: its holder is not let in to this epoch."));
    }

    @Test
    void somebodyWhoJoinsReadsEveryLivingEpoch() {
        rotate(Because.SCHEDULED, 7);
        var dee = circle.vet("Dee", false);
        rotate(Because.JOIN, 1);
        assertEquals(Set.of(1, 2, 3), dee.seeds.keySet());
        assertEquals(2, circle.files.get(1).size());
        var entry = circle.ledger.called("Dee").orElseThrow();
        assertEquals(dee.keys(1).desk(), entry.reads().get(1));
        assertEquals(dee.keys(3).desk(), entry.reads().get(3));
    }

    @Test
    void somebodyWhoIsRemovedGetsNoFurtherEpochAndTheirDeskStops() {
        var cem = circle.person("Cem");
        circle.remove("Cem");
        rotate(Because.REMOVAL, 3);
        rotate(Because.SCHEDULED, 7);
        assertEquals(Set.of(1), cem.seeds.keySet());
        var manifest = circle.now.manifest().orElseThrow();
        assertEquals(
                List.of(1),
                manifest.stopped().stream().map(desk -> desk.epoch()).toList());
        assertEquals(
                cem.keys(1).desk(), PublicKey.of(manifest.stopped().getFirst().desk()));
    }

    @Test
    void aRemovalLeavesTheOldEpochNoGrace() {
        circle.remove("Cem");
        rotate(Because.REMOVAL, 3);
        var old = circle.now.living(1).orElseThrow();
        assertFalse(old.takesRequests(circle.time));
        rotate(Because.SCHEDULED, 2);
        assertTrue(circle.now.living(2).orElseThrow().takesRequests(circle.time), "a scheduled one leaves a day");
        assertFalse(circle.now.living(2).orElseThrow().takesRequests(circle.time.plus(Duration.ofDays(1))));
    }

    @Test
    void somebodyWithoutADepositIsNamedAndLeftOutAndCatchesUpNextTime() {
        circle.time = circle.time.plus(Duration.ofDays(7));
        var bea = circle.person("Bea");
        var deposits = List.of(
                circle.person("Ana").usualDeposit(), circle.person("Cem").usualDeposit());
        var epoch = circle.compose(opening(Because.SCHEDULED), deposits);
        assertTrue(epoch.remarks().stream()
                .anyMatch(line -> line.startsWith("Bea is left out: they have deposited no keys.")));
        var proposal = circle.signed(epoch, 1);
        proposal = proposal.withDrawn(
                Drawing.draw(circle.now, proposal, circle.person("Ana"), circle.clock(), circle.randomness));
        var signed = circle.sign(2, circle.sign(1, proposal));
        assertTrue(circle.review(2, signed).warnings().stream().anyMatch(line -> line.startsWith("Bea is left out")));
        circle.publish(signed);
        assertEquals(Set.of(1), bea.seeds.keySet());
        rotate(Because.SCHEDULED, 1);
        assertEquals(Set.of(1, 2, 3), bea.seeds.keySet());
    }

    @Test
    void aDepositFromLastYearIsNamedWithTheEpochAtWhichItEnds() {
        var old = circle.person("Bea").usualDeposit();
        for (var i = 0; i < 3; i++) {
            rotate(Because.SCHEDULED, 7);
        }
        circle.time = circle.time.plus(Duration.ofDays(7));
        var deposits = List.of(
                circle.person("Ana").usualDeposit(), old, circle.person("Cem").usualDeposit());
        var remarks = circle.compose(opening(Because.SCHEDULED), deposits).remarks();
        assertTrue(
                remarks.contains("Bea is left out: the last keys they deposited end with epoch 4, and this is epoch 5."
                        + " They start their console once; then propose again."),
                remarks::toString);
    }

    @Test
    void somebodyWhoseVettingIsOverIsNamedAndLeftOut() {
        circle.time = Instant.parse("2027-07-01T09:00:00Z");
        var refused = assertThrows(
                CeremonyException.class, () -> circle.compose(opening(Because.SCHEDULED), circle.deposits()));
        assertTrue(
                refused.getMessage().contains("Ana is left out: the vetting ended on 2027-06-30"),
                refused.getMessage());
        var ana = circle.draft.called("Ana").orElseThrow();
        var bea = circle.draft.called("Bea").orElseThrow();
        var later = circle.time.atZone(ZoneOffset.UTC).toLocalDate().plusMonths(6);
        circle.draft =
                circle.draft.with(ana.renewed(later, List.of("admin-2"))).with(bea.renewed(later, List.of("admin-2")));
        var epoch = circle.compose(opening(Because.SCHEDULED), circle.deposits());
        assertEquals(2, epoch.keys().preKeys().size());
        assertTrue(circle.review(1, circle.signed(epoch, 1))
                .summary()
                .getFirst()
                .startsWith("This changes the end of vetting of 2 people (Ana, Bea), opens epoch 2"));
    }

    @Test
    void refusesAKeyListWithAGhost() {
        var epoch = circle.compose(opening(Because.SCHEDULED), circle.deposits());
        var keys = new ArrayList<>(epoch.keys().preKeys());
        keys.add(circle.identity().recipient());
        var haunted = new KeyList(keys, epoch.keys().joiners(), 2, epoch.keys().seatPreKeys());
        refusedByReview(with(epoch, haunted), "Somebody may be hidden");
        var swapped = new ArrayList<>(epoch.keys().preKeys());
        swapped.set(0, circle.identity().recipient());
        refusedByReview(
                with(
                        epoch,
                        new KeyList(
                                swapped, epoch.keys().joiners(), 2, epoch.keys().seatPreKeys())),
                "Somebody may be hidden");
    }

    @Test
    void refusesAKeyListThatGivesAnOlderEpochToAStranger() {
        var epoch = circle.compose(opening(Because.SCHEDULED), circle.deposits());
        var joiners = new TreeMap<Integer, List<HybridRecipient>>();
        joiners.put(1, List.of(circle.identity().recipient()));
        refusedByReview(
                with(
                        epoch,
                        new KeyList(
                                epoch.keys().preKeys(), joiners, 2, epoch.keys().seatPreKeys())),
                "older epochs");
    }

    @Test
    void noConsoleGivesAnOlderEpochAwayForOneAdminAlone() {
        circle.vet("Dee", false);
        var epoch = circle.compose(opening(Because.JOIN), circle.deposits());
        assertEquals(2, Drawing.signaturesNeeded(circle.now, epoch.keys()));
        var refused = assertThrows(CeremonyException.class, () -> draw(circle.signed(epoch, 1), "Ana"));
        assertTrue(refused.getMessage().contains("2 admins have to sign it before it is drawn"), refused.getMessage());
        draw(circle.signed(epoch, 1, 3), "Ana");
    }

    @Test
    void noConsoleDrawsForAnOldProposalAForeignOneOrOneThatLeavesItOut() {
        var proposal = circle.signed(circle.compose(opening(Because.SCHEDULED), circle.deposits()), 1);
        var other = Circle.founded(4_712);
        assertThrows(
                CeremonyException.class,
                () -> Drawing.draw(
                        circle.now,
                        other.signed(other.compose(opening(Because.SCHEDULED), other.deposits()), 1),
                        circle.person("Ana"),
                        circle.clock(),
                        circle.randomness));
        rotate(Because.SCHEDULED, 7);
        var refused = assertThrows(CeremonyException.class, () -> draw(proposal, "Ana"));
        assertTrue(refused.getMessage().contains("does not follow"), refused.getMessage());
        circle.remove("Cem");
        var without = circle.signed(circle.compose(opening(Because.REMOVAL), circle.deposits()), 1);
        assertThrows(CeremonyException.class, () -> draw(without, "Cem"));
        var unsigned = SignedNote.sign(
                Lineup.parse(without.lineup().orElseThrow().text()).text(),
                new NoteSigner(Circle.ORIGIN + "/admin-9", SecretBytes.random(circle.randomness, 32)));
        assertThrows(CeremonyException.class, () -> draw(without.withLineup(unsigned), "Ana"));
    }

    @Test
    void refusesADrawingSealedToOneMoreThanTheKeyList() {
        var epoch = circle.compose(opening(Because.SCHEDULED), circle.deposits());
        var proposal = circle.signed(epoch, 1);
        var keys = new ArrayList<>(epoch.keys().preKeys());
        keys.add(circle.identity().recipient());
        try (var seed = EpochSeed.draw(2, circle.randomness)) {
            var ghost = Drawn.sign(
                    epoch.lineup().hash(),
                    2,
                    seed.recipient(),
                    seed.sealTo(keys, circle.randomness),
                    List.of(),
                    Optional.of(Recovery.seal(seed, 2, epoch.keys().seatPreKeys(), circle.randomness)),
                    circle.person("Ana").desks.get(1));
            var refused = assertThrows(ManifestException.class, () -> circle.review(2, proposal.withDrawn(ghost)));
            assertEquals(Reason.WRONG_EPOCH_FILE, refused.reason());
            var noRecovery = Drawn.sign(
                    epoch.lineup().hash(),
                    2,
                    seed.recipient(),
                    seed.sealTo(epoch.keys().preKeys(), circle.randomness),
                    List.of(),
                    Optional.empty(),
                    circle.person("Ana").desks.get(1));
            assertThrows(CeremonyException.class, () -> circle.review(2, proposal.withDrawn(noRecovery)));
        }
    }

    @Test
    void refusesADrawingByAStrangerOrByWhoeverLeaves() {
        var epoch = circle.compose(opening(Because.SCHEDULED), circle.deposits());
        var proposal = circle.signed(epoch, 1);
        try (var seed = EpochSeed.draw(2, circle.randomness)) {
            for (var signer : List.of(SecretBytes.random(circle.randomness, 32), circle.person("Ana").person)) {
                var drawn = Drawn.sign(
                        epoch.lineup().hash(),
                        2,
                        seed.recipient(),
                        seed.sealTo(epoch.keys().preKeys(), circle.randomness),
                        List.of(),
                        Optional.of(Recovery.seal(seed, 2, epoch.keys().seatPreKeys(), circle.randomness)),
                        signer);
                var refused = assertThrows(CeremonyException.class, () -> circle.review(2, proposal.withDrawn(drawn)));
                assertTrue(refused.getMessage().contains("not a vetted person"), refused.getMessage());
            }
        }
    }

    @Test
    void refusesAManifestThatDoesNotFollowFromTheLineup() {
        var proposal = circle.signed(circle.compose(opening(Because.SCHEDULED), circle.deposits()), 1);
        var drawn = proposal.withDrawn(draw(proposal, "Ana"));
        var manifest = circle.review(1, drawn).manifest().orElseThrow();
        var other = NextManifest.changing(
                circle.now,
                circle.now.root(),
                new NextManifest.Change(
                        Optional.empty(), Optional.of(List.of()), Optional.empty(), List.of(), new TreeMap<>()));
        for (var text : List.of(other.text(), manifest.text().replace("version 2", "version 3"))) {
            var swapped = drawn.withManifest(SignedNote.sign(text, circle.signers.getFirst()));
            var refused = assertThrows(CeremonyException.class, () -> circle.review(2, swapped));
            assertTrue(refused.getMessage().contains("does not follow from the lineup"), refused.getMessage());
        }
    }

    @Test
    void refusesAProposalOfAnAdminWhoseClockIsADayAhead() {
        circle.time = circle.time.plus(Duration.ofDays(1));
        var proposal = circle.signed(circle.compose(opening(Because.SCHEDULED), circle.deposits()), 1);
        circle.time = circle.time.minus(Duration.ofDays(1));
        var refused = assertThrows(CeremonyException.class, () -> circle.review(2, proposal));
        assertTrue(refused.getMessage().contains("One of the two clocks is wrong"), refused.getMessage());
    }

    @Test
    void warnsWhenTheClocksAreADayApartTheOtherWayRound() {
        var proposal = circle.signed(circle.compose(opening(Because.SCHEDULED), circle.deposits()), 1);
        circle.time = circle.time.plus(Duration.ofDays(1));
        assertTrue(circle.review(2, proposal).warnings().stream().anyMatch(line -> line.contains("a day off")));
        circle.time = circle.time.plus(Duration.ofDays(7));
        assertThrows(CeremonyException.class, () -> circle.review(2, proposal));
    }

    @Test
    void refusesAProposalAfterAnotherWasPublished() {
        var first = circle.signed(circle.compose(opening(Because.SCHEDULED), circle.deposits()), 1);
        rotate(Because.SCHEDULED, 1);
        var refused = assertThrows(CeremonyException.class, () -> circle.review(2, first));
        assertTrue(refused.getMessage().contains("another one was published since"), refused.getMessage());
    }

    @Test
    void aLostSeatIsSaidAndTooFewSeatsAreRefused() {
        circle.remove("Cem");
        var epoch = circle.compose(opening(Because.REMOVAL), circle.deposits());
        assertTrue(epoch.remarks().contains("One of the seats is lost: its holder is not let in to this epoch."));
        assertEquals(2, epoch.lineup().seats().size());
        circle.remove("Bea");
        var refused = assertThrows(
                CeremonyException.class, () -> circle.compose(opening(Because.REMOVAL), circle.deposits()));
        assertTrue(
                refused.getMessage().startsWith("Only 1 key holder (Ana) is left, and 2 have to agree."),
                refused.getMessage());
        var none = circle.compose(opening(Because.REMOVAL).withSeatThreshold(0), circle.deposits());
        assertTrue(circle.review(2, circle.signed(none, 1)).warnings().stream()
                .anyMatch(line -> line.contains("No key holders are named")));
    }

    @Test
    void aSettingThatCanNeverWorkIsRefusedWithTheSmallestThatDoes() {
        var young = new Circle(4_715);
        young.vet("Ana", true);
        young.vet("Bea", true);
        var founding = Opening.usual(Because.FOUNDING, young.clock());
        var refused = assertThrows(
                CeremonyException.class, () -> young.compose(founding.withSeatThreshold(2), young.deposits()));
        assertEquals(
                "2 of 2 can't work: whoever asks for contact details is not one of those who agree, so no key holder"
                        + " could ever open any. The smallest that works is 2 of 3: let another key holder in, or say"
                        + " --seats 0.",
                refused.getMessage());
        young.vet("Cem", true);
        var three = assertThrows(
                CeremonyException.class, () -> young.compose(founding.withSeatThreshold(3), young.deposits()));
        assertTrue(
                three.getMessage().endsWith("The smallest that works is 2 of 3: say --seats 2."), three.getMessage());
        var day = founding.until().atZone(ZoneOffset.UTC).toLocalDate();
        var soon = assertThrows(CeremonyException.class, () -> founding.withDestroyOn(day));
        assertTrue(soon.getMessage().contains("The first day that works is " + day.plusDays(1)), soon.getMessage());
    }

    @Test
    void aKeyHolderWhoseConsoleWasNotOpenedIsMissingAndNotLost() {
        var deposits = List.of(circle.person("Ana").usualDeposit());
        var refused = assertThrows(CeremonyException.class, () -> circle.compose(opening(Because.SCHEDULED), deposits));
        assertTrue(
                refused.getMessage()
                        .startsWith("Only 1 key holder (Ana) can be let in now, and 2 have to agree. Missing: Bea, Cem."
                                + " Bea is left out: they have deposited no keys. They start their console once"),
                refused.getMessage());
    }

    @Test
    void anEpochIsDestroyedOnItsDayAndNotBefore() {
        for (var i = 0; i < 4; i++) {
            rotate(Because.SCHEDULED, 7);
        }
        circle.time = circle.time.plus(Duration.ofDays(7));
        assertThrows(
                CeremonyException.class,
                () -> circle.compose(opening(Because.SCHEDULED).withDestroyed(Set.of(1)), circle.deposits()));
        circle.time = circle.time.plus(Duration.ofDays(5));
        var opening = opening(Because.SCHEDULED).withDestroyed(Set.of(1));
        circle.rotate(opening, circle.person("Ana"));
        var manifest = circle.now.manifest().orElseThrow();
        assertEquals(
                List.of(2, 3, 4, 5, 6),
                manifest.epochs().stream().map(LivingEpoch::epoch).toList());
        assertEquals(1, manifest.destroyed().getFirst().epoch());
        assertFalse(circle.ledger.called("Ana").orElseThrow().reads().containsKey(1));
    }

    @Test
    void aRemovalWithoutANewEpochStopsTheDeskAtOnce() {
        circle.remove("Cem");
        var after = LedgerChange.next(circle.ledger, circle.draft, List.of(1));
        var stopped =
                LedgerChange.stopped(circle.now.manifest().orElseThrow(), circle.ledger, circle.draft, List.of(1));
        var sealed = after.seal(circle.adminRecipients(), circle.randomness);
        var change = new NextManifest.Change(
                Optional.empty(), Optional.empty(), Optional.of(Hash.of(sealed)), stopped, new TreeMap<>());
        var proposal = change(sealed, change);
        assertEquals(
                "This removes 1 person (Cem), stops 1 desk at once (Cem).",
                circle.review(2, proposal).summary().getFirst());
        var silent = change(
                sealed,
                new NextManifest.Change(
                        Optional.empty(), Optional.empty(), Optional.of(Hash.of(sealed)), List.of(), new TreeMap<>()));
        var refused = assertThrows(CeremonyException.class, () -> circle.review(2, silent));
        assertTrue(refused.getMessage().contains("whose desk does not stop"), refused.getMessage());
        circle.publish(circle.sign(2, proposal));
        rotate(Because.REMOVAL, 1);
        assertEquals(Set.of(1), circle.person("Cem").seeds.keySet());
    }

    @Test
    void aRemovedPersonsLedgerEntryCannotComeBackToLife() {
        circle.remove("Cem");
        rotate(Because.REMOVAL, 1);
        var cem = circle.ledger.people().stream()
                .filter(person -> !person.isIn())
                .findFirst()
                .orElseThrow();
        circle.draft = circle.draft.with(new Person(
                cem.key(),
                cem.seat(),
                cem.roles(),
                cem.called(),
                cem.vettedUntil(),
                cem.added(),
                cem.vouchedBy(),
                Optional.empty(),
                cem.reads()));
        var proposal = circle.signed(circle.compose(opening(Because.SCHEDULED), circle.deposits()), 1);
        assertThrows(CeremonyException.class, () -> circle.review(2, proposal));
    }

    @Test
    void somebodyWhoWasRemovedComesBackByANewVettingThatEveryAdminReads() {
        var cem = circle.person("Cem");
        circle.remove("Cem");
        rotate(Because.REMOVAL, 1);
        // The laptop is gone: the backup holds no key of any epoch.
        List.of(cem.preKeys, cem.desks, cem.seeds).forEach(Map::clear);
        var one = Person.of(
                cem.card(),
                "Cem",
                false,
                LocalDate.parse("2027-06-30"),
                LocalDate.parse("2026-12-01"),
                List.of("admin-1"));
        circle.draft = Draft.onto(circle.ledger, circle.ledger.with(one));
        refusedByReview(
                circle.signed(circle.compose(opening(Because.JOIN), circle.deposits()), 1),
                "was not vetted anew by two people");
        var two = one.renewed(one.vettedUntil(), List.of("admin-1", "admin-3"));
        // What an admin noted before the removal is no wish; what was noted after it is.
        var older =
                new People(circle.ledger.version() - 1, circle.ledger.with(two).people());
        assertEquals(circle.ledger, Draft.onto(circle.ledger, older));
        circle.draft = Draft.onto(circle.ledger, circle.ledger.with(two));
        var review = circle.review(2, circle.signed(circle.compose(opening(Because.JOIN), circle.deposits()), 1));
        assertTrue(
                review.summary().getFirst().contains("lets in again, though they were removed, 1 person (Cem)"),
                () -> review.summary().getFirst());
        assertTrue(
                review.warnings().getFirst().startsWith("Cem was removed on 2026-12-01 (left)"),
                () -> review.warnings().toString());
        rotate(Because.JOIN, 1);
        assertEquals(Set.of(1, 2, 3), cem.seeds.keySet());
    }

    @Test
    void whoComesBackWithKeysOfTheVaultThatWasLostIsNamedToEveryAdmin() {
        var cem = circle.person("Cem");
        var old = cem.sealed(cem.deposit(1, 4));
        var held = cem.usualDeposit();
        circle.remove("Cem");
        rotate(Because.REMOVAL, 1);
        List.of(cem.preKeys, cem.desks, cem.seeds).forEach(Map::clear);
        var back = Person.of(
                cem.card(),
                "Cem",
                false,
                LocalDate.parse("2027-06-30"),
                LocalDate.parse("2026-12-01"),
                List.of("admin-1", "admin-3"));
        circle.draft = Draft.onto(circle.ledger, circle.ledger.with(back));
        var others = circle.people.stream()
                .filter(vault -> vault != cem)
                .map(Circle.Vault::usualDeposit)
                .toList();
        for (var file : List.of(old, held)) {
            var deposits = new ArrayList<>(others);
            deposits.add(file);
            var epoch = circle.compose(opening(Because.JOIN), deposits);
            var warnings = circle.review(2, circle.signed(epoch, 1)).warnings();
            assertTrue(
                    warnings.stream()
                            .anyMatch(line ->
                                    line.startsWith("Cem comes back with keys of the vault that was removed: whoever")),
                    warnings::toString);
        }
        var fresh = circle.review(2, circle.signed(circle.compose(opening(Because.JOIN), circle.deposits()), 1));
        assertTrue(
                fresh.warnings().stream().noneMatch(line -> line.contains("that was removed: whoever")),
                () -> fresh.warnings().toString());
    }

    @Test
    void aRotationToLetSomebodyInThatLetsNobodyInIsRefused() {
        var refused =
                assertThrows(CeremonyException.class, () -> circle.compose(opening(Because.JOIN), circle.deposits()));
        assertTrue(refused.getMessage().contains("lets nobody in"), refused.getMessage());
        var eve = circle.vet("Eve", false);
        var others = circle.deposits().subList(0, 3);
        refused = assertThrows(CeremonyException.class, () -> circle.compose(opening(Because.JOIN), others));
        assertTrue(refused.getMessage().contains("Eve is left out: their keys are not here"), refused.getMessage());
        rotate(Because.JOIN, 1);
        assertEquals(Set.of(1, 2), eve.seeds.keySet());
    }

    @Test
    void aDepositThatIsHandedOverAndCountsForNothingIsNamed() {
        try (var admin = circle.identity()) {
            var file = circle.person("Cem").usualDeposit();
            var day = LocalDate.parse("2026-12-01");
            says(Deposits.refusal(file, admin, circle.draft, day), "made for another list of admins");
            var ours = circle.identities.getFirst();
            assertEquals(Optional.empty(), Deposits.refusal(file, ours, circle.draft, day));
            says(Deposits.refusal(file, ours, People.NONE, day), "First: postern keys vet");
            says(Deposits.refusal(file, ours, circle.draft, LocalDate.parse("2028-01-01")), "vetting of Cem ended");
            circle.remove("Cem");
            says(Deposits.refusal(file, ours, circle.draft, day), "postern keys vet --again");
        }
    }

    @Test
    void aDepositThatIsHandedOverCountsBeforeALaterOneOfTheVaultThatWasLost() {
        var cem = circle.person("Cem");
        var handed = cem.deposit(1, 3);
        var later = cem.deposit(2, 4);
        var deposits = Deposits.open(
                List.of(cem.sealed(handed), cem.sealed(later)),
                List.of(cem.sealed(handed)),
                circle.identities.getFirst());
        assertEquals(Optional.of(handed), deposits.of(cem.key()));
    }

    private static void says(Optional<String> refusal, String words) {
        assertTrue(refusal.orElseThrow().contains(words), refusal::toString);
    }

    @Test
    void aProposalForFiftyPeopleIsWithinItsBound() {
        for (var i = 0; i < 47; i++) {
            circle.vet("p" + i, false);
        }
        rotate(Because.JOIN, 1);
        var proposal = rotate(Because.SCHEDULED, 7);
        assertTrue(proposal.bytes().length < Proposal.PROPOSAL_BYTES_MAX, proposal.bytes().length + " bytes");
        assertTrue(
                circle.people.stream().allMatch(person -> person.seeds.keySet().equals(Set.of(1, 2, 3))));
    }

    private Proposal rotate(Because because, int daysLater) {
        circle.time = circle.time.plus(Duration.ofDays(daysLater));
        return circle.rotate(opening(because), circle.person("Ana"));
    }

    private Opening opening(Because because) {
        return Opening.usual(because, circle.clock());
    }

    private Drawn draw(Proposal proposal, String called) {
        return Drawing.draw(circle.now, proposal, circle.person(called), circle.clock(), circle.randomness);
    }

    private Proposal change(byte[] people, NextManifest.Change change) {
        var manifest = NextManifest.changing(circle.now, circle.now.root(), change);
        return Proposal.ofChange(
                Optional.of(people),
                Optional.empty(),
                Optional.of(SignedNote.sign(manifest.text(), circle.signers.getFirst())));
    }

    /// The same epoch with another key list, which the lineup names.
    private Proposal with(NextEpoch epoch, KeyList keys) {
        var honest = epoch.lineup();
        var lineup = new Lineup(
                honest.origin(),
                honest.after(),
                honest.epoch(),
                honest.opens(),
                honest.until(),
                honest.destroyOn(),
                honest.because(),
                keys.hash(),
                honest.roster(),
                honest.people(),
                honest.stopped(),
                honest.destroyed(),
                honest.seatThreshold(),
                honest.seats(),
                honest.files());
        return Proposal.of(
                SignedNote.sign(lineup.text(), circle.signers.getFirst()),
                keys,
                epoch.roster(),
                epoch.sealed().file(),
                epoch.deposits());
    }

    private void refusedByReview(Proposal proposal, String words) {
        var refused = assertThrows(CeremonyException.class, () -> circle.review(2, proposal));
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
    }
}

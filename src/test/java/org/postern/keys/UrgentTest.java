package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.ceremony.Because;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.Proposal;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.ServedFile;

/// A removal goes before whatever else waits, and pages are pinned as they are served.
final class UrgentTest {
    @TempDir
    private Path folder;

    @Test
    void aRemovalOvertakesTheRotationThatWasBegun() throws IOException {
        var house = Admins.founded(folder, 41, 3);
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        noteForRemoval(house, "p2");
        var round = house.round(1, step -> {});
        round.rotate(house.opening(Because.REMOVAL));
        assertEquals(CeremonyStep.WAITS, round.exitCode());
        assertTrue(said(house).contains("that was begun waits: the removal goes first."), said(house));
        var signing = house.round(2, step -> {});
        signing.sign(Optional.empty(), false);
        assertTrue(
                said(house).contains("There are 2 proposals for the same version. The removal goes first."),
                said(house));
        assertEquals(0, signing.exitCode());
        assertEquals(List.of(1, 2), epochs(house));
        assertEquals(1, house.inForce().manifest().orElseThrow().stopped().size());
    }

    @Test
    void aRemovalOfNobodyIsNotSigned() throws IOException {
        var house = Admins.founded(folder, 40, 3);
        var refused = assertThrows(
                CeremonyException.class, () -> house.round(1, step -> {}).rotate(house.opening(Because.REMOVAL)));
        assertTrue(refused.getMessage().contains("--remove NAME"), refused.getMessage());
        assertEquals(List.of(1), epochs(house));
    }

    @Test
    void aRemovalOvertakesWhatAnotherAdminHasProposedAndSigned() throws IOException {
        var house = Admins.founded(folder, 42, 3);
        var until = house.inForce().manifest().orElseThrow().intakeUntil().minusSeconds(60);
        var manifest = NextManifest.changing(
                house.inForce(), house.inForce().root(), Changes.ofPages(Optional.of(until), Optional.empty()));
        house.round(2, step -> {})
                .propose(Proposal.ofChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(house.admins.get(1).sign(manifest.text()))));
        noteForRemoval(house, "p2");
        house.round(1, step -> {}).rotate(house.opening(Because.REMOVAL));
        assertTrue(said(house).contains("(signed by admin-2). This removal goes before it"), said(house));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        assertTrue(said(house).contains("You have signed another proposal for version 2"), said(house));
        assertEquals(1, house.inForce().manifest().orElseThrow().stopped().size());
    }

    @Test
    void aRemovalThatWaitsNeverFallsAwayInSilence() throws IOException {
        var house = Admins.founded(folder, 46, 3);
        house.round(2, step -> {}).rotate(house.opening(Because.SCHEDULED));
        var weekly = house.board.proposals().getFirst().id().hex();
        noteForRemoval(house, "p2");
        house.round(1, step -> {}).rotate(house.opening(Because.REMOVAL));
        var refused = assertThrows(
                CeremonyException.class, () -> house.round(2, step -> {}).rotate(house.opening(Because.SCHEDULED)));
        assertTrue(refused.getMessage().startsWith("A removal waits, "), refused.getMessage());
        assertTrue(refused.getMessage().contains("(removes p2; signed by admin-1)"), refused.getMessage());
        house.round(3, step -> {}).sign(Optional.of(weekly), false);
        assertTrue(said(house).contains("that removal falls away: it has to be proposed once more"), said(house));
        assertEquals(List.of(1, 2), epochs(house));
        house.round(1, step -> {}).rotate(house.opening(Because.REMOVAL));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        assertEquals(List.of(1, 2, 3), epochs(house));
        assertTrue(said(house).contains("p2 can still open what they have of epoch 2"), said(house));
        assertFalse(said(house).contains("New requests are sealed to it"), said(house));
    }

    @Test
    void ofTwoRemovalsTheSecondIsNamedBeforeAndAfterTheFirst() throws IOException {
        var house = Admins.founded(folder, 48, 3);
        remove(house, 1, "p2");
        var first = house.board.proposals().getFirst().id().hex();
        remove(house, 2, "p1");
        noteForRemoval(house, "p2");
        house.round(1, step -> {}).rotate(house.opening(Because.REMOVAL));
        assertTrue(said(house).contains("removes the same: this one takes"), said(house));
        assertTrue(said(house).contains("Agree which removal goes first"), said(house));
        var both = assertThrows(
                CeremonyException.class, () -> house.round(3, step -> {}).sign(Optional.empty(), false));
        assertTrue(both.getMessage().contains("(removes p2; signed by admin-1)"), both.getMessage());
        assertTrue(both.getMessage().contains("(removes p1; signed by admin-2)"), both.getMessage());
        var third = house.round(3, step -> {});
        third.sign(Optional.of(first), false);
        assertTrue(said(house).contains("(removes p1; signed by admin-2). If this one is"), said(house));
        assertTrue(said(house).contains("The removal of p1 fell away with this."), said(house));
        assertEquals(CeremonyStep.WAITS, third.exitCode());
    }

    private static void remove(Admins house, int admin, String called) throws IOException {
        var round = house.round(admin, step -> {});
        var person = round.ledger().orElseThrow().called(called).orElseThrow();
        round.remove(List.of(person.removed(LocalDate.parse("2026-11-25"), "left")));
    }

    @Test
    void aServerWithAnotherRootNoteIsNamedAsWhatItIs() throws IOException {
        var house = Admins.founded(folder, 50, 3);
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.board.isForeign = true;
        var refused = assertThrows(
                CeremonyException.class, () -> house.round(2, step -> {}).sign(Optional.empty(), false));
        assertTrue(refused.getMessage().contains("Perhaps its root-note is another file"), refused.getMessage());
    }

    @Test
    void aServerThatIsAwayForAMomentDoesNotEndTheWaitingForADrawing() throws IOException {
        var house = Admins.founded(folder, 49, 3);
        var lineups = new AtomicInteger();
        house.round(1, step -> {
                    if (step.equals("proposal posted") && lineups.incrementAndGet() == 1) {
                        house.board.away = 2;
                    }
                })
                .rotate(house.opening(Because.SCHEDULED));
        assertEquals(0, house.board.away);
        assertEquals(2, lineups.get(), "it was drawn and signed in the same round");
        house.round(2, step -> {}).sign(Optional.empty(), false);
        assertEquals(List.of(1, 2), epochs(house));
    }

    @Test
    void whoeverComesAfterTheLastSignatureIsToldSoAndHasNotFailed() throws IOException {
        var house = Admins.founded(folder, 47, 3);
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        var third = house.round(3, step -> {});
        third.sign(Optional.empty(), false);
        assertEquals(0, third.exitCode());
        assertTrue(said(house).contains("There is nothing to sign: version 2 is in force"), said(house));
    }

    @Test
    void aRotationThatGoesOnSaysWhoIsNotInIt() throws IOException {
        var house = Admins.founded(folder, 43, 3);
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        noteForRemoval(house, "p2");
        var round = house.round(1, step -> {});
        round.rotate(house.opening(Because.SCHEDULED));
        assertEquals(CeremonyStep.WAITS, round.exitCode());
        assertTrue(said(house).contains("Not in this proposal: p2."), said(house));
    }

    @Test
    void anUpgradeOfTheProgramLeadsToTheProposalThatPinsTheNewPages() throws IOException {
        var house = Admins.founded(folder, 44, 3);
        house.board.served = List.of(new ServedFile("/", Hash.of(new byte[] {2})));
        var round = house.round(1, step -> {});
        round.rotate(round.pinning(house.opening(Because.SCHEDULED)));
        assertTrue(
                said(house)
                        .contains("The server serves other pages than those that are pinned; new or changed: /. This"
                                + " pins what is served. ! Not those of this program: /postern.css /postern.js."),
                said(house));
        assertTrue(said(house).contains("Served files that are new or changed: /."), said(house));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        assertEquals(
                house.board.served, house.inForce().manifest().orElseThrow().files());
        assertFalse(said(house).contains("postern verify will say so"), said(house));
    }

    @Test
    void publishingOtherPagesThanAreServedIsSaid() throws IOException {
        var house = Admins.founded(folder, 45, 3);
        house.board.served = List.of(new ServedFile("/", Hash.of(new byte[] {2})));
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        assertTrue(
                said(house).contains("! The server serves other pages than those that are pinned; new or changed: /."),
                said(house));
    }

    private static void noteForRemoval(Admins house, String called) throws IOException {
        var round = house.round(1, step -> {});
        var person = round.draft().called(called).orElseThrow();
        round.keepDraft(round.draft().with(person.removed(LocalDate.parse("2026-11-25"), "left")));
    }

    private static List<Integer> epochs(Admins house) {
        return house.inForce().epochs().stream().map(LivingEpoch::epoch).toList();
    }

    private static String said(Admins house) {
        return String.join("\n", house.said);
    }
}

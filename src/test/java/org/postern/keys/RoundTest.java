package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.ceremony.Because;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.InForce;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.People;
import org.postern.ceremony.Person;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Tally;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Reason;
import org.postern.note.SignedNote;

/// Admins' commands against each other, against crashes, and against a server that lies.
final class RoundTest {
    @TempDir
    private Path folder;

    /// Power is lost.
    private static final class PowerLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void twoOfThreeAdminsRotateWithOneCommandEach() throws IOException {
        var house = Admins.founded(folder, 1, 3);
        house.time = house.time.plus(Duration.ofDays(4));
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        assertTrue(house.said.contains("1 more to go: postern keys sign"), house.said::toString);
        house.round(3, step -> {}).sign(Optional.empty(), false);
        assertEquals(List.of(1, 2), epochs(house));
        assertTrue(house.said.contains("Published: version 2 is in force."), house.said::toString);
        house.consoles();
        house.people.forEach(keyring -> assertTrue(keyring.epochSeed(2).isPresent()));
    }

    @Test
    void theAdminIsToldTheVersionThatWasPublishedThoughAnotherServerShowsItLater() throws IOException {
        var house = Admins.founded(folder, 4, 3);
        house.time = house.time.plus(Duration.ofDays(4));
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(2, step -> house.board.lag = step.equals("published") ? 2 : 0)
                .sign(Optional.empty(), false);
        assertTrue(house.said.contains("Published: version 2 is in force."), house.said::toString);
        assertEquals(2, new AdminFolder(house.folders.get(1)).inForce().nextVersion() - 1);
        assertTrue(new AdminFolder(house.folders.get(1)).open().isEmpty());
    }

    @Test
    void anAdminWhoSignedNothingKeepsTheSealedFilesOfLivingEpochsAndNoOthers() throws IOException {
        var house = Admins.founded(folder, 3, 3);
        house.time = house.time.plus(Duration.ofDays(4));
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        var third = house.folders.get(2);
        Files.write(third.resolve("recovery-0001"), new byte[] {1});
        house.board.recoveries.put(2, new byte[] {2});
        house.round(3, step -> {});
        var now = house.inForce();
        var sealed = new SealedFiles(third);
        assertEquals(
                now.living(1).orElseThrow().recovery(), Hash.of(Files.readAllBytes(third.resolve("recovery-0001"))));
        assertEquals(1, sealed.files(2).size());
        // What the manifest does not name is not kept, and said to be lacking.
        assertFalse(Files.exists(third.resolve("recovery-0002")));
        assertEquals(List.of(2), sealed.fetch(now, house.board));
        var later = new InForce(
                now.root(),
                now.manifest()
                        .map(manifest -> new Manifest(
                                manifest.origin(),
                                manifest.version(),
                                manifest.rootVersion(),
                                manifest.intakeRecipient(),
                                List.of(now.living(2).orElseThrow()),
                                manifest.destroyed(),
                                manifest.stopped(),
                                manifest.people(),
                                manifest.seatThreshold(),
                                manifest.seats(),
                                manifest.files(),
                                manifest.previous())),
                now.hash());
        sealed.fetch(later, house.board);
        assertFalse(Files.exists(third.resolve("recovery-0001")) || Files.exists(third.resolve("epoch-0001.age")));
        assertTrue(Files.exists(third.resolve("epoch-0002.age")));
    }

    @Test
    void whenPowerIsLostAfterAnyStepTheSameCommandsGoOn() throws IOException {
        int steps = 0;
        for (var lostAfter = 0; steps <= lostAfter || lostAfter == 0; lostAfter++) {
            var parent = Files.createDirectory(folder.resolve("fault-" + lostAfter));
            var house = Admins.founded(parent, 100 + lostAfter, 3);
            house.time = house.time.plus(Duration.ofDays(4));
            var dee = new PowerSwitch(lostAfter);
            rotateOnce(house, dee);
            steps = dee.steps;
            assertEquals(List.of(1, 2), epochs(house), "power lost after step " + lostAfter);
            assertEquals(2, house.board.published, "power lost after step " + lostAfter);
            assertTrue(new AdminFolder(house.folders.getFirst()).open().isEmpty() || dee.steps < lostAfter);
            if (dee.steps < lostAfter) {
                System.out.println("steps of a rotation that leave a trace: " + dee.steps);
                return;
            }
        }
    }

    /// Counts steps of both admins, and loses power once.
    private static final class PowerSwitch {
        private final int lostAfter;
        private int steps;
        private boolean wasLost;

        PowerSwitch(int lostAfter) {
            this.lostAfter = lostAfter;
        }

        void step(String what) {
            if (!wasLost && steps == lostAfter) {
                wasLost = true;
                throw new PowerLost();
            }
            steps++;
        }
    }

    private static void rotateOnce(Admins house, PowerSwitch power) throws IOException {
        for (var tries = 0; tries < 2; tries++) {
            try {
                house.round(1, power::step).rotate(house.opening(Because.SCHEDULED));
                break;
            } catch (PowerLost again) {
                // The same command again.
            }
        }
        for (var tries = 0; tries < 2; tries++) {
            try {
                house.round(2, power::step).sign(Optional.empty(), false);
                break;
            } catch (PowerLost again) {
                // The same command again.
            }
        }
        // The first admin's next look tidies up.
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
    }

    @Test
    void anInterruptedWaitGoesOnLater() throws IOException {
        var house = Admins.founded(folder, 2, 3);
        house.consolesAreOpen = false;
        var refused = assertThrows(
                CeremonyStep.Waits.class, () -> house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED)));
        assertTrue(refused.getMessage().contains("give the same command again later"), refused.getMessage());
        house.consolesAreOpen = true;
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        assertEquals(List.of(1, 2), epochs(house));
    }

    @Test
    void aSecondProposalForTheSameEpochIsRefusedByName() throws IOException {
        var house = Admins.founded(folder, 3, 3);
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        var refused = assertThrows(
                CeremonyException.class, () -> house.round(2, step -> {}).rotate(house.opening(Because.SCHEDULED)));
        assertTrue(
                refused.getMessage().startsWith("admin-1 has proposed the next epoch already"), refused.getMessage());
    }

    @Test
    void twoProposalsOfOneVersionAreBothNamedAndOnlyOneIsSignedByMistake() throws IOException {
        var house = Admins.founded(folder, 4, 3);
        var until = house.inForce().manifest().orElseThrow().intakeUntil();
        house.round(1, step -> {}).propose(pages(house, 1, until.minusSeconds(60)));
        house.round(2, step -> {}).propose(pages(house, 2, until.minusSeconds(120)));
        assertEquals(2, house.round(3, step -> {}).openOnes().size());
        var both = assertThrows(
                CeremonyException.class, () -> house.round(3, step -> {}).sign(Optional.empty(), false));
        assertTrue(
                both.getMessage().contains("signed by admin-1")
                        && both.getMessage().contains("signed by admin-2"),
                both.getMessage());
        var first = house.board.proposals().getFirst().id().hex();
        var twice = assertThrows(
                CeremonyException.class, () -> house.round(2, step -> {}).sign(Optional.of(first), false));
        assertTrue(
                twice.getMessage().startsWith("You have signed another proposal for version 2 already"),
                twice.getMessage());
        house.round(2, step -> {}).sign(Optional.of(first), true);
        assertEquals(
                until.minusSeconds(60), house.inForce().manifest().orElseThrow().intakeUntil());
        var late = house.round(3, step -> {});
        late.sign(Optional.empty(), false);
        assertEquals(0, late.exitCode(), "nothing is left to sign");
        assertTrue(house.round(3, step -> {}).openOnes().isEmpty());
    }

    @Test
    void theSameAdminTwiceDoesNotPublish() throws IOException {
        var house = Admins.founded(folder, 5, 3);
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(1, step -> {}).sign(Optional.empty(), false);
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        assertEquals(List.of(1), epochs(house));
        assertEquals(
                1,
                Tally.of(house.inForce(), house.board.proposals().getFirst())
                        .manifest()
                        .size());
    }

    @Test
    void aRemovedAdminsSignatureCountsForNothing() throws IOException {
        var house = Admins.founded(folder, 6, 3);
        rotateRoot(house);
        assertEquals(2, house.inForce().root().version());
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        var refused = assertThrows(
                CeremonyException.class, () -> house.round(3, step -> {}).sign(Optional.empty(), false));
        assertTrue(refused.getMessage().contains("not one of the admins"), refused.getMessage());
        var proposal = house.board.proposals().getFirst();
        var by3 = proposal.withManifest(
                house.admins.get(2).sign(proposal.manifest().orElseThrow()));
        assertEquals(1, Tally.of(house.inForce(), by3).manifest().size());
        house.round(4, step -> {}).sign(Optional.empty(), false);
        assertEquals(List.of(1, 2), epochs(house));
    }

    /// Admin 4 takes the place of admin 3: two of the old and two of the new sign.
    private static void rotateRoot(Admins house) throws IOException {
        var round = house.round(1, step -> {});
        var now = round.now();
        var next = house.root(2, 0, 1, 3);
        var ledger = round.ledger().orElseThrow();
        var sealed = new People(ledger.version() + 1, ledger.people()).seal(Recipients.of(next), house.randomness);
        var manifest = NextManifest.changing(now, next, Changes.ofPeople(Hash.of(sealed)));
        round.propose(Proposal.ofChange(
                Optional.of(sealed),
                Optional.of(house.admins.getFirst().sign(next.text())),
                Optional.of(house.admins.getFirst().sign(manifest.text()))));
        house.round(4, step -> {}).sign(Optional.empty(), false);
        assertEquals(1, house.inForce().root().version(), "only one of the old admins has signed");
        house.round(2, step -> {}).sign(Optional.empty(), false);
    }

    @Test
    void aServerThatGoesBackOrShowsSomethingElseRaisesAnAlarm() throws IOException {
        var house = Admins.founded(folder, 7, 3);
        var old = house.board.notes;
        house.round(1, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        var newest = house.board.notes;
        for (var lie : List.of(old, Notes.NONE)) {
            house.board.notes = lie;
            var alarm = assertThrows(CeremonyException.class, () -> house.round(2, step -> {}));
            assertTrue(alarm.getMessage().startsWith("ALARM: the server shows"), alarm.getMessage());
        }
        house.board.notes = new Notes(
                newest.roots(),
                Optional.of(house.admins
                        .get(2)
                        .sign(SignedNote.parse(newest.manifest().orElseThrow()))
                        .bytes()));
        assertThrows(CeremonyException.class, () -> house.round(2, step -> {}));
        house.board.notes = house.board.logged(newest);
        house.board.people = Optional.of(new byte[] {1});
        var alarm = assertThrows(CeremonyException.class, () -> house.round(3, step -> {}));
        assertTrue(alarm.getMessage().contains("list of people is not the one"), alarm.getMessage());
    }

    @Test
    void keysThatTheLogDoesNotEndWithAreNotBuiltOn() throws IOException {
        var house = Admins.founded(folder, 10, 3);
        var shown = house.board.notes;
        house.board.notes = new Notes(shown.roots(), shown.manifest());
        assertEquals(Reason.NOT_LOGGED, refusal(house));
        var other = house.board.logged(new Notes(shown.roots(), Optional.of(new byte[] {1})));
        house.board.notes = new Notes(shown.roots(), shown.manifest(), other.proof());
        assertEquals(Reason.NOT_LOGGED, refusal(house));
        house.board.notes = shown;
        house.round(2, step -> {});
    }

    private static Reason refusal(Admins house) {
        return assertThrows(ManifestException.class, () -> house.round(2, step -> {}))
                .reason();
    }

    @Test
    void somebodyJoinsByOneCommandOfEachAdminThoughTwoMustStandBehindTheDrawing() throws IOException {
        var house = Admins.founded(folder, 8, 4);
        house.people.add(Keyring.draw(false, house.randomness));
        house.join();
        var round = house.round(1, step -> {});
        round.keepDraft(round.draft()
                .with(Person.of(
                        house.card(4),
                        "new",
                        false,
                        LocalDate.parse("2027-11-01"),
                        LocalDate.parse("2026-11-22"),
                        List.of("admin-1"))));
        var waiting = assertThrows(
                CeremonyStep.Waits.class, () -> house.round(1, step -> {}).rotate(house.opening(Because.JOIN)));
        assertTrue(waiting.getMessage().contains("1 more has to sign before a console draws it"), waiting.getMessage());
        house.round(2, step -> {}).sign(Optional.empty(), false);
        house.round(1, step -> {}).rotate(house.opening(Because.JOIN));
        assertEquals(List.of(1, 2), epochs(house));
        house.consoles();
        assertTrue(house.people.get(4).epochSeed(1).isPresent(), "the older epoch, by a supplement");
        assertTrue(house.people.get(4).epochSeed(2).isPresent());
    }

    @Test
    void theDraftOutlivesAnotherAdminsChange() throws IOException {
        var house = Admins.founded(folder, 9, 3);
        var round = house.round(1, step -> {});
        var p2 = round.draft().called("p2").orElseThrow();
        round.keepDraft(round.draft().with(p2.removed(LocalDate.parse("2026-11-23"), "left")));
        house.round(2, step -> {}).rotate(house.opening(Because.SCHEDULED));
        house.round(3, step -> {}).sign(Optional.empty(), false);
        house.consoles();
        house.round(1, step -> {}).rotate(house.opening(Because.REMOVAL));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        assertEquals(2, house.inForce().manifest().orElseThrow().stopped().size());
        assertEquals(
                2, house.round(1, step -> {}).ledger().orElseThrow().living().size());
    }

    private static Proposal pages(Admins house, int admin, Instant until) {
        var now = house.inForce();
        var manifest = NextManifest.changing(
                now,
                now.root(),
                new NextManifest.Change(
                        Optional.of(until), Optional.empty(), Optional.empty(), List.of(), new TreeMap<>()));
        return Proposal.ofChange(
                Optional.empty(),
                Optional.empty(),
                Optional.of(house.admins.get(admin - 1).sign(manifest.text())));
    }

    private static List<Integer> epochs(Admins house) {
        return house.inForce().epochs().stream().map(LivingEpoch::epoch).toList();
    }
}

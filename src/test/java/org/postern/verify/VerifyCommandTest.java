package org.postern.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.manifest.Notes;
import picocli.CommandLine;

/// The command against a server that lies, over real HTTP.
final class VerifyCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-30T00:00:00Z");

    private Instant clock = NOW;
    private Publisher publisher;
    private View honest;
    private StandIn server;
    private String said = "";

    @TempDir
    private Path folder;

    @BeforeEach
    void serve() throws IOException {
        publisher = publisher(3, 2);
        honest = publisher.show(3, NOW);
        server = new StandIn(honest);
    }

    private Publisher publisher(int witnesses, int quorum) throws IOException {
        var one = new Publisher(31, witnesses, quorum, LocalDate.parse("2027-11-22"));
        one.publish(one.opening(UNTIL));
        one.publish(one.renewing(UNTIL.minusSeconds(60)));
        Files.write(folder.resolve("root.note"), one.rootNote());
        return one;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int verify(Watch.Sleep sleep, String... more) {
        var out = new StringWriter();
        var line = new CommandLine(new VerifyCommand(() -> clock, sleep));
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        var arguments = new ArrayList<>(List.of(
                "--root", folder.resolve("root.note").toString(), server.uri().toString()));
        arguments.addAll(List.of(more));
        var code = line.execute(arguments.toArray(String[]::new));
        said = out.toString();
        return code;
    }

    private int verify(String... more) {
        return verify(pause -> assertTrue(false, "waited"), more);
    }

    private void alarms(Alarm alarm, String words, String... more) {
        assertEquals(1, verify(more), said);
        var line = said.lines()
                .filter(found -> found.startsWith("ALARM  ") && found.contains(words))
                .findFirst();
        assertTrue(line.isPresent() && line.get().endsWith(alarm.next()), said);
    }

    private String seen() {
        return folder.resolve("seen").toString();
    }

    /// Looks once at what is shown, which is good, and keeps it.
    private void see() {
        assertEquals(0, verify("--seen", seen()), () -> said);
    }

    @Test
    void findsAWholeServiceGoodAndSaysWhatItChecked() {
        assertEquals(0, verify(), () -> said);
        assertTrue(said.contains("signed by at least 2 of 3 admins"), said);
        assertTrue(said.contains("The log holds 4 entries"), said);
        assertTrue(said.contains("3 witnesses have seen the log in this state; the admins ask for 2"), said);
        assertFalse(said.contains("a freeze can't be excluded"), said);
    }

    @Test
    void saysThatWithoutWitnessesAFreezeCannotBeExcluded() throws IOException {
        server.show(publisher(0, 0).show(0, NOW));
        assertEquals(0, verify(), () -> said);
        assertTrue(said.contains("a freeze can't be excluded"), said);
    }

    @Test
    void followsTheLogAsItGrows() throws IOException {
        see();
        assertTrue(said.contains("This is the first look"), said);
        Files.writeString(Path.of(seen()), "");
        see();
        assertTrue(said.contains("This is the first look"), "an emptied file is said to compare with nothing");
        publisher.publish(publisher.opening(UNTIL.plusSeconds(60)));
        server.show(publisher.show(3, NOW));
        see();
        assertTrue(said.contains("continues the one that was seen before, of 4 entries"), said);
        assertTrue(Files.readString(Path.of(seen())).contains("manifest 3 "));
    }

    @Test
    void alarmsWhenAServedFileIsNotTheSignedOne() {
        server.show(honest.with("/", "<!doctype html>!".getBytes(StandardCharsets.US_ASCII)));
        alarms(Alarm.PAGE_DIFFERS, "The file / is not the one that the admins signed");
    }

    @Test
    void alarmsForAnotherRoot() throws IOException {
        Files.write(folder.resolve("root.note"), new Publisher(77, 3, 2, LocalDate.parse("2027-11-22")).rootNote());
        alarms(Alarm.WRONG_KEYS, "do not belong to this service");
    }

    @Test
    void aRootFileThatWasChangedOnTheWayIsNoAlarm() throws IOException {
        var signed = new String(publisher.rootNote(), StandardCharsets.UTF_8);
        for (var changed : List.of("", "\ufeff" + signed, signed.replace("\n", "\r\n"), signed.strip(), "{}")) {
            Files.writeString(folder.resolve("root.note"), changed);
            assertEquals(2, verify(), said);
            assertTrue(said.contains("This file is not a root note as it was signed."), said);
            assertFalse(said.contains("ALARM"), said);
        }
    }

    @Test
    void alarmsForATamperedManifest() {
        var text = new String(publisher.note(), StandardCharsets.UTF_8).replaceFirst("version 2", "version 9");
        var tampered = Optional.of(text.getBytes(StandardCharsets.UTF_8));
        var notes = honest.notes();
        server.show(honest.with(new Notes(notes.roots(), tampered, notes.proof())));
        alarms(Alarm.WRONG_KEYS, "A signature is wrong");
    }

    @Test
    void alarmsForATamperedTile() {
        var tile = honest.log("tile/0/000.p/4", 1 << 20);
        tile[3] ^= 1;
        server.show(honest.with("/log/tile/0/000.p/4", tile));
        alarms(Alarm.BROKEN_LOG, "tile/0/000.p/4 does not belong to its entries");
    }

    @Test
    void alarmsForATruncatedBundle() {
        var bundle = honest.log("tile/entries/000.p/4", 1 << 20);
        server.show(honest.with("/log/tile/entries/000.p/4", Arrays.copyOf(bundle, bundle.length - 1)));
        alarms(Alarm.BROKEN_LOG, "The entries of the log can't be read");
    }

    @Test
    void alarmsForAnEntryThatWasChangedAfterwards() {
        var bundle = honest.log("tile/entries/000.p/4", 1 << 20);
        bundle[bundle.length - 3] ^= 1;
        server.show(honest.with("/log/tile/entries/000.p/4", bundle));
        alarms(Alarm.BROKEN_LOG, "do not add up to what the log signed");
    }

    @Test
    void alarmsForAForkThatTheLogSigned() throws IOException {
        var other = publisher.fork();
        publisher.publish(publisher.opening(UNTIL.plusSeconds(60)));
        server.show(publisher.show(3, NOW));
        see();
        var before = Files.readString(Path.of(seen()));
        // The witnesses refuse the second history, so only the log's own signature is on it.
        other.publish(other.renewing(UNTIL.minusSeconds(120)));
        other.publish(other.opening(UNTIL.plusSeconds(180)));
        server.show(other.show(3, NOW));
        alarms(Alarm.FORK, "does not continue the one that was seen before", "--seen", seen());
        alarms(Alarm.WITNESSES, "witnesses", "--seen", seen());
        assertEquals(before, Files.readString(Path.of(seen())), "what was seen is the evidence");
        assertTrue(Files.readString(folder.resolve("seen.fork")).startsWith("help.example/log\n7\n"));
    }

    @Test
    void alarmsForTwoHistoriesOfOneSize() {
        var other = publisher.fork();
        publisher.publish(publisher.renewing(UNTIL.minusSeconds(1)));
        server.show(publisher.show(3, NOW));
        see();
        other.publish(other.renewing(UNTIL.minusSeconds(2)));
        server.show(other.show(3, NOW));
        alarms(Alarm.FORK, "two different histories of 5 entries", "--seen", seen());
        alarms(Alarm.FORK, "two different manifests with version 3", "--seen", seen());
    }

    @Test
    void alarmsForAServerThatAnswersTheCheckpointOfYesterday() {
        publisher.publish(publisher.renewing(UNTIL.minusSeconds(1)));
        server.show(publisher.show(3, NOW));
        see();
        server.show(honest);
        alarms(Alarm.ROLLBACK, "The log has 4 entries, and it had 5", "--seen", seen());
        alarms(Alarm.ROLLBACK, "older than ones already seen", "--seen", seen());
    }

    @Test
    void alarmsForAManifestThatSkippedTheLog() {
        var skipping = publisher.sign(publisher.renewing(UNTIL.minusSeconds(1)).text(), 2);
        var notes = honest.notes();
        server.show(honest.with(new Notes(notes.roots(), Optional.of(skipping), notes.proof())));
        alarms(Alarm.SKIPPED_LOG, "Manifest 3 is shown, and it is not in the log");
    }

    @Test
    void alarmsForAnOldManifestWithAProofThatHolds() {
        var old = publisher
                .log()
                .at(publisher.log().size())
                .proof(2, publisher.log().checkpoint(3, NOW));
        var first = entry(2);
        server.show(honest.with(new Notes(honest.notes().roots(), Optional.of(first), Optional.of(old.bytes()))));
        alarms(Alarm.ROLLBACK, "Manifest 1 is shown, and there are newer entries in the log");
    }

    private byte[] entry(int index) {
        var log = publisher.log().at(publisher.log().size());
        var bundle = org.postern.tlog.EntryBundle.of(publisher.log().size()).getFirst();
        return bundle.entries(log.file(bundle.path()).orElseThrow()).get(index);
    }

    @Test
    void alarmsForKeysThatWereSwappedInBetween() {
        // Somebody with the log's key alone: an unsigned manifest, then the true one again.
        var lied = publisher.fork();
        lied.log()
                .append(publisher.sign(publisher.opening(UNTIL.plusSeconds(60)).text(), 1));
        lied.publish(publisher.renewing(UNTIL.minusSeconds(5)));
        server.show(lied.show(3, NOW));
        alarms(Alarm.BROKEN_LOG, "Entry 4 of the log does not follow");
    }

    @Test
    void alarmsForAnEntryThatNobodyCanExplain() {
        publisher.log().append("something else\n".getBytes(StandardCharsets.US_ASCII));
        publisher.publish(publisher.renewing(UNTIL.minusSeconds(5)));
        server.show(publisher.show(3, NOW));
        alarms(Alarm.BROKEN_LOG, "Entry 5 of the log does not follow");
    }

    @Test
    void alarmsForAMissingWitness() {
        publisher.publish(publisher.renewing(UNTIL.minusSeconds(5)));
        server.show(publisher.show(1, NOW));
        alarms(Alarm.WITNESSES, "witnesses");
    }

    @Test
    void alarmsBeforeTheWitnessesAreTooOldAndAfter() {
        clock = NOW.plus(Duration.ofHours(50));
        alarms(Alarm.WITNESSES, "saw the log last 50 hours ago");
        clock = NOW.plus(Duration.ofHours(73));
        alarms(Alarm.WITNESSES, "too long since enough witnesses");
    }

    @Test
    void alarmsForACheckpointOfAnotherKey() throws IOException {
        var stranger = new Publisher(32, 3, 2, LocalDate.parse("2027-11-22"));
        stranger.publish(stranger.opening(UNTIL));
        var foreign = stranger.log().checkpoint(3, NOW).bytes();
        server.show(honest.with("/log/checkpoint", foreign));
        alarms(Alarm.BROKEN_LOG, "not signed by the log's key");
        server.show(honest.with("/log/checkpoint", "nonsense".getBytes(StandardCharsets.US_ASCII)));
        alarms(Alarm.BROKEN_LOG, "can't be read");
    }

    @Test
    void alarmsWhenLogAndProofTellTwoHistories() {
        var other = publisher.fork();
        other.publish(other.renewing(UNTIL.minusSeconds(5)));
        publisher.publish(publisher.renewing(UNTIL.minusSeconds(6)));
        server.show(publisher.show(3, NOW).with(other.show(3, NOW).notes()));
        alarms(Alarm.FORK, "one history for its readers and another one beside the keys");
    }

    @Test
    void alarmsForWhatIsAboutToExpire() {
        clock = UNTIL.minus(Duration.ofHours(20));
        server.show(publisher.show(3, clock));
        alarms(Alarm.EXPIRES, "Intake ends at 2026-11-29T23:59:00Z, in less than a day");
        clock = UNTIL;
        server.show(publisher.show(3, clock));
        alarms(Alarm.EXPIRES, "Intake ended at 2026-11-29T23:59:00Z: nobody can ask");
        clock = Instant.parse("2027-11-01T00:00:00Z");
        server.show(publisher.show(3, clock));
        alarms(Alarm.EXPIRES, "The list of admins ends on 2027-11-22");
        alarms(Alarm.EXPIRES, "The keys of epoch 1 were to be destroyed on 2026-12-30");
        clock = Instant.parse("2027-11-23T00:00:00Z");
        server.show(publisher.show(3, clock));
        alarms(Alarm.EXPIRES, "The list of admins ended on 2027-11-22");
    }

    @Test
    void watchesWithOneLineForEachGoodRoundUntilSomethingIsWrong() {
        var rounds = new ArrayList<Duration>();
        var code = verify(
                pause -> {
                    rounds.add(pause);
                    clock = clock.plus(pause);
                    if (rounds.size() == 2) {
                        publisher.publish(publisher.renewing(UNTIL.minusSeconds(1)));
                        server.show(publisher.show(3, clock));
                    } else if (rounds.size() == 3) {
                        server.show(honest);
                    }
                },
                "--watch",
                "--every",
                "30");
        assertEquals(1, code, said);
        assertEquals(List.of(Duration.ofMinutes(30), Duration.ofMinutes(30), Duration.ofMinutes(30)), rounds);
        var lines = said.lines().filter(line -> line.contains("all is well: ")).toList();
        assertEquals("2026-11-23T09:00:00Z  all is well: manifest 2, 4 entries in the log, 3 witnesses.", lines.get(0));
        assertEquals("2026-11-23T10:00:00Z  all is well: manifest 3, 5 entries in the log, 3 witnesses.", lines.get(2));
        assertTrue(said.contains("ALARM  The log has 4 entries, and it had 5"), said);
    }

    @Test
    void takesAServiceForAwayAfterThreeRoundsInARow() {
        var rounds = new ArrayList<Duration>();
        server.close();
        assertEquals(1, verify(rounds::add, "--watch"), said);
        assertEquals(2, rounds.size());
        assertTrue(said.contains("not reached; asking again, 1 of 3"), said);
        assertTrue(said.contains("can't be had"), said);
    }

    @Test
    void refusesWrongUseWithOneSentence() throws IOException {
        assertEquals(2, verify("--watch", "--every", "0"));
        Files.writeString(Path.of(seen()), "what is this");
        assertEquals(2, verify("--seen", seen()));
        assertTrue(said.contains("is not what verify wrote"), said);
        Files.delete(Path.of(seen()));
        see();
        Files.write(folder.resolve("root.note"), new Publisher(77, 3, 2, LocalDate.parse("2027-11-22")).rootNote());
        assertEquals(2, verify("--seen", seen()));
        assertTrue(said.contains("belongs to another service"), said);
        Files.delete(folder.resolve("root.note"));
        assertEquals(2, verify());
        assertTrue(said.startsWith("There is no file"), said);
    }
}

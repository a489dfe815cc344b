package org.postern.request;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.IntakeClient;
import org.postern.api.ProblemException;
import org.postern.crypto.SeededRandomness;
import org.postern.message.Consent;
import org.postern.message.NineWords;
import picocli.CommandLine;

final class RequestTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final SeededRandomness randomness = new SeededRandomness(91);

    @TempDir
    private Path folder;

    @Test
    void answersAreSortedIntoOpenAndLocked() {
        var file = AnswersFile.parse(
                "# mine\nneeds=housing\nneeds = legal\ncontact_way=call\nconsent=read\nconsent=contact\n");
        assertEquals(List.of("housing", "legal"), file.answers().values("needs"));
        assertEquals(List.of("call"), file.contact().values("contact_way"));
        assertEquals(List.of(), file.answers().values("contact_way"));
        assertEquals(Set.of(Consent.Purpose.READ, Consent.Purpose.CONTACT), file.consents());
        assertThrows(RequestException.class, () -> AnswersFile.parse("needs\n"));
        assertThrows(RequestException.class, () -> AnswersFile.parse("consent=everything\n"));
        assertThrows(RequestException.class, () -> AnswersFile.parse("Needs=x\n"));
    }

    @Test
    void anAnswerThatIsMisspeltIsNamedAndNotSentAsSomethingElse() {
        assertEquals(
                "Line 2 of the answers has a name that is none. The names are: consent, contact_how, contact_value,"
                        + " contact_way, contact_when, needs, people_named, place_exact, urgency_self.",
                assertThrows(RequestException.class, () -> AnswersFile.parse("needs=legal\nurgency=now\n"))
                        .getMessage());
        assertEquals(
                "Line 1 of the answers: behind urgency_self= stands one of: now, today, week, no_rush, unknown.",
                assertThrows(RequestException.class, () -> AnswersFile.parse("urgency_self=soon\n"))
                        .getMessage());
        assertEquals(
                "Line 1 of the answers: behind consent= stands one of: read, contact, statistics, keep.",
                assertThrows(RequestException.class, () -> AnswersFile.parse("consent=read,contact\n"))
                        .getMessage());
        var needs = assertThrows(RequestException.class, () -> AnswersFile.parse("needs=safe_place\n"));
        assertTrue(
                needs.getMessage().contains("behind needs= stands one of: safe_place_now, housing, "),
                needs.getMessage());
    }

    @Test
    void wordsAreGivenOnceAndOneIsTypedBack() {
        var words = NineWords.draw(randomness);
        assertThrows(
                RequestException.class,
                () -> words("no\nno\nno\n", Optional.empty()).give(words, randomness));
        assertTrue(shown().contains(String.join(" ", words.words())));
    }

    @Test
    void aFileOfWordsIsTheOwnersAloneAndNeverOverwritten() throws IOException {
        var file = folder.resolve("words");
        try (var words = NineWords.draw(randomness)) {
            words("", Optional.of(file)).give(words, randomness);
            assertEquals(String.join(" ", words.words()) + "\n", Files.readString(file));
            assertEquals("[OWNER_READ, OWNER_WRITE]", new TreeSet<>(Files.getPosixFilePermissions(file)).toString());
            assertFalse(shown().contains(words.words().getFirst()));
            assertThrows(
                    RequestException.class, () -> words("", Optional.of(file)).give(words, randomness));
            try (var taken = words("", Optional.of(file)).take()) {
                assertEquals(words.words(), taken.words());
            }
        }
    }

    @Test
    void wrongWordsAreNamedByTheirPlaceAndNotRepeated() {
        var failure = assertThrows(
                RequestException.class,
                () -> words("abandon hellp about\n", Optional.empty()).take());
        assertTrue(failure.getMessage().contains("number 2"));
        assertFalse(failure.getMessage().contains("hellp"));
    }

    @Test
    void theCheckForOneWordReadsItAsAPersonWritesIt() {
        var number = Math.floorMod(new SeededRandomness(5).bytes(1)[0], 9);
        try (var words = NineWords.draw(randomness)) {
            var word = words.words().get(number);
            for (var typed : List.of(
                    (number + 1) + ". " + word,
                    word + ".",
                    "“" + word.toUpperCase(Locale.ROOT) + "”",
                    "• " + String.join("\u200b – ", words.words()))) {
                words(typed + "\n", Optional.empty()).give(words, new SeededRandomness(5));
            }
            var other = words.words().get((number + 1) % 9);
            assertThrows(
                    RequestException.class,
                    () -> words((other + "\n").repeat(3), Optional.empty()).give(words, new SeededRandomness(5)));
        }
    }

    @Test
    void aLoneFullStopEndsOnlyWhatIsTyped() {
        assertEquals("one\n.\ntwo", terminal("one\n.\ntwo\n").text());
    }

    @Test
    void aPipedLetterThatIsNotUtf8IsRefusedAndAMarkAtItsStartIsLeftOut() {
        var latin1 = new ByteArrayInputStream("hört".getBytes(StandardCharsets.ISO_8859_1));
        var out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        var refused =
                assertThrows(RequestException.class, () -> new Terminal(latin1, out, Optional.empty(), false).text());
        assertTrue(refused.getMessage().contains("not plain text in UTF-8"), refused.getMessage());
        assertEquals("hört", terminal("\ufeffhört").text());
    }

    @Test
    void aLetterThatCantBeDeliveredIsKeptAndTheCommandThatSendsItIsSaid() throws IOException {
        var wordsFile = Files.writeString(folder.resolve("words"), "any");
        var nowhere = URI.create("http://127.0.0.1:1");
        var frame = new byte[32_768];
        frame[7] = 1;
        var letter = new KeptLetter(Optional.of(wordsFile));
        assertFalse(letter.waits());
        letter.keep(frame, Instant.EPOCH);
        var failure =
                assertThrows(RequestException.class, () -> letter.send(new IntakeClient(nowhere), nowhere, List.of()));
        var kept = folder.resolve("words.sealed");
        assertTrue(
                failure.getMessage().contains("postern request send --url http://127.0.0.1:1 " + kept),
                failure.getMessage());
        assertArrayEquals(LetterFile.of(frame), Files.readAllBytes(kept));
        assertTrue(new KeptLetter(Optional.of(wordsFile)).waits());
        try (var server = new Answering(200)) {
            new KeptLetter(Optional.of(wordsFile)).send(new IntakeClient(server.uri()), server.uri(), List.of());
        }
        assertFalse(Files.exists(kept));
        assertTrue(Files.exists(wordsFile));
    }

    @Test
    void aLetterThatIsRefusedForGoodDoesNotStopTheSameCommand() throws IOException {
        var wordsFile = Files.writeString(folder.resolve("words"), "any");
        var letter = new KeptLetter(Optional.of(wordsFile));
        letter.keep(new byte[32_768], Instant.EPOCH);
        try (var server = new Answering(410)) {
            assertThrows(
                    ProblemException.class, () -> letter.send(new IntakeClient(server.uri()), server.uri(), List.of()));
        }
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void theNineWordsOfALetterThatMayHaveArrivedAreNeverThrownAway() throws IOException {
        var wordsFile = Files.writeString(folder.resolve("words"), "any");
        var nowhere = URI.create("http://127.0.0.1:1");
        var letter = new KeptLetter(Optional.of(wordsFile));
        letter.keep(new byte[32_768], Instant.EPOCH);
        assertThrows(RequestException.class, () -> letter.send(new IntakeClient(nowhere), nowhere, List.of()));
        try (var server = new Answering(410)) {
            var later = new KeptLetter(Optional.of(wordsFile));
            assertTrue(later.waits());
            var refused = assertThrows(
                    RequestException.class, () -> later.send(new IntakeClient(server.uri()), server.uri(), List.of()));
            assertTrue(refused.getMessage().contains("keep the nine words"), refused.getMessage());
        }
        assertTrue(Files.exists(wordsFile));
        assertFalse(Files.exists(folder.resolve("words.sealed")));
    }

    @Test
    void theNineWordsStayWhereOnlyALaterTryMayHaveArrived() throws Exception {
        var wordsFile = Files.writeString(folder.resolve("words"), "any");
        var letter = new KeptLetter(Optional.of(wordsFile));
        letter.keep(new byte[32_768], Instant.EPOCH);
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        // Nobody is there at the first try; the second one breaks off, the third is refused.
        var server = Thread.ofVirtual().start(() -> breaksOffOnceAndRefuses(port));
        var at = URI.create("http://127.0.0.1:" + port);
        var refused = assertThrows(RequestException.class, () -> letter.send(new IntakeClient(at), at, List.of()));
        assertTrue(refused.getMessage().contains("keep the nine words"), refused.getMessage());
        assertTrue(Files.exists(wordsFile));
        server.join();
    }

    private static void breaksOffOnceAndRefuses(int port) {
        try {
            Thread.sleep(1_000);
            try (var socket = new ServerSocket(port, 2, InetAddress.getLoopbackAddress())) {
                socket.accept().close();
                try (var last = socket.accept()) {
                    last.getOutputStream()
                            .write("HTTP/1.1 410 Gone\r\nContent-Length: 8\r\nConnection: close\r\n\r\nrefused\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    last.shutdownOutput();
                    last.getInputStream().readAllBytes();
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAnotherProgramRefusesCostsNobodyTheLetter() throws IOException {
        var wordsFile = Files.writeString(folder.resolve("words"), "any");
        var letter = new KeptLetter(Optional.of(wordsFile));
        letter.keep(new byte[32_768], Instant.EPOCH);
        try (var hotel = new Answering(410, "<h1>Welcome</h1>")) {
            var kept = assertThrows(
                    RequestException.class, () -> letter.send(new IntakeClient(hotel.uri()), hotel.uri(), List.of()));
            assertTrue(kept.getMessage().contains("does not speak as this service does"), kept.getMessage());
            assertTrue(kept.getMessage().contains("Your letter is not lost."), kept.getMessage());
        }
        assertTrue(Files.exists(wordsFile), "with its nine words");
        assertTrue(letter.isKept());
    }

    @Test
    void aSealedLetterThatADiskHasDamagedIsNotSent() throws IOException {
        var frame = new byte[32_768];
        var file = LetterFile.of(frame);
        assertArrayEquals(frame, LetterFile.frame(file));
        for (int at : List.of(0, 20_000, 32_767, 32_768, 32_799)) {
            var damaged = file.clone();
            damaged[at] ^= 1;
            Files.write(folder.resolve("damaged"), damaged);
            assertEquals(1, run("send", "--url", "http://127.0.0.1:1", folder.resolve("damaged") + ""));
            assertTrue(shown().contains("was damaged after it was written"), shown());
            shown.reset();
        }
    }

    @Test
    void everyFailureIsOneSentenceAndExitCodeOne() throws IOException {
        var notes = Files.writeString(folder.resolve("notes"), "not notes");
        var root = "0".repeat(64);
        assertEquals(1, run("seal", "--root", root, "--notes", notes.toString(), "--out", folder + "/out"));
        assertEquals(1, run("read", "--root", root));
        assertEquals(1, run("send", "--url", "http://127.0.0.1:1", notes.toString()));
        assertTrue(shown().contains("This file is not a sealed message."));
        assertEquals(2, run("read"));
        for (var line : shown().lines().toList()) {
            assertFalse(line.contains("Exception"), line);
        }
    }

    @Test
    void noOptionTakesTheWordsThemselves() {
        var commands = new CommandLine(new RequestCommand());
        commands.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec()
                        .options()
                        .forEach(option -> assertFalse(option.longestName().equals("--words"), option.longestName())));
        assertEquals(6, commands.getSubcommands().size());
    }

    private int run(String... arguments) {
        var command = new RequestCommand(terminal(""), randomness, InstantSource.system());
        return new CommandLine(command)
                .setErr(new PrintWriter(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    private Words words(String typed, Optional<Path> file) {
        return new Words(terminal(typed), file);
    }

    private Terminal terminal(String typed) {
        var out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        return new Terminal(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), out, Optional.empty(), false);
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}

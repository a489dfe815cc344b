package org.postern.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.Pty;
import org.postern.api.PublishClient;
import org.postern.api.TeamClient;
import org.postern.crypto.Randomness;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;
import org.postern.message.Desk;
import org.postern.message.HelpRequest;
import org.postern.message.Opener;
import org.postern.message.Reply;
import org.postern.message.Sealer;
import org.postern.serve.Server;
import org.postern.store.TestPostgres;
import org.postern.web.House;

/// `postern request` as a person types it, in a real pseudo-terminal, against the real server over the real PostgreSQL.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypedRequestTest {
    private static final String TEXT = "ช่วยด้วย ฉันต้องการที่พัก\nأحتاج إلى مساعدة\n👩🏽‍👧 zażółć";
    private static final String ANSWER = "เรามาแล้ว — سنساعدك 💛 zażółć";
    private static final Pattern NINE_WORDS = Pattern.compile("\n {4}((?:[a-z]+ ){8}[a-z]+)\n");

    private final House house = new House();
    private Path home;
    private Server server;
    private TeamClient team;

    @TempDir
    private Path folder;

    @BeforeAll
    void open() {
        home = TestPostgres.freshHome();
        server = Server.start(house.config(home), InstantSource.system());
        new PublishClient(server.teamUri()).publish(house.publication());
        team = new TeamClient(server.teamUri(), house.signer(), InstantSource.system());
    }

    @AfterAll
    void close() {
        server.close();
        TestPostgres.deleteAll(home);
    }

    private Pty under(String locale, String step, String... more) throws IOException {
        return Pty.shell(folder, Map.of("LC_ALL", locale), Pty.postern(line(url(), step, more)));
    }

    private Pty request(String step, String... more) throws IOException {
        return under("C.UTF-8", step, more);
    }

    private String url() {
        return server.publicUri().toString();
    }

    private String[] line(String url, String step, String... more) {
        var all =
                new ArrayList<>(List.of("request", step, "--url", url, "--root", home.resolve("root-0001.note") + ""));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private List<HelpRequest> stored(String text) {
        var opened = new ArrayList<HelpRequest>();
        for (var day : team.days()) {
            for (var stored : team.requests(day.day(), 0, new byte[16], 64)) {
                opened.add(Opener.request(RequestEnvelope.parse(stored.frame()), house.epoch)
                        .orElseThrow());
            }
        }
        return opened.stream().filter(one -> one.message().equals(text)).toList();
    }

    /// Answers the questions and types a text, up to where the nine words are shown.
    private static Pty write(Pty pty, String text) throws Exception {
        pty.expect("Numbers, with spaces between:")
                .type("")
                .expect("How soon")
                .type("")
                .expect("or Enter:")
                .type("")
                .expect("May the team read")
                .type("yes")
                .expect("Your message");
        return types(pty, text);
    }

    private static Pty types(Pty pty, String text) throws IOException {
        for (var line : text.split("\n", -1)) {
            pty.type(line);
        }
        return pty.type(".");
    }

    private static String[] words(Pty pty) throws InterruptedException {
        pty.expect("Type word number ");
        var words = "";
        for (var shown = NINE_WORDS.matcher(pty.screen()); shown.find(); ) {
            words = shown.group(1);
        }
        return words.split(" ");
    }

    /// Types the word that is asked for.
    private static String keeps(Pty pty) throws Exception {
        var words = words(pty);
        var screen = pty.screen();
        var asked = screen.substring(screen.lastIndexOf("Type word number ") + "Type word number ".length());
        pty.type(words[Integer.parseInt(asked.substring(0, 1)) - 1]);
        return String.join(" ", words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void aWholeConversationKeepsEveryLetterWhateverTheLocale(String locale) throws Exception {
        var text = TEXT + "\n" + locale;
        String words;
        try (var pty = under(locale, "ask")) {
            pty.expect("Numbers, with spaces between:")
                    .type("safe place")
                    .expect("Type only numbers from 1 to 20")
                    .type("1 ๒, 99")
                    .expect("Type only numbers from 1 to 20")
                    .type("1 ๒")
                    .expect("How soon")
                    .type("soon")
                    .expect("Type one of the four")
                    .type("Week")
                    .expect("or Enter:")
                    .type("1")
                    .expect("Phone number:")
                    .type("+٠٠ 555 0100")
                    .expect("When is it safe?")
                    .type("")
                    .expect("What may we say")
                    .type("")
                    .expect("May the team contact you")
                    .type("maybe")
                    .expect("Type yes or no.")
                    .type("yes")
                    .expect("May the team read")
                    .type("YES")
                    .expect("Your message");
            types(pty, text);
            words(pty);
            assertEquals(List.of(), stored(text), "nothing is sent before the words are kept");
            pty.type("no");
            words = keeps(pty);
            pty.expect("It is there.");
            assertEquals(0, pty.ended(), pty.screen());
        }
        var first = only(stored(text));
        assertEquals(List.of("safe_place_now", "housing"), first.needs());
        assertEquals(HelpRequest.Urgency.WEEK, first.urgency());
        var locked = first.locked().orElseThrow();
        var shares = List.of(
                locked.share(1, house.seats.get(0)).orElseThrow(),
                locked.share(2, house.seats.get(1)).orElseThrow());
        var contact = locked.open(shares).orElseThrow();
        assertEquals(List.of("call"), contact.values("contact_way"));
        assertEquals(List.of("+٠٠ 555 0100"), contact.values("contact_value"));

        try (var pty = under(locale, "read")) {
            pty.expect("Your nine words:").type(words).expect("There is no answer yet.");
            assertEquals(0, pty.ended(), pty.screen());
        }
        answer(first);
        try (var pty = under(locale, "read")) {
            pty.expect("Your nine words:").type(words).expect(ANSWER);
            assertEquals(0, pty.ended(), pty.screen());
            assertFalse(pty.screen().contains(words), "the words are not shown again");
        }
        try (var pty = under(locale, "follow-up")) {
            pty.expect("Your nine words:").type(words).expect("Your message");
            types(pty, "ขอบคุณ " + locale).expect("It is there.");
            assertEquals(0, pty.ended(), pty.screen());
        }
        assertEquals(first.thread(), only(stored("ขอบคุณ " + locale)).thread());
        try (var pty = under(locale, "erase")) {
            pty.expect("Your nine words:").type(words).expect("Type delete:").type("delete");
            pty.expect("Everything is deleted that was sent").expect("It can come later.");
            assertEquals(0, pty.ended(), pty.screen());
        }
        assertEquals(List.of(), stored(text));
        try (var pty = under(locale, "follow-up")) {
            pty.expect("Your nine words:").type(words).expect("Did you delete everything with these words");
            pty.expect("(yes or no)").type("no").expect("Nothing was sent.");
            assertEquals(1, pty.ended(), pty.screen());
        }
    }

    private void answer(HelpRequest to) {
        var desk = new Desk(house.roster, house.epoch.recipient(), house.deskSeed);
        var draft = new Reply.Draft(Reply.State.IN_CONVERSATION, Optional.empty(), ANSWER);
        team.reply(new Sealer(Randomness.system(), InstantSource.system())
                .reply(draft, to, 0, Hash.NONE, desk)
                .frame());
    }

    @Test
    void wordsThatAreNotTypedBackDoNotLoseTheText() throws Exception {
        try (var pty = write(request("ask"), "kept through three slips")) {
            var words = String.join(" ", words(pty));
            pty.type("no").expect("Type word").type("no").expect("Type word").type("no");
            pty.expect("What you typed is still here.")
                    .expect("To stop and lose it, type stop.")
                    .type("");
            assertEquals(words, keeps(pty), "the words that were written down stay good");
            assertEquals(0, pty.ended(), pty.screen());
        }
        only(stored("kept through three slips"));
    }

    @Test
    void whateverStopsALetterCanBePutRightWithoutTypingItAgain() throws Exception {
        try (var pty = request("ask", "--words-file", "later/words")) {
            pty.expect("The folder of this file is not there: later/words");
            assertEquals(1, pty.ended(), pty.screen());
        }
        var later = Files.createDirectory(folder.resolve("later"));
        try (var pty = request("ask", "--words-file", "later/words")) {
            pty.expect("What would help?");
            Files.delete(later);
            write(pty, "kept until the folder is there");
            pty.expect("The folder of this file does not exist: later/words");
            pty.expect("What you typed is still here.");
            Files.createDirectory(later);
            pty.type("").expect("It is there.");
            assertEquals(0, pty.ended(), pty.screen());
        }
        only(stored("kept until the folder is there"));
        try (var pty = request("ask", "--words-file", "later/words")) {
            pty.expect("is there already");
            assertEquals(1, pty.ended(), "what is in the way is said before anything is typed");
            assertFalse(pty.screen().contains("What would help?"), pty.screen());
        }
    }

    @Test
    void aMessageThatIsFullEndsWithALineAndSaysWhichOne() throws Exception {
        var line = "ช".repeat(990);
        var four = String.join("\n", line, line, line, line + "-end");
        try (var pty = write(request("ask"), four + "\n" + line + "\nshort")) {
            pty.expect("The message is full: this line is not in it.")
                    .expect("The message is full: this line is not in it.")
                    .expect("so it ends with: " + line + "-end");
            keeps(pty);
            assertEquals(0, pty.ended(), pty.screen());
        }
        only(stored(four));
    }

    @Test
    void aLineThatTheTerminalCutsLosesNoMoreThanItsEndAndSaysSo() throws Exception {
        try (var pty = write(request("ask"), "ช".repeat(1_400) + "\nafter it")) {
            pty.expect("That line was too long for a terminal, so its end is missing.");
            pty.expect("Is it good like this?").type("yes");
            keeps(pty);
            assertEquals(0, pty.ended(), pty.screen());
        }
        only(stored("ช".repeat(1_365) + "\nafter it"));
    }

    @Test
    void aLineThatIsNotUtf8CostsNothingButItself() throws Exception {
        try (var pty = write(request("ask"), "one\nh\u00f6rt")) {
            keeps(pty);
            assertEquals(0, pty.ended(), pty.screen());
        }
        only(stored("one\nhört"));
        try (var pty = request("ask")) {
            pty.expect("Numbers")
                    .type("")
                    .expect("How soon")
                    .type("")
                    .expect("or Enter:")
                    .type("");
            pty.expect("May the team read").type("yes").expect("Your message");
            pty.type("first").press("h\u00f6rt\r".getBytes(StandardCharsets.ISO_8859_1));
            pty.expect("What was typed is not UTF-8.");
            types(pty, "hört wieder");
            // Somebody who pasted it all at once reads now what is missing.
            pty.expect("Something that you typed is not in it").type("no").expect("Type what is missing");
            types(pty, "das auch");
            keeps(pty);
            assertEquals(0, pty.ended(), pty.screen());
        }
        only(stored("first\nhört wieder\ndas auch"));
    }

    @Test
    void aTextThatNobodyCanSeeIsNotSent() throws Exception {
        try (var pty = write(request("ask"), "\u200b\u2800\u3164")) {
            pty.expect("There is nothing to read in it.").expect("Your message");
            types(pty, "this one can be seen");
            keeps(pty);
            assertEquals(0, pty.ended(), pty.screen());
        }
        assertEquals(List.of(), stored("\u200b\u2800\u3164"));
        only(stored("this one can be seen"));
    }

    @Test
    void aLetterThatTheServerIsNotThereForIsSentByTheCommandAsItIsPrinted() throws Exception {
        var place = Files.createDirectory(folder.resolve("it's a folder"));
        String printed;
        int port;
        try (var relay = new Relay(0, server.publicUri().getPort())) {
            port = relay.port();
            try (var pty = Pty.shell(place, Map.of(), Pty.postern(line("http://127.0.0.1:" + port, "ask")))) {
                write(pty, "kept sealed");
                pty.expect("These nine words are your only key.");
                relay.cut();
                keeps(pty);
                pty.expect("Your letter is not lost.").expect("Your nine words stay the same.");
                assertEquals(1, pty.ended(), pty.screen());
                printed = pty.screen()
                        .lines()
                        .filter(line -> line.startsWith("    postern request send"))
                        .findFirst()
                        .orElseThrow()
                        .strip();
            }
        }
        assertEquals(List.of(), stored("kept sealed"));
        var typed = "postern() { " + Pty.postern() + " \"$@\"; }; " + printed;
        try (var relay = new Relay(port, server.publicUri().getPort());
                var pty = Pty.shell(folder, Map.of(), typed)) {
            pty.expect("The service has taken it.");
            assertEquals(0, pty.ended(), pty.screen() + relay.port());
        }
        only(stored("kept sealed"));
    }

    @Test
    void aPipedLetterIsReadToItsEndAndEveryFailureIsOneSentence() throws Exception {
        Files.writeString(folder.resolve("answers"), "needs=housing\nconsent=read\n");
        Files.writeString(folder.resolve("none"), "consent=read\n");
        var text = TEXT + "\n.\nafter the full stop";
        Files.writeString(folder.resolve("letter"), text + "\n");
        assertEquals(
                "0: It is there. Come back with your nine words to read the answer.",
                piped("letter", "ask", "--answers", "answers", "--words-file", "words"));
        only(stored(text));
        assertTrue(piped("words", "read").startsWith("0: Your nine words: There is no answer yet."));
        Files.writeString(folder.resolve("letter"), "\u200b\n");
        assertEquals(
                "1: A message needs one need or some text that can be read.",
                piped("letter", "ask", "--answers", "none", "--words-file", "words-2"));
        Files.writeString(folder.resolve("letter"), "x".repeat(12_001));
        assertEquals(
                "1: The message or an answer is too long. Send it in two parts.",
                piped("letter", "ask", "--answers", "answers", "--words-file", "words-2"));
        Files.write(folder.resolve("letter"), "hört".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                "1: What was piped is not plain text in UTF-8. Save it so, and give the same command again.",
                piped("letter", "ask", "--answers", "answers", "--words-file", "words-2"));
        assertFalse(Files.exists(folder.resolve("words-2")));
        assertEquals(
                "1: The file with the nine words can't be used. There is no file no.",
                piped("letter", "read", "--words-file", "no"));
        assertEquals(
                "1: There is no terminal to ask for the nine words: use --words-file.",
                piped("/dev/null", "read").replace("Your nine words: ", ""));
    }

    @Test
    void whatIsNotAcknowledgedIsNeverCalledDoneAndSaysWhatCanBeDone() throws Exception {
        Files.write(
                folder.resolve("notes"),
                server.publicUri().resolve("/notes").toURL().openStream().readAllBytes());
        Files.writeString(folder.resolve("a-need"), "needs=housing\nconsent=read\n");
        Files.writeString(folder.resolve("short"), "please\n");
        assertEquals(
                "0: Sealed. Nothing was sent.",
                piped("short", "seal", "--answers", "a-need", "--words-file", "key", "--out", "sealed"));
        try (var broken = new Answering(502);
                var refusing = new Answering(410)) {
            var unsure = pipedTo(broken.uri().toString(), "key", "erase", "--notes", "notes", "--yes");
            assertTrue(unsure.contains("It is not known whether anything arrived."), unsure);
            assertTrue(unsure.endsWith("Give the same command again: deleting twice does no harm."), unsure);
            var refused = pipedTo(refusing.uri().toString(), "key", "erase", "--notes", "notes", "--yes");
            assertTrue(refused.endsWith("Nothing was deleted."), refused);
            var later = sent(broken.uri().toString());
            assertTrue(later.contains("It is not known whether anything arrived."), later);
            assertTrue(later.endsWith("Send the same file again later: it is stored only once."), later);
            var never = sent(refusing.uri().toString());
            assertFalse(never.contains("not known"), never);
            assertTrue(never.endsWith("If not, write a new one with postern request ask."), never);
        }
        var sent = sent(url());
        assertTrue(sent.endsWith("The sealed file is not needed any more. Remove it: sealed"), sent);
        only(stored("please"));
    }

    private String sent(String url) throws Exception {
        return ended("setsid --wait " + Pty.postern("request", "send", "--url", url, "sealed") + " >out 2>&1");
    }

    /// Without a terminal, input and output are files.
    private String piped(String input, String step, String... more) throws Exception {
        return pipedTo(url(), input, step, more);
    }

    private String pipedTo(String url, String input, String step, String... more) throws Exception {
        return ended("setsid --wait " + Pty.postern(line(url, step, more)) + " <" + input + " >out 2>&1");
    }

    private String ended(String shell) throws Exception {
        var builder = new ProcessBuilder("sh", "-c", shell).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C");
        int code = builder.start().waitFor();
        return code + ": " + Files.readString(folder.resolve("out")).strip();
    }

    private static <T> T only(List<T> list) {
        assertEquals(1, list.size());
        return list.getFirst();
    }
}

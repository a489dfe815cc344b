package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.PublishClient;
import org.postern.api.TeamClient;
import org.postern.crypto.Randomness;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.manifest.Hash;
import org.postern.message.Consent;
import org.postern.message.Desk;
import org.postern.message.HelpRequest;
import org.postern.message.Opener;
import org.postern.message.Reply;
import org.postern.message.Sealer;
import org.postern.serve.Server;
import org.postern.store.TestPostgres;

/// The real server over the real PostgreSQL, and real browsers before it: ask, open, answer, read, write again, delete.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400) // a browser that waits for an answer would hang the whole run
class WholePathTest {
    private static final String MESSAGE = "The landlord wants me out.\nWhat can I do? 你好";
    private static final String READ = "The team may read what I wrote, to answer me.";

    private final House house = new House();
    private Path folder;
    private Server server;
    private TeamClient team;
    private Chromium chromium;

    @BeforeAll
    void open() {
        folder = TestPostgres.freshHome();
        server = Server.start(house.config(folder), InstantSource.system());
        new PublishClient(server.teamUri()).publish(house.publication());
        team = new TeamClient(server.teamUri(), house.signer(), InstantSource.system());
        chromium = new Chromium();
    }

    @AfterAll
    void close() {
        chromium.close();
        server.close();
        TestPostgres.deleteAll(folder);
    }

    @Test
    void asksInChromiumIsAnsweredReadsWritesAgainAndDeletesEverything() {
        try (var visitor = Visitor.onPhone(chromium)) {
            visitor.open(server.publicUri().toString())
                    .sees("Ask for help, without saying who you are")
                    .asks(MESSAGE)
                    .tick("Call me")
                    .type("Phone number", "+00 555 0100")
                    .press("Continue")
                    .sees("Check your answers")
                    .press("Continue")
                    .sees("Your choices")
                    .tick(READ)
                    .tick("The team may contact me in the way I gave.")
                    .press("Continue")
                    .sees("Your nine words");
            var words = visitor.words();
            visitor.keepsWords(words).sees("What happens next");

            var first = only(requests());
            assertEquals(MESSAGE, first.message());
            assertEquals(List.of("housing"), first.needs());
            assertEquals(HelpRequest.Urgency.WEEK, first.urgency());
            assertEquals(HelpRequest.Kind.FIRST, first.kind());
            assertEquals(
                    List.of(Consent.Purpose.READ, Consent.Purpose.CONTACT),
                    first.consents().stream().map(Consent::purpose).toList());
            var locked = first.locked().orElseThrow();
            var shares = List.of(
                    locked.share(1, house.seats.get(0)).orElseThrow(),
                    locked.share(3, house.seats.get(2)).orElseThrow());
            assertEquals(
                    List.of("+00 555 0100"), locked.open(shares).orElseThrow().values("contact_value"));

            var received = answer(first, 0, Hash.NONE, Reply.State.READ, Optional.empty(), "We have read it.");
            answer(
                    first,
                    1,
                    Hash.ofRaw(received.link()),
                    Reply.State.WAITING_FOR_YOU,
                    Optional.of(new Reply.Notice(Reply.Purpose.CALL_BACK_AS_ASKED, LocalDate.of(2026, 11, 20))),
                    "You can stay until a court says so. — 没关系");

            visitor.press("Finish").press("Read an answer").sees("Your nine words");
            visitor.type(
                            "Type or paste your nine words",
                            String.join("\n", words).toUpperCase(java.util.Locale.ROOT))
                    .press("Read answers")
                    .sees("Your answers")
                    .reads("We have read it.")
                    .reads("You can stay until a court says so. — 没关系")
                    .reads("We are waiting for you. No hurry.")
                    .reads(
                            "Your contact details were opened by the team on Friday 20 November, to call or write to you.")
                    .doesNotRead("missing")
                    .photograph("path-answers");

            visitor.press("Write to the team")
                    .sees("Write to the team")
                    .type("Tell us what you want us to know", "Thank you.")
                    .tick(READ)
                    .press("Lock and send")
                    .sees("Your message was sent");
            var second = requests().stream()
                    .filter(request -> request.kind() == HelpRequest.Kind.FOLLOW_UP)
                    .toList();
            assertEquals("Thank you.", only(second).message());
            assertEquals(first.thread(), only(second).thread());

            visitor.press("Back to your answers").sees("Your answers").press("Delete everything");
            visitor.press("Yes, delete everything").sees("Everything is deleted");
            assertEquals(List.of(), requests());
            assertEquals(1, team.erased(new byte[32]).size());
            visitor.press("Back to the start").press("Read an answer");
            visitor.type("Type or paste your nine words", String.join(" ", words))
                    .press("Read answers")
                    .sees("Everything is deleted")
                    .reads("You will get new words. Please use those.");
            assertEquals("nothing", visitor.leftBehind());
            assertEquals(List.of(), visitor.faults);
            comesBackWithErasedWordsAndIsLedToANewRequest(words);
        }
    }

    /// A page that was not there when they were erased can't know it from the service.
    private void comesBackWithErasedWordsAndIsLedToANewRequest(List<String> words) {
        try (var later = Visitor.onPhone(chromium)) {
            later.open(server.publicUri().toString())
                    .press("Read an answer")
                    .type("Type or paste your nine words", String.join(" ", words))
                    .press("Read answers")
                    .sees("Your answers")
                    .reads("There is no answer yet.")
                    .reads("Did you delete everything with these words");
            later.press("Ask for help again").sees("Staying safe here");
            later.press("I have read this")
                    .tick("Legal advice")
                    .press("Continue")
                    .press("Continue")
                    .press("Continue")
                    .press("Continue")
                    .press("Continue")
                    .tick(READ)
                    .press("Continue")
                    .sees("Your nine words");
            assertNotEquals(words, later.words());
            later.keepsWords(later.words()).sees("What happens next");
            var again = only(requests());
            assertEquals(HelpRequest.Kind.FIRST, again.kind());
            answer(again, 0, Hash.NONE, Reply.State.READ, Optional.empty(), "Here, under the new words.");
            later.press("Look for an answer now").reads("Here, under the new words.");
            assertEquals(List.of(), later.faults);
        }
    }

    @Test
    void keepsTheTextWhileTheDatabaseIsDownAndStoresItOnce() throws Exception {
        try (var visitor = Visitor.onPhone(chromium)) {
            visitor.open(server.publicUri().toString())
                    .sees("Ask for help, without saying who you are")
                    .asks("Sent once.")
                    .press("Continue")
                    .press("Continue")
                    .tick(READ);
            // The server brings PostgreSQL back within a second; keep it down until the page has noticed.
            var down = new AtomicBoolean(true);
            var killer = Thread.ofVirtual().start(() -> {
                while (down.get()) {
                    server.postgresProcess().ifPresent(ProcessHandle::destroyForcibly);
                    LockSupport.parkNanos(20_000_000);
                }
            });
            visitor.press("Continue")
                    .keepsWordsAndSends()
                    .sees("Sending")
                    .reads("We do not know whether your message arrived.")
                    .photograph("path-not-sent");
            down.set(false);
            killer.join();
            // It tries again by itself once the server has brought PostgreSQL back.
            visitor.sees("What happens next");
            assertEquals(
                    1,
                    requests().stream()
                            .filter(request -> request.message().equals("Sent once."))
                            .count());
            assertEquals(List.of(), visitor.faults);
        }
    }

    @Test
    void asksInFirefoxWithoutAViolation() throws Exception {
        try (var firefox = new Firefox()) {
            firefox.open(server.publicUri().toString());
            var words = firefox.run(Firefox.ASK);
            assertEquals(9, words.split(" ").length, words);
            assertEquals(
                    1,
                    requests().stream()
                            .filter(request -> request.message().equals("From Firefox."))
                            .count());
            assertTrue(firefox.run(Firefox.RETURN.replace("WORDS", words)).contains("There is no answer yet."));
            assertEquals("[0,0,\"\",0]", firefox.run(Firefox.LEFT_BEHIND));
            assertEquals(List.of(), firefox.faults());
        }
    }

    @Test
    void saysWhyItCanNotWorkWhenFirefoxRunsNoScript() throws Exception {
        try (var firefox = new Firefox("""
                user_pref("javascript.enabled", false);
                user_pref("privacy.resistFingerprinting", true);
                """)) {
            firefox.open(server.publicUri().toString());
            firefox.photograph("path-no-script");
            var read = firefox.run(Firefox.READ);
            assertTrue(read.startsWith("Ask for help, without saying who you are\nThis page can’t work yet\n"), read);
            assertTrue(read.contains("Scripts are switched off in this browser."), read);
            assertTrue(read.contains("postern request"), read);
            assertEquals(
                    "none",
                    firefox.run("return getComputedStyle(document.querySelector('.slow')).display"),
                    "it does not say that loading again may help");
            assertEquals(
                    "0",
                    firefox.run(
                            "return String(document.querySelectorAll('input, textarea, form, button, select').length)"));
            assertEquals("about:blank", firefox.run("return document.querySelector('#leave').href"));
            assertEquals(List.of(), firefox.faults());
        }
    }

    @Test
    void saysThatItIsClosedOnceIntakeHasEnded() {
        var closed = TestPostgres.freshHome();
        var until = Instant.now().minusSeconds(60);
        var clock = new AtomicReference<>(until.minusSeconds(86_400));
        try (var alone = Server.start(house.config(closed), clock::get);
                var visitor = Visitor.onPhone(chromium)) {
            new PublishClient(alone.teamUri()).publish(house.publication(house.sign(house.manifest(7, until), 1, 2)));
            clock.set(Instant.now());
            visitor.open(alone.publicUri().toString())
                    .sees("Ask for help, without saying who you are")
                    .reads("This service is closed just now")
                    .photograph("path-closed");
            PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isHidden();
            PlaywrightAssertions.assertThat(visitor.button("Read an answer")).isVisible();
            assertEquals(List.of(), visitor.faults);
        } finally {
            TestPostgres.deleteAll(closed);
        }
    }

    @Test
    void refusesKeysThatWereChangedOnTheirWay() {
        var signed = new String(house.sign(house.manifest(7, House.inFiveDays()), 1, 2), StandardCharsets.UTF_8);
        var changed = signed.replace("version 7\n", "version 8\n").getBytes(StandardCharsets.UTF_8);
        var refused = assertThrows(
                ProblemException.class, () -> new PublishClient(server.teamUri()).publish(house.publication(changed)));
        assertEquals(Problem.NOT_VERIFIED, refused.problem(), "the server does not publish such");
        try (var visitor = Visitor.onPhone(chromium)) {
            visitor.page.route("**/notes", route -> {
                var notes = route.fetch();
                route.fulfill(new Route.FulfillOptions()
                        .setResponse(notes)
                        .setBody(notes.text().replace("version 7\n", "version 8\n")));
            });
            visitor.open(server.publicUri().toString())
                    .sees("Ask for help, without saying who you are")
                    .reads("The keys of this service did not pass our checks")
                    .photograph("path-changed-keys");
            PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isHidden();
            visitor.page.unroute("**/notes");
            visitor.press("Check again");
            PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isVisible();
            assertEquals(List.of(), visitor.faults);
        }
    }

    private List<HelpRequest> requests() {
        var opened = new ArrayList<HelpRequest>();
        for (var day : team.days()) {
            for (var stored : team.requests(day.day(), 0, new byte[16], 64)) {
                opened.add(Opener.request(RequestEnvelope.parse(stored.frame()), house.epoch)
                        .orElseThrow(() -> new AssertionError("a stored row does not open")));
            }
        }
        return opened;
    }

    private ReplyFrame answer(
            HelpRequest to, int number, Hash previous, Reply.State state, Optional<Reply.Notice> notice, String text) {
        var sealer = new Sealer(Randomness.system(), InstantSource.fixed(Instant.now()));
        var desk = new Desk(house.roster, house.epoch.recipient(), house.deskSeed);
        var frame = sealer.reply(new Reply.Draft(state, notice, text), to, number, previous, desk);
        team.reply(frame.frame());
        return frame;
    }

    private static <T> T only(List<T> list) {
        assertEquals(1, list.size());
        return list.getFirst();
    }
}

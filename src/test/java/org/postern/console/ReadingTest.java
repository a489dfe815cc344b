package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.api.Routes;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;

/// What a console says about how far it has read: empty only when that is known, up to date only when it was so just
/// now.
final class ReadingTest {
    private TestHouse house;
    private LyingServer between;

    @BeforeEach
    void begin() throws IOException {
        house = new TestHouse();
        between = new LyingServer(house.teamUri());
    }

    @AfterEach
    void end() {
        between.close();
        house.close();
    }

    @Test
    void nobodyIsSaidToWaitWhileTheServerWasNeverReached() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (var console = house.console(0, URI.create("http://127.0.0.1:" + free))) {
            var tab = new Tab(console);
            var status = until(tab::status, html -> html.contains("Not up to date."));
            assertTrue(status.contains("Nobody answers at this address."), status);
            assertTrue(status.contains("Nothing is read yet."), status);
            var list = tab.list();
            assertFalse(list.contains("Nobody is waiting"), list);
            assertTrue(list.contains("Not everything could be read. Nothing is read yet."), list);
        }
    }

    @Test
    void whileItReadsItSaysHowMuchAndWhoeverWaitsIsNotSaidNotTo() {
        send();
        send();
        between.hold(Routes.TEAM_REPLIES);
        try (var console = house.console(0, between.uri())) {
            var tab = new Tab(console);
            var status =
                    until(tab::status, html -> html.contains("2 messages and answers are read so far (day 1 of 1)."));
            assertFalse(status.contains("All was fetched"), status);
            var list = tab.list();
            assertTrue(list.contains("Reading and opening everything. 2 messages"), list);
            assertFalse(list.contains("Nobody is waiting") || list.contains("(0)"), list);
            between.repent();
            until(tab::list, html -> html.contains("Waiting for an answer (2)"));
            until(tab::status, html -> html.contains("All was fetched less than a minute ago."));
        }
    }

    @Test
    void aReadingThatBreaksOffShowsWhatThereIsAndThatThereMayBeMore() {
        send();
        between.fail(Routes.TEAM_REPLIES, false);
        try (var console = house.console(0, between.uri())) {
            var tab = new Tab(console);
            var list = until(tab::list, html -> html.contains("Waiting for an answer (1 so far)"));
            assertTrue(list.contains("Somebody may be waiting who is not shown here."), list);
        }
    }

    @Test
    void whatIsShownAfterTheServerDiedIsSaidToBeFromThen() {
        try (var console = house.console(0)) {
            var tab = new Tab(console);
            until(tab::list, html -> html.contains("Nobody is waiting."));
            house.stop();
            try {
                var status = until(tab::status, html -> html.contains("Not up to date."));
                assertTrue(status.matches("(?s).*What you see is from \\d\\d:\\d\\d\\..*"), status);
                var list = tab.list();
                assertTrue(list.matches("(?s).*Nobody was waiting at \\d\\d:\\d\\d\\..*"), list);
                assertFalse(list.contains("Nobody is waiting"), list);
            } finally {
                house.start();
            }
            until(tab::list, html -> html.contains("Nobody is waiting."));
        }
    }

    @Test
    void aServerThatFallsSilentIsSaidToTakeLong() {
        try (var console = house.console(0, between.uri())) {
            var tab = new Tab(console);
            until(tab::status, html -> html.contains("All was fetched less than a minute ago."));
            between.hold(Routes.TEAM_DAYS);
            house.advance(Duration.ofMinutes(2));
            until(tab::status, html -> html.contains("Not up to date. The next look takes longer than usual."));
            assertFalse(tab.list().contains("Nobody is waiting"));
            between.repent();
            until(tab::status, html -> html.contains("All was fetched less than a minute ago."));
        }
    }

    @Test
    void aServerWhoseClockIsADayAheadIsNotBlamedOnThisComputer() throws IOException {
        house.advance(Duration.ofDays(1));
        try (var tomorrow = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> handOnADayAhead(tomorrow));
            var settings = house.settings(
                    URI.create("http://127.0.0.1:" + tomorrow.getLocalPort()), Duration.ofMillis(200), Duration.ZERO);
            var ours = new Settings(
                    settings.team(),
                    settings.pinnedRoot(),
                    settings.poll(),
                    settings.replyDelayMax(),
                    settings.autoLock(),
                    InstantSource.system(),
                    settings.randomness());
            try (var console = house.console(0, ours)) {
                var tab = new Tab(console);
                var status = until(tab::status, html -> html.contains("Not up to date."));
                assertTrue(status.contains("one of the two is wrong. This computer believes that it is"), status);
                var list = tab.list();
                assertFalse(list.contains("Nobody is waiting") || list.contains("this computer's clock"), list);
            }
        }
    }

    /// Hands every connection on to the server, and puts tomorrow's date into what it answers.
    private void handOnADayAhead(ServerSocket from) {
        try {
            while (true) {
                var caller = from.accept();
                var server = new Socket(
                        InetAddress.getLoopbackAddress(), house.teamUri().getPort());
                Thread.ofVirtual().start(() -> pump(caller, server, false));
                Thread.ofVirtual().start(() -> pump(server, caller, true));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void pump(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            var bytes = new byte[1 << 16];
            for (int read = from.getInputStream().read(bytes);
                    read > 0;
                    read = from.getInputStream().read(bytes)) {
                var text = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
                var tomorrow = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusDays(1));
                var told = isAnswer ? text.replaceFirst("(?i)\r\ndate: [^\r]*", "\r\nDate: " + tomorrow) : text;
                to.getOutputStream().write(told.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void send() {
        var draft = new Draft(
                HelpRequest.Kind.FIRST,
                Answers.of(Map.of("needs", List.of("housing"))),
                "Hello.",
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
        try (var keys = RequesterKeys.derive(NineWords.draw(house.randomness), house.rootNote)) {
            house.intake()
                    .request(new Sealer(house.randomness, InstantSource.system())
                            .request(draft, keys, house.manifest())
                            .frame());
        }
    }
}

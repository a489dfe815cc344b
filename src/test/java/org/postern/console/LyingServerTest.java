package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.id;
import static org.postern.console.Tab.until;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.api.Routes;
import org.postern.api.TeamAnswer;
import org.postern.manifest.Notes;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;
import org.postern.tlog.Tile;
import org.postern.tlog.TiledLog;
import org.postern.web.Chromium;

/// A server that goes back, or shows two faces, behind a console's page.
final class LyingServerTest {
    private static final String KEY_ALARM = "Stop: the server shows other keys than before.";
    private static final String LOG_ALARM = "Stop: the shared log does not add up.";

    private static final int SIZE = 12;

    private final AtomicReference<TiledLog> forged = new AtomicReference<>();
    private TestHouse house;
    private LyingServer liar;
    private final List<Console> consoles = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        house = new TestHouse();
        liar = new LyingServer(house.teamUri());
    }

    @AfterEach
    void close() {
        consoles.forEach(Console::close);
        liar.close();
        house.close();
    }

    @Test
    void olderKeysRaiseAnAlarmThatStaysUntilTheConsoleIsLockedAndComesBackWithTheVault() {
        var old = new byte[1][];
        liar.lie(Routes.NOTES, truth -> {
            old[0] = truth;
            return truth;
        });
        var a = tab(0);
        send("Before.");
        var thread = id(until(a::list, html -> html.contains("Waiting for an answer (1)")), "case");
        var first = old[0];
        liar.repent();
        house.admins.renew();
        until(() -> house.keyrings.getFirst().manifestVersion(), version -> version == 2);
        liar.lie(Routes.NOTES, truth -> first);
        var alarm = until(a::status, html -> html.contains(KEY_ALARM));
        assertTrue(alarm.contains("They are older than those"), alarm);
        assertTrue(a.answer(thread, "Hello", "3").contains("Nothing was done"));
        liar.repent();
        send("After.");
        assertTrue(a.status().contains(KEY_ALARM), "one honest answer makes nothing good");
        assertFalse(a.list().contains("(2)"));

        a.act("lock", "id", "sure");
        house.keyrings.set(0, house.vault(0));
        liar.lie(Routes.NOTES, truth -> first);
        var again = tab(0);
        until(again::status, html -> html.contains(KEY_ALARM));
        again.act("lock");
        house.keyrings.set(0, house.vault(0));
        liar.repent();
        var honest = tab(0);
        until(honest::list, html -> html.contains("Waiting for an answer (2)"));
        assertFalse(honest.status().contains(KEY_ALARM));
    }

    @Test
    void otherKeysUnderTheSameNumberRaiseTheAlarm() {
        var a = tab(0);
        until(a::status, html -> html.contains("All was fetched less than"));
        var other = house.admins.sameNumberAgain();
        var log = house.forgedLog(9, other);
        liar.lie(Routes.NOTES, truth -> with(truth, other, house.proof(log)));
        var alarm = until(a::status, html -> html.contains(KEY_ALARM));
        assertTrue(alarm.contains("under the same number"), alarm);
    }

    @Test
    void keysInALogThatForgotWhatItHeldRaiseTheAlarm() {
        var a = tab(0);
        until(a::status, html -> html.contains("All was fetched less than"));
        liar.lie(Routes.NOTES, truth -> with(truth, manifest(truth), house.proof(other(truth))));
        for (var tile : Tile.of(SIZE)) {
            liar.lie(
                    Routes.LOG + tile.path(),
                    truth -> forged.get().file(tile.path()).orElseThrow());
        }
        house.admins.renew();
        var alarm = until(a::status, html -> html.contains(KEY_ALARM));
        assertTrue(alarm.contains("under the same number"), alarm);
    }

    @Test
    void keysInALogThatOnlyGrewRaiseNone() {
        var a = tab(0);
        until(a::status, html -> html.contains("All was fetched less than"));
        long size = house.keyrings.getFirst().checkpointSeen().size();
        house.admins.renew();
        until(() -> house.keyrings.getFirst().checkpointSeen().size(), now -> now > size);
        house.admins.rotate(house.keyrings);
        until(() -> house.keyrings.getFirst().manifestVersion(), version -> version == 3);
        assertFalse(a.status().contains(KEY_ALARM));
    }

    @Test
    void aLogThatLostItsEndShowsOnThePage() {
        var a = tab(0);
        answerOnce(a);
        liar.lie(Routes.TEAM_LOG_READ, truth -> TeamAnswer.ofLines(List.of()));
        until(a::status, html -> html.contains(LOG_ALARM));
    }

    @Test
    void aForkedLogShowsInTheBrowserAndShutsTheDetails() {
        try (var chromium = new Chromium()) {
            var a = console(0);
            answerOnce(new Tab(a));
            var context = chromium.browser().newContext();
            var page = context.newPage();
            page.navigate(a.address().toString());
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Housing"))
                    .waitFor();
            liar.lie(Routes.TEAM_LOG_READ, LyingServerTest::otherEnd);
            PlaywrightAssertions.assertThat(page.getByText(LOG_ALARM)).isVisible();
            PlaywrightAssertions.assertThat(page.getByText("Call a colleague and compare these words"))
                    .isVisible();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Housing"))
                    .click();
            PlaywrightAssertions.assertThat(page.getByText("Nothing is opened while the log alarm stands."))
                    .isVisible();
            context.close();
        }
    }

    /// What is published, with another manifest and another log.
    private static byte[] with(byte[] truth, byte[] manifest, byte[] proof) {
        return new Notes(Notes.parse(truth).roots(), Optional.of(manifest), Optional.of(proof)).bytes();
    }

    private static byte[] manifest(byte[] notes) {
        return Notes.parse(notes).manifest().orElseThrow();
    }

    /// Another log of a fixed size that ends with what is published.
    private TiledLog other(byte[] notes) {
        return forged.updateAndGet(known -> house.forgedLog(SIZE - 1, manifest(notes)));
    }

    /// The same entries, but for another last one.
    private static byte[] otherEnd(byte[] truth) {
        var lines = new ArrayList<>(TeamAnswer.lines(truth));
        var last = lines.removeLast();
        var hash = last.hash().clone();
        hash[0] ^= 1;
        lines.add(new TeamAnswer.Line(last.position(), hash, new byte[0]));
        return TeamAnswer.ofLines(lines);
    }

    private void answerOnce(Tab a) {
        send("I need a flat.");
        var thread = id(until(a::list, html -> html.contains("Waiting for an answer (1)")), "case");
        a.answer(thread, "We look.", "3");
        until(a::status, html -> html.contains("(entry 1)"));
    }

    private Tab tab(int responder) {
        return new Tab(console(responder));
    }

    private Console console(int responder) {
        var console = house.console(responder, liar.uri());
        consoles.add(console);
        return console;
    }

    private void send(String text) {
        var draft = new Draft(
                HelpRequest.Kind.FIRST,
                Answers.of(Map.of("needs", List.of("housing"))),
                text,
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
        var sealer = new Sealer(house.randomness, house.clock);
        try (var keys = RequesterKeys.derive(NineWords.draw(house.randomness), house.rootNote)) {
            house.intake().request(sealer.request(draft, keys, house.manifest()).frame());
        }
    }
}

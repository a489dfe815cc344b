package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.id;
import static org.postern.console.Tab.until;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.keyring.Keyring;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.Mailbox;
import org.postern.message.NineWords;
import org.postern.message.Opener;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;

/// Epochs come and go under running consoles: with a real server, a real PostgreSQL, and admins who only publish.
final class EpochsTest {
    private TestHouse house;
    private RequesterKeys keys;
    private Sealer sealer;
    private final List<Console> consoles = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        house = new TestHouse();
        sealer = new Sealer(house.randomness, house.clock);
        keys = RequesterKeys.derive(NineWords.draw(house.randomness), house.rootNote);
    }

    @AfterEach
    void close() {
        consoles.forEach(Console::close);
        house.close();
    }

    @Test
    void aRunningConsoleTakesUpTheNextEpochUnaided() {
        var a = tab(0);
        send("Under the first keys.", List.of("housing"));
        var thread = id(until(a::list, html -> html.contains("Waiting for an answer (1)")), "case");
        house.admins.rotate(house.keyrings);
        send(followUp("Under the second keys."));
        until(() -> a.act("case", "id", thread), html -> html.contains("Under the second keys."));
        a.answer(thread, "We read both.", "3");
        var answer = until(this::mailbox, box -> !box.replies().isEmpty());
        assertEquals("We read both.", answer.replies().getFirst().text());
        assertEquals(2, answer.replies().getFirst().epoch());
    }

    @Test
    void aConsoleDrawsTheEpochThatAnAdminProposesAndEverybodyTakesItUp() {
        var a = tab(0);
        var b = tab(1);
        until(a::status, html -> html.contains("Your keys for the next weeks are with the admins"));
        until(b::status, html -> html.contains("Your keys for the next weeks are with the admins"));
        var proposal = house.admins.propose(house.keyrings);
        var drawn =
                until(() -> house.admins.drawn(proposal), Optional::isPresent).orElseThrow();
        assertEquals(2, drawn.epoch());
        until(() -> a.status() + b.status(), html -> html.contains("A new epoch is being prepared."));
        house.admins.publish(proposal);
        send("Under keys that no admin has seen.", List.of("housing"));
        until(a::list, html -> html.contains("Waiting for an answer (1)"));
        until(b::list, html -> html.contains("Waiting for an answer (1)"));
    }

    @Test
    void aConsoleThatWasClosedMeanwhileOpensEveryEpochThatItHasKeysFor() {
        send("One.", List.of("housing"));
        var early = tab(1);
        until(early::status, html -> html.contains("Your keys for the next weeks are with the admins"));
        house.admins.rotate(house.keyrings);
        house.admins.rotate(house.keyrings);
        send(followUp("Three."));
        // Never looked at epoch 2, which is not the newest any more.
        var late = tab(0);
        var list = until(late::list, html -> html.contains("Waiting for an answer (1)"));
        assertTrue(until(() -> late.act("case", "id", id(list, "case")), html -> html.contains("Three."))
                .contains("One."));
        until(() -> seeds(0), seeds -> seeds.equals(List.of(1, 2, 3)));
    }

    @Test
    void keysForTheNextEpochsAreHandedInAfterTheVaultWasWritten() {
        var a = tab(0);
        until(a::status, html -> html.contains("Your keys for the next weeks are with the admins"));
        try (var vault = house.vault(0)) {
            for (int epoch = 2; epoch <= 9; epoch++) {
                assertTrue(vault.preKey(epoch).isPresent(), "epoch " + epoch);
            }
        }
    }

    @Test
    void somebodyWhoJoinsReadsOlderMessages() {
        send("Before she came.", List.of("housing"));
        var reader = tab(0);
        until(reader::list, html -> html.contains("Waiting for an answer (1)"));
        house.keyrings.add(Keyring.draw(false, house.randomness));
        house.admins.rotate(house.keyrings);
        var joiner = tab(3);
        until(joiner::list, html -> html.contains("One file could not be opened"));
        house.admins.supplement(1, house.keyrings.get(0), house.keyrings.get(3));
        var list = until(joiner::list, html -> html.contains("Waiting for an answer (1)"));
        assertTrue(joiner.act("case", "id", id(list, "case")).contains("Before she came."));
    }

    @Test
    void whoeverIsTakenInSeesTheMessagesWithoutAskingForThem() {
        house.keyrings.add(Keyring.draw(false, house.randomness));
        var joiner = tab(3);
        until(joiner::list, html -> html.contains("data-version=\"out\" data-waits=\"list\""));
        assertFalse(joiner.act("status", "seen", "out").contains("data-fresh"));
        house.admins.rotate(house.keyrings);
        until(() -> joiner.act("status", "seen", "out"), html -> html.contains("data-fresh"));
        until(joiner::list, html -> html.contains("Nobody is waiting."));
    }

    @Test
    void somebodyWhoIsLeftOutReadsNothingOfTheNextEpoch() {
        var leaver = tab(2);
        until(leaver::status, html -> html.contains("Your keys for the next weeks are with the admins"));
        house.admins.rotate(house.keyrings.subList(0, 2));
        send("Not for the one who left.", List.of("housing"));
        until(leaver::status, html -> html.contains("You are not in the team's newest keys"));
        until(leaver::list, html -> html.contains("One file could not be opened"));
        house.advance(Duration.ofDays(8));
        house.admins.renew();
        until(
                leaver::list,
                html -> html.contains("You are not in the team&#39;s newest keys")
                        || html.contains("You are not in the team's newest keys"));
    }

    @Test
    void aDeskThatIsStoppedSeesAPlainPageAtOnce() {
        send("For the others.", List.of("housing"));
        var leaver = tab(2);
        var thread = id(until(leaver::list, html -> html.contains("Waiting for an answer (1)")), "case");
        house.admins.stop(house.keyrings.get(2));
        var page = until(leaver::list, html -> html.contains("Your desk was stopped"));
        assertTrue(page.contains("call an admin"), page);
        assertFalse(leaver.act("case", "id", thread).contains("For the others."));
        var stays = tab(0);
        until(stays::list, html -> html.contains("Waiting for an answer (1)"));
    }

    @Test
    void aVaultFromLastYearSaysWhatToDo() {
        house.keyrings.set(1, Keyring.draw(true, house.randomness));
        house.keyrings.get(1).drawEpoch(77, house.randomness);
        var old = tab(1);
        var page = until(old::list, html -> html.contains("This vault is too old"));
        assertTrue(page.contains("postern keys enrol"), page);
        assertEquals("status 401", old.act("lock"));
    }

    @Test
    void whatIsOpenMovesBeforeItsEpochIsDestroyedAndNothingElseIsLeft() {
        send("This goes on.", List.of("housing"));
        var a = tab(0);
        var b = tab(1);
        var thread = id(until(a::list, html -> html.contains("Waiting for an answer (1)")), "case");
        a.answer(thread, "Answer one.", "3");
        until(this::mailbox, box -> box.replies().size() == 1);
        house.admins.rotate(house.keyrings);
        until(b::list, html -> html.contains("Answered (1)"));
        assertTrue(
                house.rowsOf(1).keySet().containsAll(Set.of("request", "reply", "log_entry", "epoch_file", "deposit")));
        house.advance(Duration.ofDays(14));
        house.admins.renew();
        until(() -> mailbox().replies().size(), size -> size == 1);
        house.advance(Duration.ofDays(6));
        house.admins.renew();
        // Both consoles moved it, or tried to; once is enough and twice does no harm.
        until(() -> outerEpochs(), epochs -> epochs.equals(Set.of(2)));
        house.admins.destroy(1);
        assertEquals(Map.of(), until(() -> house.rowsOf(1), Map::isEmpty), "in PostgreSQL");
        until(() -> seeds(0), seeds -> seeds.equals(List.of(2)));
        until(() -> seeds(1), seeds -> seeds.equals(List.of(2)));
        until(a::status, html -> html.contains("Old keys (epoch 1) were destroyed on 2 computers"));
        try (var vault = house.vault(0)) {
            assertTrue(vault.preKey(1).isEmpty()
                    && vault.desk(1).isEmpty()
                    && vault.epochSeed(1).isEmpty());
        }
        var html = until(() -> b.act("case", "id", thread), page -> page.contains("This goes on."));
        assertTrue(html.contains("Answer one."), html);
        b.answer(thread, "Answer two.", "3");
        var box = until(this::mailbox, read -> read.replies().size() == 2);
        assertTrue(box.isWhole(), "the second answer follows the first, which moved");
        send(followUp("Still me."));
        until(() -> a.act("case", "id", thread), page -> page.contains("Still me.") && page.contains("This goes on."));
    }

    @Test
    void whatWasErasedStaysErasedWhenOthersMove() {
        send("Take this back.", List.of("housing"));
        var a = tab(0);
        until(a::list, html -> html.contains("Waiting for an answer (1)"));
        house.admins.rotate(house.keyrings);
        house.intake().erase(keys.eraseKey(), keys.locator());
        house.advance(Duration.ofDays(19));
        house.admins.renew();
        until(a::list, html -> html.contains("Nobody is waiting"));
        house.advance(Duration.ofDays(1));
        house.admins.renew();
        house.admins.destroy(1);
        until(() -> seeds(0), seeds -> seeds.equals(List.of(2)));
        assertTrue(a.list().contains("Waiting for an answer (0)"));
        until(a::list, html -> html.contains("Nobody is waiting"));
    }

    private List<Integer> seeds(int responder) {
        var keyring = house.keyrings.get(responder);
        return keyring.epochs().stream()
                .filter(epoch -> keyring.epochSeed(epoch).isPresent())
                .toList();
    }

    /// What the mailbox's real answers are sealed to, seen from outside.
    private Set<Integer> outerEpochs() {
        var epochs = new HashSet<Integer>();
        for (var place : house.intake().mailbox(keys.locator(), 0)) {
            Opener.reply(place, keys.identity(), house.manifest()::rosterRoot)
                    .ifPresent(reply -> epochs.add(place.epoch()));
        }
        return epochs;
    }

    private Tab tab(int responder) {
        var console = house.console(responder);
        consoles.add(console);
        return new Tab(console);
    }

    private void send(String text, List<String> needs) {
        send(new Draft(
                HelpRequest.Kind.FIRST,
                Answers.of(Map.of("needs", needs)),
                text,
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of()));
    }

    private static Draft followUp(String text) {
        return new Draft(
                HelpRequest.Kind.FOLLOW_UP,
                Answers.none(),
                text,
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
    }

    private void send(Draft draft) {
        house.intake().request(sealer.request(draft, keys, house.manifest()).frame());
    }

    private Mailbox mailbox() {
        return Mailbox.open(house.intake().mailbox(keys.locator(), 0), keys, house.manifest()::rosterRoot);
    }
}

package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.id;
import static org.postern.console.Tab.until;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.Pty;
import org.postern.api.Routes;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultException;
import org.postern.keyring.VaultFile;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.Mailbox;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;

/// What is on its way is not lost, not sent twice, and not sent over something that its author has not seen.
final class OutboxTest {
    private static final String TEXT = "A bed is free tonight.";
    private static final String NEEDS = "A safe place tonight";
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration QUICK = Duration.ofMillis(200);

    private final List<AutoCloseable> open = new ArrayList<>();
    private TestHouse house;
    private LyingServer between;
    private RequesterKeys keys;
    private Sealer sealer;

    @BeforeEach
    void begin() throws IOException {
        house = new TestHouse();
        between = new LyingServer(house.teamUri());
        sealer = new Sealer(house.randomness, InstantSource.system());
        keys = RequesterKeys.derive(NineWords.draw(house.randomness), house.rootNote);
        send(HelpRequest.Kind.FIRST, "I need a bed.");
    }

    @AfterEach
    void end() throws Exception {
        for (var one : open) {
            one.close();
        }
        between.close();
        house.close();
    }

    @Test
    void whatIsOnItsWayWhenTheConsoleIsLockedGoesOutAfterTheNextUnlocking() throws IOException {
        var console = console(0, QUICK, NEVER);
        var tab = new Tab(console);
        var thread = thread(tab);
        assertTrue(tab.answer(thread, TEXT, "3").contains("It is on its way."));
        assertEquals("status 401", tab.act("lock"));
        assertEquals(1, console.unsent());
        assertEquals(0, replies());
        var kept = Files.readAllBytes(house.onTheWay(0));
        assertFalse(new String(kept, StandardCharsets.ISO_8859_1).contains(TEXT), "it is sealed");

        var again = new Tab(console(0, QUICK, Duration.ZERO));
        until(this::replies, count -> count == 1);
        until(() -> again.act("case", "id", thread), html -> !html.contains("on its way") && html.contains(TEXT));
        assertEquals(kept.length, Files.size(house.onTheWay(0)), "its length says nothing of what waits");
        assertFalse(again.list().contains("was not sent"));
        again.act("lock");
        var last = new Tab(console(0, QUICK, Duration.ZERO));
        until(last::list, html -> html.contains("Answered (1)"));
        assertEquals(1, replies());
    }

    @Test
    void whatIsOnItsWayWhenTheProcessIsKilledGoesOutOnceWithTheNextOne() throws Exception {
        var passphrase = house.home().resolve("passphrase");
        Files.writeString(passphrase, "correct horse battery staple\n");
        var vault = house.home().resolve("responder.vault");
        try (var file = new VaultFile(vault, "correct horse battery staple".toCharArray(), Randomness.system())) {
            file.create(house.keyrings.getFirst());
        }
        var killed = process(vault, passphrase);
        var tab = new Tab(address(killed));
        tab.answer(thread(tab), TEXT, "3");
        killed.destroyForcibly().waitFor();
        assertTrue(Files.exists(vault.resolveSibling("responder.vault.outbox")));

        var next = process(vault, passphrase);
        var again = new Tab(address(next));
        until(this::replies, count -> count == 1);
        until(again::list, html -> html.contains("Answered (1)") && !html.contains("on its way"));
        assertEquals(1, replies());
    }

    @Test
    void aConsoleWhoseVaultCantBeWrittenSaysSoAndHasFailed() throws Exception {
        var passphrase = house.home().resolve("words");
        Files.writeString(passphrase, "correct horse battery staple\n");
        var stick = Files.createDirectory(house.home().resolve("stick"));
        var vault = stick.resolve("responder.vault");
        try (var file = new VaultFile(vault, "correct horse battery staple".toCharArray(), Randomness.system())) {
            file.create(house.keyrings.getFirst());
        }
        var console = process(vault, passphrase);
        var said = console.inputReader(StandardCharsets.UTF_8);
        var line = said.readLine();
        while (!line.startsWith("Your console: ")) {
            line = said.readLine();
        }
        var tab = new Tab(URI.create(line.substring("Your console: ".length())));
        tab.list();
        Files.move(stick, house.home().resolve("stick-pulled-out"));
        tab.act("lock");
        assertEquals(1, console.waitFor());
        assertTrue(said.lines().anyMatch(words -> words.contains("The vault is as it was before")));
    }

    @Test
    void aConsoleThatLocksItselfWritesItsVaultAndNobodyElseWritesItBefore() throws Exception {
        var vault = house.home().resolve("own.vault");
        try (var file = new VaultFile(vault, "correct horse battery staple".toCharArray(), Randomness.system())) {
            file.create(house.keyrings.getFirst());
            var before = Files.readAllBytes(vault);
            var console = Console.start(
                    file.open(), house.settings(Duration.ofSeconds(3)), file::keep, VaultFile.outbox(vault));
            open.add(console);
            var refused = assertThrows(VaultException.class, () -> VaultFile.alone(vault));
            assertTrue(refused.getMessage().contains("lock it first"));
            console.awaitLock();
            assertEquals(Optional.empty(), console.notKept());
            assertFalse(Arrays.equals(before, Files.readAllBytes(vault)), "it was written");
            VaultFile.alone(vault).close();

            var onNoDisk = Console.start(
                    file.open(),
                    house.settings(Duration.ofSeconds(3)),
                    keyring -> {
                        throw new VaultException("The vault can't be written.");
                    },
                    VaultFile.outbox(vault));
            open.add(onNoDisk);
            onNoDisk.awaitLock();
            assertEquals(Optional.of("The vault can't be written."), onNoDisk.notKept());
        }
    }

    @Test
    void aSecondConsoleOnOneVaultIsRefusedAndCostsTheFirstOneNothing() {
        var tab = new Tab(console(0, QUICK, NEVER));
        var thread = thread(tab);
        tab.answer(thread, TEXT, "3");
        var refused = assertThrows(VaultException.class, () -> console(0, QUICK, NEVER));
        assertTrue(refused.getMessage().contains("is open already"), refused.getMessage());
        assertTrue(tab.act("case", "id", thread).contains("on its way"));
        tab.act("lock");
        var again = new Tab(console(0, QUICK, Duration.ZERO));
        until(this::replies, count -> count == 1);
        until(again::list, html -> html.contains("Answered (1)"));
    }

    @Test
    void whatWasWrittenLongAgoIsAskedAboutAfterTheNextUnlockingAndCanBeGivenUp() {
        var tab = new Tab(console(0, QUICK, NEVER));
        var thread = thread(tab);
        tab.answer(thread, TEXT, "3");
        tab.act("lock");
        house.advance(Outbox.FRESH.multipliedBy(2));
        var again = new Tab(console(0, QUICK, Duration.ZERO));
        var asked = until(() -> again.act("case", "id", thread), html -> html.contains("look whether it still fits"));
        assertTrue(asked.contains("Perhaps not sent.") && asked.contains(TEXT), asked);
        assertEquals(0, replies());
        assertTrue(again.act("give-up", "id", thread).contains("Send the answer"));
        again.act("lock");
        var last = new Tab(console(0, QUICK, Duration.ZERO));
        thread(last);
        assertFalse(last.act("case", "id", thread).contains(TEXT), "what was given up stays so");
    }

    @Test
    void whatItsAuthorTookBackToChangeItDoesNotGoOutAfterTheNextUnlocking() {
        var tab = new Tab(console(0, QUICK, Duration.ZERO));
        var thread = thread(tab);
        between.fail(Routes.TEAM_REPLY, false);
        tab.answer(thread, TEXT, "3");
        until(() -> tab.act("case", "id", thread), html -> html.contains("Perhaps not sent."));
        tab.act("rewrite", "id", thread);
        between.repent();
        tab.act("lock");
        var again = new Tab(console(0, QUICK, Duration.ZERO));
        var asked = until(() -> again.act("case", "id", thread), html -> html.contains("look whether it still fits"));
        assertTrue(asked.contains(TEXT), asked);
        assertEquals(0, replies());
        again.act("resend", "id", thread);
        until(this::replies, count -> count == 1);
    }

    @Test
    void anAnswerWhoseAcknowledgementWasLostIsNotStoredTwiceAfterALock() {
        var tab = new Tab(console(0, QUICK, Duration.ZERO));
        var thread = thread(tab);
        between.fail(Routes.TEAM_REPLY, true);
        tab.answer(thread, TEXT, "3");
        until(this::replies, count -> count == 1);
        tab.act("lock");
        between.repent();
        var again = new Tab(console(0, QUICK, Duration.ZERO));
        until(again::list, html -> html.contains("Answered (1)") && !html.contains("not sent"));
        assertEquals(1, replies());
    }

    @Test
    void anAnswerWhoseAcknowledgementWasLostIsSentAsSoonAsItIsReadBack() {
        var tab = new Tab(console(0, QUICK, Duration.ZERO));
        var thread = thread(tab);
        between.fail(Routes.TEAM_REPLY, true);
        tab.answer(thread, TEXT, "3");
        until(
                () -> tab.act("case", "id", thread),
                html -> html.contains(TEXT) && !html.contains("ot sent.") && !html.contains("on its way"));
        assertEquals(1, replies());
        assertTrue(until(tab::list, html -> html.contains("Answered (1)")).contains("Answered (1)"));
    }

    @Test
    void anAnswerThatTheServerTookAndDoesNotHaveGoesBackToItsAuthor() {
        var tab = new Tab(console(0, QUICK, Duration.ZERO));
        var thread = thread(tab);
        between.swallow(Routes.TEAM_REPLY);
        tab.answer(thread, TEXT, "3");
        var back = until(() -> tab.act("case", "id", thread), html -> html.contains("and does not have it"));
        assertTrue(back.contains(TEXT), back);
        var begun = tab.act("case", "id", thread, "typed", thread, "text", "What I began since.", "state", "3");
        assertTrue(begun.contains("This is what came back.") && begun.contains(TEXT), begun);
        assertTrue(begun.contains("What I began since."), begun);
        var given = tab.act("give-up", "id", thread, "typed", thread, "text", "What I began since.", "state", "3");
        assertTrue(given.contains("What I began since."), "only what came back is given up");
        assertFalse(given.contains("This is what came back.") || given.contains(TEXT), given);
        between.repent();
        tab.answer(thread, TEXT, "3");
        until(this::replies, count -> count == 1);
        until(() -> tab.act("case", "id", thread), html -> !html.contains("and does not have it"));
    }

    @Test
    void anAnswerWhoseMessageIsGoneAfterTheNextUnlockingIsSaidToBeUnsent() {
        var tab = new Tab(console(0, QUICK, NEVER));
        tab.answer(thread(tab), TEXT, "3");
        tab.act("lock");
        house.intake().erase(keys.eraseKey(), keys.locator());
        var again = new Tab(console(0, QUICK, Duration.ZERO));
        until(again::status, html -> html.contains("An answer was not sent: the message that it answers is gone."));
        assertEquals(0, replies());
    }

    @Test
    void anAnswerThatArrivedAndWasDeletedIsNotSaidToBeUnsent() {
        var tab = new Tab(console(0, QUICK, Duration.ZERO));
        var thread = thread(tab);
        tab.answer(thread, TEXT, "3");
        until(this::replies, count -> count == 1);
        house.intake().erase(keys.eraseKey(), keys.locator());
        until(tab::list, html -> html.contains("Nobody is waiting."));
        assertFalse(tab.status().contains("was not sent"), tab.status());
    }

    @Test
    void aMessageThatNoRoundHasFetchedYetStopsTheSending() {
        var tab = new Tab(console(0, NEVER, Duration.ZERO));
        var thread = thread(tab);
        send(HelpRequest.Kind.FOLLOW_UP, "STOP, he found my phone.");
        assertFalse(tab.act("case", "id", thread).contains("STOP"), "nothing was fetched since");
        tab.answer(thread, TEXT, "3");
        var stopped = until(() -> tab.act("case", "id", thread), html -> html.contains("The person wrote again"));
        assertTrue(stopped.contains("STOP, he found my phone.") && stopped.contains(TEXT), stopped);
        assertEquals(0, replies());
        assertTrue(tab.list().contains("Waiting for an answer (1)"));
        tab.answer(thread, "We do not call.", "3");
        until(this::replies, count -> count == 1);
    }

    @Test
    void aFailedAnswerIsNotSentAgainOverANewerMessage() {
        var tab = new Tab(console(0, QUICK, Duration.ZERO));
        var thread = thread(tab);
        between.fail(Routes.TEAM_REPLY, false);
        tab.answer(thread, TEXT, "3");
        until(() -> tab.act("case", "id", thread), html -> html.contains("Perhaps not sent."));
        send(HelpRequest.Kind.FOLLOW_UP, "STOP, he found my phone.");
        between.repent();
        tab.act("resend", "id", thread);
        var stopped = until(() -> tab.act("case", "id", thread), html -> html.contains("The person wrote again"));
        assertTrue(stopped.contains("STOP, he found my phone.") && stopped.contains(TEXT), stopped);
        assertEquals(0, replies());
    }

    @Test
    void aSecondDeskIsToldOnceThatSomebodyAnsweredAndMaySend() {
        var slow = new Tab(console(0, NEVER, Duration.ZERO));
        var quick = new Tab(console(1, QUICK, Duration.ZERO));
        var thread = thread(slow);
        var page = slow.act("case", "id", thread);
        quick.answer(thread(quick), "We have a bed.", "3");
        until(this::replies, count -> count == 1);
        slow.answerUnder(page, thread, TEXT, "3");
        var told = until(() -> slow.act("case", "id", thread), html -> html.contains("Another answer went out"));
        assertTrue(told.contains("We have a bed.") && told.contains(TEXT), told);
        assertEquals(1, replies());
        // What was fetched before the click is told at once, with the text still there.
        assertTrue(slow.answerUnder(page, thread, TEXT, "3").contains("Another answer went out"));
        slow.answer(thread, TEXT, "3");
        until(this::replies, count -> count == 2);
        until(() -> slow.act("case", "id", thread), html -> !html.contains("Not sent") && !html.contains("on its way"));
        assertEquals(2, replies());
    }

    private Console console(int responder, Duration poll, Duration waits) {
        var console = house.console(responder, house.settings(between.uri(), poll, waits));
        open.add(console);
        return console;
    }

    /// `postern console open` in a process of its own.
    private Process process(Path vault, Path passphrase) throws IOException {
        var root = house.home().resolve("root-0001.note");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        Pty.classPath(),
                        "org.postern.Main",
                        "console",
                        "open",
                        "--vault",
                        vault.toString(),
                        "--passphrase-file",
                        passphrase.toString(),
                        "--url",
                        house.teamUri().toString(),
                        "--root",
                        root.toString())
                .redirectErrorStream(true)
                .start();
        open.add(process::destroyForcibly);
        return process;
    }

    private static URI address(Process process) throws IOException {
        var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        var said = new StringBuilder();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith("Your console: ")) {
                return URI.create(line.substring("Your console: ".length()));
            }
        }
        throw new IllegalStateException(said.toString());
    }

    private static String thread(Tab tab) {
        return id(until(tab::list, html -> html.contains(NEEDS)), "case");
    }

    private int replies() {
        return Mailbox.open(house.intake().mailbox(keys.locator(), 0), keys, house.manifest()::rosterRoot)
                .replies()
                .size();
    }

    private void send(HelpRequest.Kind kind, String text) {
        var answers = kind == HelpRequest.Kind.FIRST
                ? Answers.of(Map.of("needs", List.of("safe_place_now")))
                : Answers.none();
        var draft = new Draft(kind, answers, text, Answers.none(), Set.of(Consent.Purpose.READ), Set.of());
        house.intake().request(sealer.request(draft, keys, house.manifest()).frame());
    }
}

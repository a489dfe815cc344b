package org.postern.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.Pty;
import org.postern.api.CeremonyClient;
import org.postern.console.Tab;
import org.postern.manifest.Hash;
import org.postern.store.TestPostgres;

/// A demo as it is started and looked into by strangers: the real program in a terminal, and beside it, in another one,
/// the commands that it prints and those of keys/README.
final class DemoFolderTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^ +deploy/postern (.+)$");
    private static final Pattern TEAM = Pattern.compile("--at (http://\\S+)");
    private static final String STARTED = "Ctrl-C to stop.";

    private final Path home = TestPostgres.freshHome();
    private final Path folder = home.resolve("a demo");
    private String team = "";
    private String said = "";

    @AfterEach
    void clear() {
        TestPostgres.deleteAll(home);
    }

    private Pty demo(String... options) throws IOException {
        var words = new ArrayList<>(List.of("demo", "--data", folder.toString()));
        words.addAll(List.of(options));
        return Pty.shell(home, Map.of(), Pty.postern(words.toArray(String[]::new)));
    }

    @Test
    @Timeout(900)
    void everyCommandThatADemoPrintsWorksAsPrinted() throws Exception {
        try (var demo = demo().expect(STARTED)) {
            var printed = COMMAND.matcher(demo.screen())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertEquals(4, printed.size(), demo::screen);
            assertEquals(0, typed(printed.get(0)), () -> said);
            assertEquals(3, typed(printed.get(1)), () -> said);
            assertEquals(0, typed(printed.get(2)), () -> said);
            says("Published: version 2 is in force.");
            assertEquals(0, typed(printed.get(3)), () -> said);
            says("All is well.");
            demo.stopped();
        }
    }

    @Test
    @Timeout(900)
    void theCommandsOfTheKeysWorkInTheFoldersOfARunningDemo() throws Exception {
        try (var demo = demo().expect(STARTED)) {
            var found = TEAM.matcher(demo.screen());
            assertTrue(found.find(), demo::screen);
            team = found.group(1);
            // A demo that says it has started has what its first command needs, on a slow machine too.
            assertEquals(
                    3, new CeremonyClient(URI.create(team)).held().deposits().size());
            asAdmin(3, "rotate --now --because removal --remove cy", 1);
            asAdmin(0, "sign", 2);
            assertEquals(0, typed("keys fetch --keys fetched --root-hash " + sha256() + " --at " + team), () -> said);
            assertEquals(0, typed("keys backup --vault " + path("ada/my.vault") + " --to ada.backup"), () -> said);
            assertEquals(0, typed("keys backup --vault " + path("bo/my.vault") + " --to bo.backup"), () -> said);
            var bo = Pattern.compile("Responder bo +(http\\S+)").matcher(demo.screen());
            assertTrue(bo.find(), demo::screen);
            assertEquals(1, typed("keys recover drill --vault " + path("bo/my.vault") + " --keys fetched --out drill"));
            says("A console with this vault is open already");
            new Tab(URI.create(bo.group(1))).act("lock");
            drill();
            demo.type("").expect("Responder bo");
            letIn("dee");
            assertEquals(3, typed("keys status --keys " + path("admin-1/keys") + " --at " + team), () -> said);
            says("There are only 2 key holders");
            demo.stopped();
        }
    }

    @Test
    @Timeout(600)
    void aPortInUseLeavesADemoThatStartsTheNextTime() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var demo = demo("--port", Integer.toString(other.getLocalPort()))) {
            assertEquals(1, demo.ended(), demo::screen);
            assertEquals(
                    "The demo can't start: another program listens on 127.0.0.1:" + other.getLocalPort()
                            + " already: end it, or choose another port.",
                    demo.screen().strip());
        }
        try (var demo = demo().expect(STARTED)) {
            demo.stopped();
        }
        try (var demo = demo().expect(STARTED)) {
            assertFalse(demo.screen().contains("!"), demo::screen);
            demo.stopped();
        }
    }

    @Test
    void aFolderOfAnOlderDemoIsNamedAndLeftAlone() throws Exception {
        Files.createDirectories(folder.resolve("keys"));
        try (var demo = demo()) {
            assertEquals(1, demo.ended(), demo::screen);
            assertTrue(demo.screen().contains("is of an older demo"), demo::screen);
            assertEquals(1, demo.screen().strip().lines().count(), demo::screen);
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("keys")), left.toList());
        }
    }

    private void asAdmin(int code, String command, int admin) throws Exception {
        var line = "keys " + command + " --keys " + path("admin-" + admin + "/keys") + " --vault "
                + path("admin-" + admin + "/my.vault") + " --at " + team;
        assertEquals(code, typed(line), () -> line + "\n" + said);
    }

    /// With backups of the keys that have a share: the consoles keep theirs open.
    private void drill() throws Exception {
        assertEquals(
                0,
                typed("keys recover drill --vault " + path("bo/my.vault") + " --keys fetched --out drill"),
                () -> said);
        var words = Pattern.compile("(?m)^ +((?:[a-z]+ ){5}[a-z]+)$").matcher(said);
        assertTrue(words.find(), () -> said);
        for (var who : List.of("ada", "bo")) {
            assertEquals(
                    0,
                    typed("keys recover share --vault " + who + ".backup --keys fetched --ask drill --words "
                            + Pty.quoted(words.group(1)) + " --out share-" + who),
                    () -> said);
        }
        assertEquals(
                0,
                typed("keys recover join --vault " + path("bo/my.vault")
                        + " --keys fetched --ask drill --share share-ada --share share-bo"),
                () -> said);
    }

    private void letIn(String name) throws Exception {
        assertEquals(
                0,
                typed("keys enrol --vault " + name + ".vault --keys fetched --card " + name + ".card --deposit " + name
                        + ".deposit"),
                () -> said);
        asAdmin(0, "vet --called " + name + " --vouched-by admin-1 --vouched-by admin-2 " + name + ".card", 1);
        try (var first = Pty.shell(
                home,
                Map.of(),
                Pty.postern(words("keys rotate --now --because join --deposit " + name + ".deposit --keys "
                        + path("admin-1/keys") + " --vault " + path("admin-1/my.vault") + " --at " + team)))) {
            first.expect("Passphrase")
                    .type(ThrowAwayKeys.PASSPHRASE)
                    .expect("Type yes:")
                    .type("yes");
            first.expect("Waiting");
            int code = typed("keys sign --keys " + path("admin-2/keys") + " --vault " + path("admin-2/my.vault")
                    + " --at " + team);
            assertEquals(0, Math.min(code, first.ended()), () -> said + first.screen());
            assertTrue((said + first.screen()).contains("is in force"), () -> said + first.screen());
        }
    }

    private String path(String name) {
        return Pty.quoted(folder.resolve("people").resolve(name).toString());
    }

    private String sha256() throws IOException {
        return Hash.of(Files.readAllBytes(folder.resolve("people/ada/keys/root-0001.note")))
                .hex();
    }

    private void says(String words) {
        assertTrue(said.contains(words), () -> "expected: " + words + "\n" + said);
    }

    private static String[] words(String line) {
        return Pattern.compile("'([^']*)'|(\\S+)")
                .matcher(line)
                .results()
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .toArray(String[]::new);
    }

    /// Types a line in a second terminal, and answers what it asks.
    private int typed(String line) throws IOException, InterruptedException {
        try (var terminal = Pty.shell(home, Map.of(), Pty.postern(words(line)))) {
            int answered = 0;
            while (!terminal.isOver()) {
                var screen = terminal.screen();
                var asked = screen.substring(screen.lastIndexOf('\n') + 1);
                if (screen.length() > answered && asked.endsWith(": ")) {
                    answered = screen.length();
                    terminal.type(answer(asked));
                }
                Thread.sleep(20);
            }
            said = terminal.screen();
            return terminal.ended();
        }
    }

    private static String answer(String asked) {
        if (asked.endsWith("Type yes: ")) {
            return "yes";
        }
        return asked.startsWith("Passphrase") ? ThrowAwayKeys.PASSPHRASE : "a new and long enough one";
    }
}

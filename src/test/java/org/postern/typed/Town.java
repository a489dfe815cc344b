package org.postern.typed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.postern.Pty;
import org.postern.console.Tab;
import org.postern.store.TestPostgres;

/// Everybody of a service, each before a machine of their own, and what they say to each other. It plays a script: it
/// carries files, types commands, and compares what is printed.
final class Town implements AutoCloseable {
    static final List<String> ADMINS = List.of("admin-1", "admin-2", "admin-3");
    static final List<String> RESPONDERS = List.of("ada", "bo", "cy");

    private static final Pattern STAYS =
            Pattern.compile("postern (serve --config \\S+|console open .*|witness run .*|verify --watch .*)");
    private static final Pattern TOGETHER = Pattern.compile("postern keys rotate .*--because join .*");
    private static final Pattern HASH = Pattern.compile("SHA-256, to be printed on what you hand out: ([0-9a-f]{64})");
    private static final Pattern ADDRESS = Pattern.compile("Your console: (http://\\S+#\\S+)\n");
    private static final Pattern NINE = Pattern.compile("(?m)^ {4}((?:[a-z]+ ){8}[a-z]+)$");

    private final Path repository = Path.of(System.getProperty("basedir", "."));
    private final Path home = TestPostgres.freshHome();
    private final Map<String, Typist> people = new LinkedHashMap<>();
    private final Map<String, String> cards = new LinkedHashMap<>();
    private final Map<String, Tab> consoles = new LinkedHashMap<>();
    private final List<String> commands = new ArrayList<>();
    private final List<Integer> ports = freePorts();
    private List<String> group = List.of();
    private String toBeRead = "";
    private String hash = "";
    private String nineWords = "";
    private int answered;
    private Typist ahead;
    private Pty together;

    /// {@return what was typed, as it stands in the documents but for names}
    List<String> commands() {
        return List.copyOf(commands);
    }

    long charactersTyped() {
        return people.values().stream().mapToLong(Typist::charactersTyped).sum();
    }

    Tab console(String who) {
        return consoles.get(who);
    }

    Typist person(String name) {
        return people.computeIfAbsent(name, this::arrives);
    }

    private Typist arrives(String name) {
        try {
            return new Typist(name, home.resolve(name), (question, screen) -> answer(name, question, screen));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String open() {
        return "http://127.0.0.1:" + ports.get(0);
    }

    /// Plays one step.
    void plays(Script.Step step) throws IOException, InterruptedException {
        switch (step) {
            case Script.Carried carried -> carries(carried);
            case Script.Typed typed -> {
                group = who(typed.who());
                for (var name : group) {
                    types(person(name), typed);
                }
            }
        }
    }

    private static List<String> who(String words) {
        return switch (words) {
            case "each admin" -> ADMINS;
            case "each responder" -> RESPONDERS;
            default -> List.of(words);
        };
    }

    private void carries(Script.Carried carried) throws IOException {
        var to = carried.to().equals(List.of("everybody"))
                ? List.of("admin-1", "admin-2", "admin-3", "ada", "bo", "cy", "anybody")
                : carried.to();
        for (var from : carried.from().map(List::of).orElse(group)) {
            for (var file : carried.files()) {
                var path = file.replace("NAME", from);
                var bytes = path.startsWith("deploy/")
                        ? settings(path)
                        : Files.readAllBytes(home.resolve(from).resolve(path));
                for (var name : to) {
                    var there = person(name)
                            .folder
                            .resolve(carried.as().orElse(path.startsWith("deploy/") ? path.substring(7) : path));
                    if (!name.equals(from)) {
                        Files.createDirectories(there.getParent());
                        Files.write(there, bytes);
                    }
                }
            }
        }
    }

    /// The settings as they stand, on ports that are free here.
    private byte[] settings(String path) throws IOException {
        return here(Files.readString(repository.resolve(path))).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private String here(String text) {
        return text.replace("127.0.0.1:8080", "127.0.0.1:" + ports.get(0))
                .replace("127.0.0.1:8081", "127.0.0.1:" + ports.get(1))
                .replace("127.0.0.1:8082", "127.0.0.1:" + ports.get(2))
                .replace("127.0.0.1:8090", "127.0.0.1:" + ports.get(3))
                .replace("https://help.example", open())
                .replace("ADDRESS", open())
                .replace("DIR/", "");
    }

    private void types(Typist who, Script.Typed typed) throws IOException, InterruptedException {
        var written = typed.line().replace("NAME", who.person()).replace("deploy/postern ", "postern ");
        var line = here(written.replace("SHA256", hash).replace("the six words", toBeRead));
        if (line.contains("LOG-KEY")) {
            line = line.replace(
                    "LOG-KEY",
                    Files.readString(person("operator").folder.resolve("log.pub"))
                            .strip());
        }
        commands.add(written);
        if (STAYS.matcher(written).matches() && !written.contains("--check-config")) {
            stays(who, line, typed.printed());
        } else if (TOGETHER.matcher(written).matches()) {
            ahead = who;
            together = who.typesUntil(line, "Waiting: ");
        } else {
            int code = who.types(line);
            boolean mayWait = written.matches("postern keys (found|rotate|sign) .*");
            assertTrue(
                    code == 0 || (code == 3 && mayWait),
                    () -> who.name + " " + code + ": " + written + "\n" + who.screen());
        }
        who.sees(written, typed.printed());
        remembers(who, written);
        if (together != null && who != ahead) {
            int code = ahead.ends(together);
            assertTrue(code == 0 || code == 3, ahead::screen);
            together = null;
        }
    }

    private void stays(Typist who, String line, List<String> printed) throws IOException, InterruptedException {
        boolean isConsole = line.contains("console open");
        var last = isConsole
                ? "Press Enter here"
                : Pattern.quote(printed.getLast().replace("…", "").strip());
        who.typesUntil(line, last);
        if (isConsole) {
            var address = ADDRESS.matcher(who.screen());
            assertTrue(address.find(), who::screen);
            consoles.put(who.name, new Tab(URI.create(address.group(1))));
        }
    }

    /// What people write down, or read to each other.
    private void remembers(Typist who, String line) {
        if (line.matches("postern keys (admin|enrol) .*")) {
            cards.put(who.person(), who.sixWords());
        } else if (line.matches("postern keys recover (ask|drill) .*")) {
            toBeRead = who.sixWords();
        } else if (line.contains("root.postern")) {
            var found = HASH.matcher(who.screen());
            if (found.find()) {
                assertTrue(hash.isEmpty() || hash.equals(found.group(1)), "one root for everybody");
                hash = found.group(1);
            }
        }
    }

    /// What a person types when a program asks.
    private String answer(String name, String question, String screen) {
        var passphrase = person(name).person() + " has a passphrase";
        return switch (question) {
            case "New passphrase, at least 12 characters: ", "The same once more: ", "Passphrase of the vault: " ->
                passphrase;
            case "Sign this? Type yes: " -> signs(screen);
            case "Take it over as it is? Type yes: " -> signs(screen);
            case "Did they read these six words to you, in a voice that you know? Type yes: " -> vets(screen);
            case "Numbers, with spaces between: " -> "2";
            case "How soon do you need an answer? (now, today, week, no_rush, or Enter) " -> "today";
            case "1 call me, 2 write in a message app, 3 write an e-mail, or Enter: " -> "";
            case "May the team read what you write, to answer you? (yes or no) " -> "yes";
            case "full stop:" -> "I can't stay where I am.\n.";
            case "Your nine words: " -> nineWords;
            case "Delete everything? It can't be undone. Type delete: " -> "delete";
            default -> question.startsWith("Type word number ") ? word(question, screen) : null;
        };
    }

    /// Before the first root each admin compares with what they wrote down at home.
    private String signs(String screen) {
        if (screen.contains("This founds ")) {
            for (var admin : ADMINS) {
                assertTrue(screen.contains("  " + admin + ": " + cards.get(admin) + "\n"), screen);
            }
        }
        return "yes";
    }

    private String vets(String screen) {
        var called = Pattern.compile("This lets in (?:again, with the card that was removed, )?([a-z]+)")
                .matcher(screen);
        assertTrue(called.find(), screen);
        assertTrue(screen.contains("Their card reads: " + cards.get(called.group(1)) + "\n"), screen);
        return "yes";
    }

    private String word(String question, String screen) {
        var found = NINE.matcher(screen);
        assertTrue(found.find(), screen);
        nineWords = found.group(1);
        return List.of(nineWords.split(" ", -1)).get(Integer.parseInt(question.replaceAll("\\D", "")) - 1);
    }

    /// A responder answers in the console, as the page's script does.
    void answers(String who, String text) {
        var tab = console(who);
        var list = until(tab::list, html -> html.contains("Waiting for an answer (1)"));
        var thread = Tab.id(list, "case");
        tab.act("case", "id", thread);
        tab.act("open", "id", thread);
        tab.answer(thread, text, "3");
        answered++;
        until(tab::list, html -> html.contains("Answered (" + answered + ")"));
    }

    /// Everybody whose console is open still sits before it.
    void isTouched() {
        consoles.values().forEach(Tab::list);
    }

    void closes(String who) throws IOException, InterruptedException {
        consoles.remove(who).act("lock");
        assertEquals(0, person(who).endsWhatIsOpen());
        assertTrue(person(who).screen().contains("Locked. (It locks itself"), person(who)::screen);
    }

    /// All are taken before any is given back, so that they differ.
    private static List<Integer> freePorts() {
        try (var first = free();
                var second = free();
                var third = free();
                var fourth = free()) {
            return List.of(first, second, third, fourth).stream()
                    .map(ServerSocket::getLocalPort)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Override
    public void close() {
        people.values().forEach(Typist::close);
        TestPostgres.deleteAll(home);
    }
}

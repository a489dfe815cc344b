package org.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Every command of the program with what nobody should give it: never a trace, always a sentence.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EveryDoorTest {
    private static final Pattern TRACE = Pattern.compile(
            "\\bat [a-z]+(\\.\\w+)+\\.[A-Z]|Exception|(java|picocli)\\.[a-z]|Something went wrong in the program|\\bnull\\b");
    private static final String NOWHERE = "http://127.0.0.1:1";
    private static final Map<Class<?>, List<String>> BAD = Map.of(
            Path.class, List.of("%none/file", "%folder", "%empty", "%binary", "%long", "%root", "%words", "a\0b"),
            URI.class, List.of("http://a b", "::", "ftp://a", "mailto:a", "", "http://", "http://a:99999", NOWHERE),
            LocalDate.class, List.of("tomorrow", "2026-13-45", "", "+999999999-12-31", "-999999999-01-01"),
            Instant.class, List.of("tomorrow", "2026-13-45T00:00:00Z", "", "+1000000000-12-31T23:59:59Z"),
            Integer.class, List.of("-1", "0", "x", "", "99999999999", "2147483647"),
            String.class,
                    List.of("", " ", "a\0b", "x y", "ก", "../..", "x".repeat(5_000), "x+00000000+AAAA", "%folder"),
            Map.class, List.of("", "=", "/", "/=%none", "/=%folder", "x=%binary"));

    private Path folder;

    private final List<String> faults = new ArrayList<>();
    private int code;
    private String said = "";
    private final long seed = Long.getLong("seed", LocalDate.now(ZoneOffset.UTC).toEpochDay());
    private final Random random = new Random(seed);
    private int runs;

    /// A founded service as admins type it, a responder, and files of the wrong kind.
    @BeforeAll
    void found(@TempDir Path shared) throws IOException {
        folder = shared;
        Files.writeString(folder.resolve("words"), "long enough for one\n");
        Files.createDirectories(folder.resolve("folder"));
        Files.createDirectories(folder.resolve("keys"));
        Files.write(folder.resolve("empty"), new byte[0]);
        var random = new byte[3_000];
        new Random(7).nextBytes(random);
        Files.write(folder.resolve("binary"), random);
        Files.write(folder.resolve("long"), new byte[3 << 20]);
        var log = run("serve", "--new-log-key", "%log.key", "--origin", "help.example")
                .strip();
        log = log.substring(log.indexOf("help.example")).lines().findFirst().orElseThrow();
        for (int i = 1; i <= 3; i++) {
            done("keys admin --name help.example/admin-" + i + " --vault %" + i + ".vault --card %" + i
                    + ".card --passphrase-file %words");
        }
        var admin = " --keys %keys --proposal %root.postern --passphrase-file %words --yes";
        gives(
                3,
                "keys found --origin help.example --threshold 2 --not-after 2999-01-01 --log " + log
                        + " --vault %1.vault %1.card %2.card %3.card" + admin);
        gives(3, "keys sign --vault %2.vault" + admin);
        done("keys sign --vault %3.vault" + admin);
        done("keys enrol --seat --keys %keys --vault %r.vault --card %r.card --deposit %r.deposit"
                + " --passphrase-file %words");
        done("witness new --name w.example --key %w.key");
        Files.copy(folder.resolve("keys/root-0001.note"), folder.resolve("root"));
    }

    private void done(String line) {
        gives(0, line);
    }

    private void gives(int expected, String line) {
        run(line.split(" "));
        assertEquals(expected, code, said);
    }

    /// Runs a line; `%` stands for the test's folder.
    ///
    /// @return all that was said
    private String run(String... words) {
        var all = new ByteArrayOutputStream();
        var err = new StringWriter();
        var in = System.in;
        var out = System.out;
        var screen = new PrintStream(all, true, StandardCharsets.UTF_8);
        System.setIn(new ByteArrayInputStream(new byte[0]));
        System.setOut(screen);
        try {
            code = Main.run(
                    Arrays.stream(words).map(this::placed).toArray(String[]::new),
                    new PrintWriter(screen, true, StandardCharsets.UTF_8),
                    new PrintWriter(err, true));
        } finally {
            System.setIn(in);
            System.setOut(out);
        }
        said = all.toString(StandardCharsets.UTF_8) + err;
        return said;
    }

    private String placed(String word) {
        return word.replace("%", folder + "/");
    }

    @Test
    void whatIsGivenWronglyIsASentenceAtEveryDoor() throws Exception {
        var line = new CommandLine(main());
        for (var door : line.getSubcommands().keySet()) {
            if (!door.equals("help")) {
                walk(line.getSubcommands().get(door), List.of(door));
            }
        }
        assertEquals("", String.join("\n", faults), "-Dseed=" + seed);
        assertTrue(runs > 100);
    }

    private static Object main() throws ReflectiveOperationException {
        var maker = Main.class.getDeclaredConstructor();
        maker.setAccessible(true);
        return maker.newInstance();
    }

    private void walk(CommandLine command, List<String> name) {
        command.getSubcommands().forEach((word, sub) -> {
            var longer = new ArrayList<>(name);
            longer.add(word);
            walk(sub, longer);
        });
        if (!command.getSubcommands().isEmpty()) {
            return;
        }
        // Without anything else it does what it is for, for ever.
        if (!name.equals(List.of("demo"))) {
            tried(name);
        }
        var arguments = command.getCommandSpec().args().stream()
                .filter(argument -> argument.arity().max() > 0)
                .toList();
        for (var bad : arguments) {
            for (var value : drawn(bad, name.getFirst())) {
                var words = new ArrayList<>(name);
                for (var argument : arguments) {
                    if (argument.equals(bad)) {
                        add(words, argument, value);
                    } else if (argument.required() || isAlwaysGiven(argument)) {
                        good(words, argument, String.join(" ", name));
                    }
                }
                if (command.getCommandSpec().findOption("--yes") != null) {
                    words.add("--yes");
                }
                tried(words);
            }
        }
    }

    /// Some of the bad values, others on every day, and fewer where a vault is opened each time; `-Ddoors=all` tries
    /// all of them, which takes half an hour.
    private List<String> drawn(ArgSpec argument, String door) {
        var values = new ArrayList<>(BAD.getOrDefault(kind(argument), List.of()));
        if ("all".equals(System.getProperty("doors"))) {
            return values;
        }
        Collections.shuffle(values, random);
        boolean isLeftOut = door.equals("keys") && random.nextInt(3) > 0;
        return values.subList(0, isLeftOut ? 0 : Math.min(1, values.size()));
    }

    /// Else a person would be asked.
    private static boolean isAlwaysGiven(ArgSpec argument) {
        return List.of("--passphrase-file", "--new-passphrase-file", "--words-file", "--url", "--proposal", "--port")
                .contains(called(argument));
    }

    private static Class<?> kind(ArgSpec argument) {
        if (Map.class.isAssignableFrom(argument.type())) {
            return Map.class;
        }
        var kind = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : argument.type();
        return kind == int.class ? Integer.class : kind;
    }

    private static String called(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static void add(List<String> words, ArgSpec argument, String value) {
        if (argument instanceof OptionSpec option) {
            words.add(option.longestName());
            words.add(value);
        } else {
            for (int i = 0; i < argument.arity().min(); i++) {
                words.add(value);
            }
        }
    }

    /// A value with which the command gets as far as what is wrong; what would go on for ever is stopped elsewhere.
    private void good(List<String> words, ArgSpec argument, String command) {
        switch (called(argument)) {
            case "CARD" ->
                words.addAll(
                        argument.arity().min() == 1 ? List.of("%r.card") : List.of("%1.card", "%2.card", "%3.card"));
            case "--vault" -> add(words, argument, vault(command));
            case "--words" -> add(words, argument, "one two three");
            default -> add(words, argument, good(argument, command));
        }
    }

    private String vault(String command) {
        return switch (command) {
            case "console open" -> "%none/vault";
            case "keys restore" -> "%new-" + runs;
            case "keys enrol",
                    "keys draw",
                    "keys recover ask",
                    "keys recover share",
                    "keys recover join",
                    "keys recover drill" -> "%r.vault";
            default -> "%1.vault";
        };
    }

    private String good(ArgSpec argument, String command) {
        return switch (called(argument)) {
            case "--keys" -> "%keys";
            case "--passphrase-file", "--new-passphrase-file", "--words-file" -> "%words";
            case "--root" -> "%root";
            case "--url", "--at", "URL" -> NOWHERE;
            case "--proposal" -> command.equals("keys found") ? "%new-" + runs : "%root.postern";
            case "--card", "--deposit", "--out", "--to", "--new-log-key" -> "%new-" + runs;
            case "--key" -> command.equals("witness run") ? "%w.key" : "%new-" + runs;
            case "--state" -> "%binary";
            case "--threshold" -> "2";
            case "--not-after" -> "2999-01-01";
            case "--origin" -> "help.example";
            case "--name" -> "help.example/admin-1";
            case "--port" -> "99999";
            default -> "%binary";
        };
    }

    private void tried(List<String> words) {
        runs++;
        try {
            run(words.toArray(String[]::new));
        } catch (RuntimeException | Error thrown) {
            said = "Exception " + thrown;
        }
        var shown = TRACE.matcher(said);
        if (shown.find() || code < 0 || code > 3 || said.isBlank()) {
            faults.add(String.join(" ", words).replaceAll("(.{200}).*", "$1…") + "\n    -> " + code + " "
                    + said.strip().replaceAll("(?s)(.{500}).*", "$1…"));
        }
    }

    @Test
    void anAnchorFileThatIsNoRootNoteAsItWasSignedIsSaidAndNoAlarmAtEveryDoor() throws IOException {
        var note = Files.readString(folder.resolve("root"));
        for (var changed : List.of("", "\ufeff" + note, note.replace("\n", "\r\n"), note.strip(), "{}", "root\n")) {
            Files.createDirectories(folder.resolve("anchor"));
            Files.writeString(folder.resolve("anchor/root-0001.note"), changed);
            for (var line : List.of(
                    "keys status --keys %anchor",
                    "keys sign --keys %anchor --vault %1.vault --passphrase-file %words --proposal %root.postern",
                    "keys rotate --keys %anchor --vault %1.vault --passphrase-file %words --proposal %new.postern",
                    "keys draw --keys %anchor --vault %r.vault --passphrase-file %words --proposal %root.postern",
                    "keys enrol --keys %anchor --vault %r.vault --passphrase-file %words --card %c --deposit %d",
                    "keys recover drill --keys %anchor --vault %r.vault --passphrase-file %words --out %o",
                    "request ask --root %anchor/root-0001.note --url " + NOWHERE,
                    "request seal --root %anchor/root-0001.note --out %o --notes %binary",
                    "request read --root %anchor/root-0001.note --url " + NOWHERE,
                    "request follow-up --root %anchor/root-0001.note --url " + NOWHERE,
                    "request erase --root %anchor/root-0001.note --url " + NOWHERE,
                    "console open --vault %r.vault --root %anchor/root-0001.note --url " + NOWHERE,
                    "verify --root %anchor/root-0001.note " + NOWHERE)) {
                run(line.split(" "));
                assertTrue(code == 1 || code == 2, line + "\n" + said);
                assertTrue(said.contains("not a root note as it was signed"), line + "\n" + said);
                assertFalse(said.contains("ALARM"), said);
            }
        }
    }
}

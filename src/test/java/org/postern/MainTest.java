package org.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.ceremony.Because;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Opening;
import picocli.CommandLine;

final class MainTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        err.getBuffer().setLength(0);
        return Main.run(arguments, new PrintWriter(new StringWriter()), new PrintWriter(err, true));
    }

    @Test
    void printsItsVersion() {
        assertTrue(new Main.Version().getVersion()[0].startsWith("postern "));
    }

    @Test
    void whatNoDoorTakesIsASentenceAndNotATrace() {
        var nowhere = folder.resolve("nowhere").toString();
        var lines = List.of(
                new String[] {"request", "ask", "--url", "http://a b", "--root", "x"},
                new String[] {"request", "send", "--url", "ftp://a", nowhere},
                new String[] {"request", "read"},
                new String[] {"request", "read", "--url", "http://a:99999", "--root", "0".repeat(64)},
                new String[] {"verify", "--root", nowhere, "--every", "often", "http://127.0.0.1:1"},
                new String[] {"verify", "--root", folder.toString(), "mailto:a"},
                new String[] {"keys", "status", "--keys", nowhere, "--at", "::"},
                new String[] {"keys", "show", folder.toString()},
                new String[] {"keys", "rotate"},
                new String[] {"console", "open", "--vault", nowhere, "--url", "x:y", "--root", nowhere},
                new String[] {"witness", "run", "--key", nowhere, "--state", nowhere, "--listen", "x", "--log", "y"},
                new String[] {"serve", "--config", nowhere},
                new String[] {"serve", "--config", folder.toString()},
                new String[] {"dance"},
                new String[] {"keys", "dance"},
                new String[] {"keys", "enrol", "--vault", "a\0b", "--keys", "k", "--card", "c", "--deposit", "d"});
        for (var line : lines) {
            int code = run(line);
            var typed = String.join(" ", line);
            assertTrue(code == 1 || code == 2, typed + " ends with " + code);
            assertFalse(err.toString().matches("(?s).*(\\bat (org|java|picocli)\\.|Exception:).*"), typed + "\n" + err);
        }
    }

    @Test
    void whatCouldNotBeShownIsNoSuccess() throws Exception {
        var full = new File("/dev/full");
        var process = new ProcessBuilder("sh", "-c", Pty.postern("--version"))
                .redirectOutput(full)
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertEquals(1, process.waitFor());
        assertTrue(Files.readString(folder.resolve("err")).contains("could not be written"));
    }

    @Test
    void everyHelpTextEndsItsSentencesAndFitsATerminal() throws ReflectiveOperationException {
        var maker = Main.class.getDeclaredConstructor();
        maker.setAccessible(true);
        var faults = new ArrayList<String>();
        helpTexts(new CommandLine(maker.newInstance()), faults);
        assertEquals(List.of(), faults);
    }

    /// A group of commands shows the first text of each, so that has to be whole by itself.
    private static void helpTexts(CommandLine command, List<String> faults) {
        var help = command.getCommandSpec().usageMessage();
        var name = command.getCommandSpec().qualifiedName();
        for (var text : help.description()) {
            if (!text.matches("(?s).*([.:]|postern keys .*)|.*%n")) {
                faults.add(name + ": " + text);
            }
        }
        if (!help.description()[0].endsWith(".")) {
            faults.add(name + ": " + help.description()[0]);
        }
        for (var line : help.footer()) {
            if (line.length() >= help.width()) {
                faults.add(name + ": " + line);
            }
        }
        command.getSubcommands().values().forEach(sub -> helpTexts(sub, faults));
    }

    @Test
    void aTimeThatNoCalendarHasADayForIsRefusedAsTooFar() {
        var opening = Opening.usual(Because.SCHEDULED, InstantSource.system());
        assertThrows(CeremonyException.class, () -> opening.withUntil(Instant.MAX));
        assertThrows(CeremonyException.class, () -> opening.withUntil(Instant.MIN));
    }

    @Test
    void whatCantBeReadIsSaidWithoutTheNameOfAClass() {
        assertEquals(2, run("keys", "rotate", "--until", "tomorrow"));
        assertTrue(
                err.toString().startsWith("What is given for --until is not a time such as 2027-01-31T12:00:00Z."),
                err.toString());
    }

    @Test
    void lettersThatTheLocaleCutFromTheCommandLineAreNotTakenForAName() {
        assertEquals(2, run("keys", "vet", "--called", "B\ufffdrbel"));
        assertTrue(err.toString().contains("LC_ALL=C.UTF-8"), err.toString());
    }
}

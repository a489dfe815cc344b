package org.postern.typed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.postern.Pty;

/// A person before a machine of their own: a folder, and a terminal for each command. Types commands, answers what is
/// asked, and keeps every screen.
final class Typist implements AutoCloseable {
    /// A question that stands at the end of the screen, and what this person types.
    @FunctionalInterface
    interface Answers {
        /// {@return the answer, or nothing if this is no question}
        String to(String question, String screen);
    }

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Pattern SIX_WORDS = Pattern.compile("(?m)^ {4}((?:[a-z]+ ){5}[a-z]+)$");

    final String name;
    final Path folder;
    private final Answers answers;
    private final List<Pty> open = new ArrayList<>();
    private String lastScreen = "";
    private long typed;

    Typist(String name, Path folder, Answers answers) throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder);
        this.answers = answers;
    }

    /// {@return whose passphrase and backup these are: a new machine is the same person's}
    String person() {
        return name.replace("-new", "");
    }

    /// Types a command and answers until it ends.
    ///
    /// @return its exit code
    int types(String line) throws IOException, InterruptedException {
        try (var pty = starts(line)) {
            answersUntil(pty, null);
            return pty.ended();
        }
    }

    /// Types a command that goes on, and answers until some words are shown.
    ///
    /// @return its terminal
    Pty typesUntil(String line, String words) throws IOException, InterruptedException {
        var pty = starts(line);
        open.add(pty);
        answersUntil(pty, Pattern.compile(words));
        return pty;
    }

    /// Waits for the end of what was left open.
    int ends(Pty pty) throws IOException, InterruptedException {
        answersUntil(pty, null);
        open.remove(pty);
        int code = pty.ended();
        pty.close();
        return code;
    }

    private Pty starts(String line) throws IOException {
        typed += line.length() + 1;
        var shell = "postern() { " + Pty.postern() + " \"$@\"; }\n" + line;
        return Pty.shell(folder, Map.of("LC_ALL", "C.UTF-8"), shell);
    }

    private void answersUntil(Pty pty, Pattern words) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        int done = 0;
        while (true) {
            boolean isOver = pty.isOver();
            var screen = pty.screen();
            lastScreen = screen;
            if (words != null && words.matcher(screen).find()) {
                return;
            }
            var question = screen.substring(Math.min(done, screen.length()));
            question = question.substring(question.lastIndexOf('\n') + 1);
            var answer = question.endsWith(" ") || question.endsWith(":") ? answers.to(question, screen) : null;
            if (answer == null && done < screen.length() && screen.endsWith("full stop:\n")) {
                answer = answers.to("full stop:", screen);
            }
            if (answer != null) {
                done = screen.length();
                typed += answer.length() + 1;
                for (var one : answer.split("\n", -1)) {
                    pty.type(one);
                }
            } else if (isOver) {
                assertTrue(words == null, () -> name + " waited for " + words + "\n" + screen);
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(name + " waits\n" + screen + "\n" + pty.stacks());
            }
            Thread.sleep(30);
        }
    }

    /// {@return the screen of the last command}
    String screen() {
        return lastScreen;
    }

    /// {@return the six words that the last command told this person to read aloud}
    String sixWords() {
        var found = SIX_WORDS.matcher(lastScreen);
        assertTrue(found.find(), lastScreen);
        return found.group(1);
    }

    /// {@return how many characters this person typed, ends of lines included}
    long charactersTyped() {
        return typed;
    }

    /// Looks for lines in their order; `…` stands for anything.
    void sees(String line, List<String> printed) {
        var lines = lastScreen.lines().map(String::strip).iterator();
        for (var expected : printed) {
            if (expected.equals("…")) {
                continue;
            }
            var pattern = Pattern.compile("\\Q" + expected.replace("…", "\\E.*\\Q") + "\\E");
            boolean isThere = false;
            while (!isThere && lines.hasNext()) {
                isThere = pattern.matcher(lines.next()).matches();
            }
            assertTrue(
                    isThere,
                    () -> "The document says that this is printed: " + expected + "\nafter: " + line + "\n"
                            + lastScreen);
        }
    }

    /// Waits for the end of the command that goes on.
    ///
    /// @return its exit code
    int endsWhatIsOpen() throws IOException, InterruptedException {
        return ends(open.getLast());
    }

    void forgets(String file) throws IOException {
        Files.delete(folder.resolve(file));
    }

    @Override
    public void close() {
        open.forEach(Pty::close);
    }
}

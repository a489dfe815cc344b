package org.postern.request;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The person's keyboard and screen, or a pipe.
final class Terminal {
    private static final String END = ".";

    private final BufferedReader in;
    private final PrintStream out;
    private final Optional<Console> console;

    Terminal(BufferedReader in, PrintStream out, Optional<Console> console) {
        this.in = in;
        this.out = out;
        this.console = console;
    }

    static Terminal system() {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new Terminal(
                in, System.out, Optional.ofNullable(System.console()).filter(Console::isTerminal));
    }

    void say(String line) {
        out.println(line);
    }

    /// Asks for one line; an empty answer when the input has ended.
    String ask(String question) {
        out.print(question + " ");
        out.flush();
        try {
            var line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks for one line without showing what is typed, where there is a real terminal.
    String askHidden(String question) {
        if (console.isEmpty()) {
            return ask(question);
        }
        char[] typed = console.get().readPassword("%s ", question);
        if (typed == null) {
            return "";
        }
        var text = new String(typed);
        Arrays.fill(typed, '\0');
        return text;
    }

    /// Reads text until a line with a single full stop, or the end of the input.
    String text() {
        return in.lines().takeWhile(line -> !line.equals(END)).collect(Collectors.joining("\n"));
    }
}

package org.postern.request;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.file.StrictUtf8;
import org.postern.terminal.Keyboard;

/// The person's keyboard and screen; or pipes, and then questions go to the terminal behind them if there is one. Text
/// is UTF-8 whatever the locale says, and refused where it is not.
final class Terminal {
    private static final String END = ".";
    private static final int PIPED_BYTES_MAX = 1 << 20;

    private final InputStream in;
    private final PrintStream out;
    private final Optional<Keyboard> keyboard;
    private final boolean isTyped;

    /// For pipes, and for a keyboard if there is one.
    ///
    /// @param in       where a letter comes from that is not typed
    /// @param out      where sentences go
    /// @param keyboard where questions are asked; without one the answers come from `in`, too
    /// @param isTyped  whether the letter is typed at the keyboard
    Terminal(InputStream in, PrintStream out, Optional<Keyboard> keyboard, boolean isTyped) {
        this.in = in;
        this.out = out;
        this.keyboard = keyboard;
        this.isTyped = isTyped && keyboard.isPresent();
    }

    static Terminal system() {
        return new Terminal(System.in, System.out, Keyboard.here(), Keyboard.isInput());
    }

    void say(String line) {
        out.println(line);
    }

    /// Shows a line where the person looks, and not in a pipe.
    void show(String line) {
        if (keyboard.isEmpty()) {
            say(line);
            return;
        }
        try {
            keyboard.get().say(line);
        } catch (IOException e) {
            throw new RequestException(e.getMessage(), e);
        }
    }

    /// Asks for one line; an empty answer when the input has ended.
    String ask(String question) {
        try {
            if (keyboard.isPresent()) {
                return keyboard.get().ask(question + " ").orElse("").strip();
            }
            out.print(question + " ");
            out.flush();
            return pipedLine().strip();
        } catch (IOException e) {
            throw new RequestException(e.getMessage(), e);
        }
    }

    /// Asks for one line without showing what is typed, where there is a real terminal.
    String askHidden(String question) {
        if (keyboard.isEmpty()) {
            return ask(question);
        }
        try {
            var typed = keyboard.get().askHidden(question + " ").orElseGet(() -> new char[0]);
            var text = new String(typed);
            Arrays.fill(typed, '\0');
            return text;
        } catch (IOException e) {
            throw new RequestException(e.getMessage(), e);
        }
    }

    /// Reads a letter: what is piped, to its end; what is typed, until a line with a single full stop.
    String text() {
        try {
            return isTyped ? typedText() : lines(strict(in.readNBytes(PIPED_BYTES_MAX)));
        } catch (IOException e) {
            throw new RequestException("The message can't be read.", e);
        }
    }

    private String typedText() throws IOException {
        show("Your message, ended by a line with a single full stop:");
        var lines = new ArrayList<String>();
        for (var line = keyboard.get().ask("");
                line.isPresent();
                line = keyboard.get().ask("")) {
            if (line.get().equals(END)) {
                break;
            }
            lines.add(line.get());
            if (line.get().getBytes(StandardCharsets.UTF_8).length >= Keyboard.LINE_BYTES_MAX) {
                show("That line was too long for a terminal, so its end is missing. Type the end as the next line.");
            }
        }
        return String.join("\n", lines);
    }

    private static String lines(String text) {
        return text.lines().collect(Collectors.joining("\n"));
    }

    private String pipedLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return strict(line.toByteArray());
    }

    private static String strict(byte[] bytes) {
        return StrictUtf8.text(bytes)
                .orElseThrow(() -> new RequestException(
                        "What was piped is not text in UTF-8. Save it as UTF-8, and give the same command again."));
    }
}

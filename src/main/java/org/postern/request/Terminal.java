package org.postern.request;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.postern.file.StrictUtf8;
import org.postern.message.HelpRequest;
import org.postern.terminal.Keyboard;

/// The person's keyboard and screen; or pipes, and then questions go to the terminal behind them if there is one. Text
/// is UTF-8 whatever the locale says, and refused where it is not.
final class Terminal {
    private static final String END = ".";
    private static final String GAP = "Something that you typed is not in it, as said above. Is it good like this?";
    private static final String UNENDED = "There is no line with a single full stop. Is your message complete?";
    private static final Set<String> YES = Set.of("y", "yes");
    private static final Set<String> NO = Set.of("n", "no");
    private static final int PIPED_BYTES_MAX = 1 << 20;
    /// So often Ctrl-D; one may be a slip.
    private static final int ENDS_TO_STOP = 3;

    private final InputStream in;
    private final PrintStream out;
    private final Optional<Keyboard> keyboard;
    private final boolean isTyped;
    /// Whether something that was typed could not be taken, so that a letter may have a gap.
    private boolean hasLost;

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

    /// Tells whoever sits there what takes its time; without a terminal nobody does.
    void tell(String line) {
        if (keyboard.isPresent()) {
            show(line);
        }
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

    /// {@return whether there is a keyboard to ask at}
    boolean hasKeyboard() {
        return keyboard.isPresent();
    }

    /// {@return whether the letter is typed here, so that nothing else holds it}
    boolean isTyped() {
        return isTyped;
    }

    /// Asks for one line; an empty answer when the input has ended.
    String ask(String question) {
        try {
            if (keyboard.isPresent()) {
                return typedLine(question + " ").orElse("").strip();
            }
            out.print(question + " ");
            out.flush();
            return pipedLine().strip();
        } catch (IOException e) {
            throw new RequestException(e.getMessage(), e);
        }
    }

    /// Asks until the answer is one that can be used; where nobody can be asked once more, the first answer counts.
    ///
    /// @param isUsable whether an answer can be used
    /// @param wrong    what is said of one that can't
    String ask(String question, Predicate<String> isUsable, String wrong) {
        var answer = ask(question);
        while (keyboard.isPresent() && !isUsable.test(answer)) {
            show(wrong);
            answer = ask(question);
        }
        return answer;
    }

    /// Asks for yes or no; anything else, where nobody can be asked once more, is no.
    boolean isYes(String question) {
        var answer =
                ask(question + " (yes or no)", typed -> isOneOf(YES, typed) || isOneOf(NO, typed), "Type yes or no.");
        return isOneOf(YES, answer);
    }

    private static boolean isOneOf(Set<String> words, String typed) {
        return words.contains(typed.toLowerCase(Locale.ROOT));
    }

    /// Says what stopped a step, and waits until the person has put it right.
    ///
    /// @return false if the person stops, or nobody can be asked
    boolean goesOn(String sentence) {
        if (!isTyped) {
            return false;
        }
        show(sentence);
        show("What you typed is still here. To try once more, with the newest keys, press Enter. To stop and lose it,"
                + " type stop.");
        try {
            for (int i = 0; i < ENDS_TO_STOP; i++) {
                var answer = typedLine("");
                if (answer.isPresent()) {
                    return !answer.get().strip().equalsIgnoreCase("stop");
                }
            }
        } catch (IOException e) {
            throw new RequestException(e.getMessage(), e);
        }
        return false;
    }

    /// A line that is not UTF-8 costs nobody what was typed before it.
    private Optional<String> typedLine(String question) throws IOException {
        while (true) {
            try {
                return keyboard.orElseThrow().ask(question);
            } catch (Keyboard.NotUtf8Exception wrong) {
                hasLost = true;
                show(wrong.getMessage());
            }
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
            return isTyped ? typedText() : piped();
        } catch (IOException e) {
            throw new RequestException("The message can't be read.", e);
        }
    }

    private String typedText() throws IOException {
        show("Your message, ended by a line with a single full stop:");
        var text = "";
        boolean isFull = false;
        hasLost = false;
        while (true) {
            var line = typedLine("");
            if (line.isEmpty() || line.get().equals(END)) {
                if (isWhole(line.isPresent())) {
                    break;
                }
                hasLost = false;
                show("Type what is missing, and a line with a single full stop at its end.");
                continue;
            }
            var longer = text.isEmpty() ? line.get() : text + "\n" + line.get();
            // Nothing goes in after a line that did not, or the middle would be missing.
            isFull |= bytes(longer) > HelpRequest.MESSAGE_BYTES_MAX;
            if (isFull) {
                show("The message is full: this line is not in it.");
            } else {
                text = longer;
                warnIfCut(line.get());
            }
        }
        if (isFull) {
            show("The message is full, so it ends with: " + text.substring(text.lastIndexOf('\n') + 1));
            show("Send what comes after it as a second message, with: postern request follow-up");
        }
        return text;
    }

    /// Whether a text is good as it is. Ctrl-D, in place of the full stop, may be a slip.
    private boolean isWhole(boolean hasFullStop) throws IOException {
        if (hasFullStop && !hasLost) {
            return true;
        }
        var question = (hasLost ? GAP : UNENDED) + " (yes or no) ";
        for (int ends = 0; ends < ENDS_TO_STOP; ) {
            var answer = typedLine(question).map(String::strip);
            if (answer.filter(typed -> isOneOf(YES, typed) || isOneOf(NO, typed))
                    .isPresent()) {
                return isOneOf(YES, answer.get());
            }
            ends += answer.isEmpty() ? 1 : 0;
            show("Type yes or no.");
        }
        throw new RequestException("Nothing was sent.");
    }

    private void warnIfCut(String line) {
        if (bytes(line) > Keyboard.LINE_BYTES_MAX - Keyboard.LETTER_BYTES_MAX) {
            hasLost = true;
            show("That line was too long for a terminal, so its end is missing. Type the end as the next line.");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private String piped() throws IOException {
        var bytes = in.readNBytes(PIPED_BYTES_MAX + 1);
        if (bytes.length > PIPED_BYTES_MAX) {
            throw new RequestException("The message is too long. Send it in parts.");
        }
        return lines(strict(bytes));
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
                        "What was piped is not plain text in UTF-8. Save it so, and give the same command again."));
    }
}

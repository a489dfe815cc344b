package org.postern.terminal;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.postern.file.StrictUtf8;

/// The terminal that a person sits at, asked directly: also when input or output of the program is a pipe. What is
/// typed is read as UTF-8 whatever the locale says, and refused where it is not. Every failure is an [IOException]
/// whose message is one sentence for a person.
public final class Keyboard {
    /// Longest line that a terminal of Linux hands over, in bytes; of a longer one it keeps the beginning and says
    /// nothing.
    public static final int LINE_BYTES_MAX = 4_095;

    /// Longest letter in UTF-8, in bytes.
    public static final int LETTER_BYTES_MAX = 4;

    private static final Path OF_THIS_PROCESS = Path.of("/dev/tty");
    private static final Path INPUT = Path.of("/proc/self/fd/0");
    private static final Path OUTPUT = Path.of("/proc/self/fd/1");

    /// What was typed is not UTF-8. Nothing else of what was typed before is lost by it.
    public static final class NotUtf8Exception extends IOException {
        private static final long serialVersionUID = 1L;

        private NotUtf8Exception() {
            super("What was typed is not UTF-8. Set the terminal to UTF-8, and type it once more.");
        }
    }

    private final Path device;

    private Keyboard(Path device) {
        this.device = device;
    }

    /// Finds the terminal.
    ///
    /// @return nothing if there is none, such as in a job that a machine started
    public static Optional<Keyboard> here() {
        if (opens(OF_THIS_PROCESS)) {
            return Optional.of(new Keyboard(OF_THIS_PROCESS));
        }
        return terminal(INPUT).filter(Keyboard::opens).map(Keyboard::new);
    }

    /// {@return whether standard input is typed, and not a pipe or a file}
    public static boolean isInput() {
        return terminal(INPUT).isPresent();
    }

    /// {@return whether standard output is a screen, and not a pipe or a file}
    public static boolean isOutput() {
        return terminal(OUTPUT).isPresent();
    }

    /// Shows a line.
    ///
    /// @param line without its end
    /// @throws IOException if the terminal is gone
    public void say(String line) throws IOException {
        write(line + "\n");
    }

    /// Asks for one line.
    ///
    /// @param question shown as it is
    /// @return the line without its end; nothing at the end of input (Ctrl-D)
    /// @throws NotUtf8Exception if it is not UTF-8
    /// @throws IOException if the terminal is gone
    public Optional<String> ask(String question) throws IOException {
        write(question);
        var line = line();
        return line.isEmpty() ? Optional.empty() : Optional.of(text(line.get())).map(String::new);
    }

    /// Asks for one line that is not shown while it is typed.
    ///
    /// @param question shown as it is
    /// @return the line without its end, which the caller wipes; nothing at the end of input
    /// @throws NotUtf8Exception if it is not UTF-8
    /// @throws IOException if the terminal is gone, or can't be kept from showing what is typed
    public Optional<char[]> askHidden(String question) throws IOException {
        var before = stty("-g").strip();
        var showsAgain = new Thread(() -> restore(before));
        Runtime.getRuntime().addShutdownHook(showsAgain);
        try {
            stty("-echo");
            write(question);
            var line = line();
            return line.isEmpty() ? Optional.empty() : Optional.of(text(line.get()));
        } finally {
            Runtime.getRuntime().removeShutdownHook(showsAgain);
            stty(before);
            write("\n");
        }
    }

    private char[] text(byte[] line) throws IOException {
        try {
            return StrictUtf8.chars(line).orElseThrow(NotUtf8Exception::new);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /// A terminal hands over one line at a time.
    private Optional<byte[]> line() throws IOException {
        var room = new byte[LINE_BYTES_MAX];
        try (InputStream in = new FileInputStream(device.toFile())) {
            int length = 0;
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    return length == 0 ? Optional.empty() : Optional.of(Arrays.copyOf(room, length));
                }
                if (length < LINE_BYTES_MAX) {
                    room[length++] = (byte) next;
                }
            }
            return Optional.of(Arrays.copyOf(room, length < LINE_BYTES_MAX ? length : wholeLetters(room)));
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    /// A line that the terminal cut may end within a letter.
    private static int wholeLetters(byte[] cut) {
        int last = cut.length - 1;
        while (last > cut.length - LETTER_BYTES_MAX && (cut[last] & 0xc0) == 0x80) {
            last--;
        }
        // The first byte of a letter has as many leading ones as the letter has bytes; of a plain one there is none.
        int letter = Math.max(1, Integer.numberOfLeadingZeros(~(cut[last] << 24)));
        return last + letter > cut.length ? last : cut.length;
    }

    private void write(String text) throws IOException {
        try (OutputStream out = new FileOutputStream(device.toFile())) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The program of every Linux that sets what a terminal does; it is told which by its input.
    private String stty(String setting) throws IOException {
        try {
            var process = new ProcessBuilder("stty", setting)
                    .redirectInput(device.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (process.waitFor() == 0) {
                return answer;
            }
        } catch (IOException missing) {
            throw new IOException("The program stty is needed to hide what is typed, and it can't be run.", missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("This terminal can't hide what is typed, so nothing secret is asked for here.");
    }

    private void restore(String before) {
        try {
            stty(before);
        } catch (IOException gone) {
            // The terminal is closed, or will be set anew by the shell.
        }
    }

    private static boolean opens(Path device) {
        try (var in = new FileInputStream(device.toFile())) {
            return in.getFD().valid();
        } catch (IOException none) {
            return false;
        }
    }

    private static Optional<Path> terminal(Path descriptor) {
        try {
            var device = Files.readSymbolicLink(descriptor);
            return Optional.of(device)
                    .filter(path -> path.toString().matches("/dev/(pts/[0-9]+|tty[A-Za-z0-9]*|console)"));
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}

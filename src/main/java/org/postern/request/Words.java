package org.postern.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.crypto.Randomness;
import org.postern.file.StrictUtf8;
import org.postern.file.WholeFile;
import org.postern.message.NineWords;

/// Hands the nine words to the person and takes them back: on the screen or in a file that the person names,
/// never on the command line.
final class Words {
    private static final int TRIES = 3;

    private final Terminal terminal;
    private final Optional<Path> file;
    private boolean isKept;

    Words(Terminal terminal, Optional<Path> file) {
        this.terminal = terminal;
        this.file = file;
    }

    /// Gives new words to the person, and goes on only when they are kept. Words that are kept are not given twice.
    void give(NineWords words, Randomness randomness) {
        if (isKept && file.filter(WholeFile::isFree).isEmpty()) {
            return;
        }
        if (file.isPresent()) {
            write(words, file.get());
            isKept = true;
            return;
        }
        terminal.show("These nine words are your only key. Write them down now: once your message is sent, nobody can"
                + " show them again.");
        terminal.show("");
        terminal.show("    " + String.join(" ", words.words()));
        terminal.show("");
        int place = Math.floorMod(randomness.bytes(1)[0], NineWords.COUNT);
        for (int i = 0; i < TRIES && !isKept; i++) {
            if (i > 0) {
                terminal.show("That is not the right word. Look at your words once more.");
            }
            isKept = words.isWord(
                    terminal.ask("Type word number " + (place + 1) + ", to show that you have them:"), place);
        }
        if (!isKept) {
            throw new RequestException("Nothing was sent, because the words may not be kept.");
        }
    }

    /// Requires, before anything is typed, that new words can be kept in the file.
    void requireRoom() {
        if (file.isPresent() && !WholeFile.isFree(file.get())) {
            throw new RequestException("The file for the nine words is there already, and is not overwritten: "
                    + file.get() + ". Name another one after --words-file.");
        }
        file.ifPresent(Words::requireFolder);
    }

    /// Requires that a file's folder is there.
    static void requireFolder(Path file) {
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new RequestException("The folder of this file is not there: " + file);
        }
    }

    /// Takes the words back. What is typed at a keyboard may be typed again.
    NineWords take() {
        for (int i = 1; file.isEmpty() && terminal.hasKeyboard() && i < TRIES; i++) {
            try {
                return taken();
            } catch (RequestException slip) {
                terminal.show(slip.getMessage() + " Type all nine again.");
            }
        }
        return taken();
    }

    private NineWords taken() {
        var typed = file.map(path -> {
                    byte[] bytes = Service.bytes(path, "the nine words");
                    var text = StrictUtf8.text(bytes);
                    Arrays.fill(bytes, (byte) 0);
                    return text.orElseThrow(
                            () -> new RequestException("The file with the nine words is not text in UTF-8."));
                })
                .orElseGet(() -> terminal.askHidden("Your nine words:"));
        if (typed.isEmpty() && !terminal.hasKeyboard()) {
            throw new RequestException(
                    file.isPresent()
                            ? "The file with the nine words is empty: " + file.get()
                            : "There is no terminal to ask for the nine words: use --words-file.");
        }
        return switch (NineWords.read(typed)) {
            case NineWords.Reading.Right right -> right.words();
            case NineWords.Reading.WrongChecksum wrong ->
                throw new RequestException(
                        "These nine words do not belong together: one is wrong, or two changed places.");
            case NineWords.Reading.Unclear unclear -> throw new RequestException(unclear(unclear));
        };
    }

    private static String unclear(NineWords.Reading.Unclear unclear) {
        var places = unclear.unknownPlaces();
        return places.isEmpty()
                ? "There must be nine words, and there are " + unclear.count() + "."
                : "Not in the list of words: number "
                        + places.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".";
    }

    private static void write(NineWords words, Path file) {
        try {
            WholeFile.createSecret(file, (String.join(" ", words.words()) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RequestException("The nine words can't be written, so nothing was sent. " + e.getMessage(), e);
        }
    }
}

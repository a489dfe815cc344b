package org.postern.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.crypto.Randomness;
import org.postern.message.NineWords;

/// Hands the nine words to the person and takes them back: on the screen or in a file that the person names,
/// never on the command line.
final class Words {
    private static final int TRIES = 3;

    private final Terminal terminal;
    private final Optional<Path> file;

    Words(Terminal terminal, Optional<Path> file) {
        this.terminal = terminal;
        this.file = file;
    }

    /// Gives new words to the person, and goes on only when they are kept.
    void give(NineWords words, Randomness randomness) {
        if (file.isPresent()) {
            write(words, file.get());
            return;
        }
        terminal.say("These nine words are your only key. Write them down. We can't show them again.");
        terminal.say("");
        terminal.say("    " + String.join(" ", words.words()));
        terminal.say("");
        int place = Math.floorMod(randomness.bytes(1)[0], NineWords.COUNT);
        for (int i = 0; i < TRIES; i++) {
            if (terminal.ask("Type word number " + (place + 1) + ", to show that you have them:")
                    .equalsIgnoreCase(words.words().get(place))) {
                return;
            }
        }
        throw new RequestException("Nothing was sent, because the words may not be kept.");
    }

    /// Takes the words back.
    NineWords take() {
        var typed = file.map(path -> {
                    byte[] bytes = Service.bytes(path, "the nine words");
                    var text = new String(bytes, StandardCharsets.UTF_8);
                    Arrays.fill(bytes, (byte) 0);
                    return text;
                })
                .orElseGet(() -> terminal.askHidden("Your nine words:"));
        return switch (NineWords.read(typed)) {
            case NineWords.Reading.Right right -> right.words();
            case NineWords.Reading.WrongChecksum wrong ->
                throw new RequestException(
                        "These nine words do not belong together: one is wrong, or two changed places.");
            case NineWords.Reading.Unclear unclear
            when unclear.unknownPlaces().isEmpty() ->
                throw new RequestException("There must be nine words, and there are " + unclear.count() + ".");
            case NineWords.Reading.Unclear unclear ->
                throw new RequestException("Not in the list of words: number "
                        + unclear.unknownPlaces().stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + ".");
        };
    }

    private static void write(NineWords words, Path file) {
        try {
            // Made by us, for the owner only, and never over a file that is there.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, String.join(" ", words.words()) + "\n", StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new RequestException("The file for the nine words is there already, or can't be written.", e);
        }
    }
}

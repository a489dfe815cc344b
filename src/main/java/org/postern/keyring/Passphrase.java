package org.postern.keyring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.postern.file.StrictUtf8;
import org.postern.file.WholeFile;
import org.postern.terminal.Keyboard;

/// Where a passphrase comes from: typed at the terminal, or the first line of a file; never an argument, which every
/// process of the machine could read. Its bytes are UTF-8 whatever the locale says; where they are not, it is refused.
public final class Passphrase {
    /// Shortest passphrase of a new vault, in characters.
    public static final int CHARS_MIN = 12;

    private static final int FILE_BYTES_MAX = 4096;

    private Passphrase() {}

    /// The passphrase of a vault that exists.
    ///
    /// @param file where to read it; without one the person is asked at the terminal
    /// @return the passphrase, which the caller wipes
    /// @throws VaultException if there is none
    public static char[] existing(Optional<Path> file) {
        return file.map(Passphrase::firstLine).orElseGet(() -> ask("Passphrase of the vault: "));
    }

    /// Another try at the terminal, after a wrong one.
    ///
    /// @return what was typed, perhaps nothing, which is wrong once more; the caller wipes it
    /// @throws VaultException if there is no terminal
    static char[] again() {
        return typed("Wrong passphrase. Type it again: ");
    }

    /// A passphrase for a new vault; at the terminal it is asked for twice.
    ///
    /// @param file where to read it; without one the person is asked at the terminal
    /// @return at least [#CHARS_MIN] characters, which the caller wipes
    /// @throws VaultException if there is none, it is shorter, or the second try differs
    public static char[] fresh(Optional<Path> file) {
        var passphrase = file.map(Passphrase::firstLine)
                .orElseGet(() -> ask("New passphrase, at least " + CHARS_MIN + " characters: "));
        if (passphrase.length < CHARS_MIN) {
            Arrays.fill(passphrase, '\0');
            throw new VaultException("The passphrase has to have at least " + CHARS_MIN + " characters.");
        }
        if (file.isEmpty()) {
            requireSame(passphrase, ask("The same once more: "));
        }
        return passphrase;
    }

    private static void requireSame(char[] passphrase, char[] again) {
        boolean same = Arrays.equals(passphrase, again);
        Arrays.fill(again, '\0');
        if (!same) {
            Arrays.fill(passphrase, '\0');
            throw new VaultException("The two passphrases differ.");
        }
    }

    private static char[] firstLine(Path file) {
        try {
            var bytes = WholeFile.read(file, FILE_BYTES_MAX);
            var text = StrictUtf8.chars(bytes);
            Arrays.fill(bytes, (byte) 0);
            return requireSome(firstLine(text.orElseThrow(() -> new VaultException(
                    "The passphrase file is not text in UTF-8. Save it as UTF-8, and give the same command again."))));
        } catch (IOException e) {
            throw new VaultException("There is no passphrase. " + e.getMessage());
        }
    }

    private static char[] firstLine(char[] text) {
        int end = 0;
        while (end < text.length && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        var line = Arrays.copyOf(text, end);
        Arrays.fill(text, '\0');
        return line;
    }

    private static char[] ask(String question) {
        return requireSome(typed(question));
    }

    private static char[] typed(String question) {
        var keyboard = Keyboard.here()
                .orElseThrow(() ->
                        new VaultException("There is no terminal to ask for the passphrase: use --passphrase-file."));
        try {
            return keyboard.askHidden(question).orElseGet(() -> new char[0]);
        } catch (IOException e) {
            throw new VaultException(e.getMessage());
        }
    }

    private static char[] requireSome(char[] passphrase) {
        if (passphrase.length == 0) {
            throw new VaultException("A vault needs a passphrase.");
        }
        return passphrase;
    }
}

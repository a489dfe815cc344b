package org.postern.keyring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Where a passphrase comes from: typed at the terminal, or the first line of a file; never an argument, which every
/// process of the machine could read.
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
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new VaultException("The passphrase file is too long.");
            }
            var bytes = Files.readAllBytes(file);
            var text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            int end = 0;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            var line = new char[end];
            text.get(line);
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(text.array(), '\0');
            return requireSome(line);
        } catch (IOException e) {
            throw new VaultException("The passphrase file can't be read.");
        }
    }

    private static char[] ask(String question) {
        var terminal = System.console();
        if (!terminal.isTerminal()) {
            throw new VaultException("There is no terminal to ask for the passphrase: use --passphrase-file.");
        }
        var typed = terminal.readPassword("%s", question);
        return requireSome(typed == null ? new char[0] : typed);
    }

    private static char[] requireSome(char[] passphrase) {
        if (passphrase.length == 0) {
            throw new VaultException("A vault needs a passphrase.");
        }
        return passphrase;
    }
}

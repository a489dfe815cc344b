package org.postern.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.postern.console.VaultFile.VaultException;

/// Where a passphrase comes from: typed at the terminal, or the first line of a file; never an argument, which every
/// process of the machine could read.
final class Passphrase {
    private static final int FILE_BYTES_MAX = 4096;

    private Passphrase() {}

    /// Reads or asks.
    ///
    /// @param file where to read instead of asking
    /// @param twice ask a second time, for a new vault
    /// @return the passphrase, which the caller wipes
    /// @throws VaultException with one line for the person at the terminal
    static char[] read(Optional<Path> file, boolean twice) {
        return file.map(Passphrase::firstLine).orElseGet(() -> ask(twice));
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
            return line;
        } catch (IOException e) {
            throw new VaultException("The passphrase file can't be read.");
        }
    }

    private static char[] ask(boolean twice) {
        var terminal = System.console();
        if (!terminal.isTerminal()) {
            throw new VaultException("There is no terminal to ask at: use --passphrase-file.");
        }
        var first = terminal.readPassword("Passphrase: ");
        if (first == null || first.length == 0) {
            throw new VaultException("A vault needs a passphrase.");
        }
        if (twice) {
            var second = terminal.readPassword("Once more: ");
            boolean same = Arrays.equals(first, second);
            if (second != null) {
                Arrays.fill(second, '\0');
            }
            if (!same) {
                throw new VaultException("The two passphrases differ.");
            }
        }
        return first;
    }
}

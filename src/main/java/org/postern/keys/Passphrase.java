package org.postern.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/// Asks for the vault's passphrase, or reads it from a file; never from the command line, which other users can see.
final class Passphrase {
    /// Shortest passphrase for a new vault, in characters.
    static final int CHARS_MIN = 12;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Read the passphrase from the first line of this file instead of asking for it.")
    private Path file;

    char[] existing() throws IOException {
        return file == null ? prompt("Passphrase of the vault: ") : fromFile();
    }

    char[] fresh() throws IOException {
        var passphrase = file == null ? prompt("New passphrase, at least 12 characters: ") : fromFile();
        if (passphrase.length < CHARS_MIN) {
            Arrays.fill(passphrase, ' ');
            throw new CeremonyStep.WrongUse("The passphrase has to have at least 12 characters.");
        }
        if (file == null) {
            var again = prompt("The same once more: ");
            var same = Arrays.equals(passphrase, again);
            Arrays.fill(again, ' ');
            if (!same) {
                Arrays.fill(passphrase, ' ');
                throw new CeremonyStep.WrongUse("The two passphrases differ.");
            }
        }
        return passphrase;
    }

    private static char[] prompt(String question) {
        var console = System.console();
        if (!console.isTerminal()) {
            throw new CeremonyStep.WrongUse("There is no terminal to ask for the passphrase: use --passphrase-file.");
        }
        var passphrase = console.readPassword("%s", question);
        if (passphrase == null || passphrase.length == 0) {
            throw new CeremonyStep.WrongUse("No passphrase was given.");
        }
        return passphrase;
    }

    private char[] fromFile() throws IOException {
        var bytes = CeremonyFile.read(file);
        var chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        try {
            return firstLine(chars);
        } finally {
            Arrays.fill(chars.array(), ' ');
        }
    }

    private static char[] firstLine(CharBuffer chars) {
        var length = 0;
        while (length < chars.remaining() && chars.charAt(length) != '\n' && chars.charAt(length) != '\r') {
            length++;
        }
        if (length == 0) {
            throw new CeremonyStep.WrongUse("The passphrase file is empty.");
        }
        var line = new char[length];
        chars.get(line);
        return line;
    }
}

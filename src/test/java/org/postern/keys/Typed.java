package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/// `postern keys` as somebody types it in one folder; `%name` stands for a file in it, and `%words` holds a
/// passphrase.
final class Typed {
    static final String PASSPHRASE = "a long enough passphrase";

    private final Path folder;
    private static final int WAITS = 3;

    private String said = "";

    Typed(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("words"), PASSPHRASE + "\nsecond line\n");
        Files.writeString(folder.resolve("other-words"), "another long passphrase\n");
    }

    int keys(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = new CommandLine(new KeysCommand());
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var code = line.execute(List.of(arguments).stream()
                .map(argument ->
                        argument.startsWith("%") ? in(argument.substring(1)).toString() : argument)
                .toArray(String[]::new));
        said = code == 0 ? out.toString() : code == WAITS ? out.toString() + err : err.toString();
        return code;
    }

    Path in(String name) {
        return folder.resolve(name);
    }

    /// What the last command said: to its output when it was done, to its error stream when not.
    String said() {
        return said;
    }

    void done(String... arguments) {
        assertEquals(0, keys(arguments), () -> String.join(" ", arguments) + "\n" + said);
    }

    /// It is on its way, and waits for somebody who is named.
    void waits(String words, String... arguments) {
        assertEquals(WAITS, keys(arguments), () -> String.join(" ", arguments) + "\n" + said);
        assertTrue(said.contains(words), said);
    }

    void refused(int code, String words, String... arguments) {
        assertEquals(code, keys(arguments), () -> String.join(" ", arguments) + "\n" + said);
        assertTrue(said.contains(words), said);
        assertEquals(1, said.strip().lines().count(), said);
    }
}

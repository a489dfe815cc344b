package org.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Randomness;
import org.postern.crypto.Vault;
import org.postern.message.NineWords;
import org.postern.words.WordList;

/// Nothing secret lies in the repository: every file that is tracked, or would be, is searched for the forms that
/// secrets
/// have here and elsewhere.
final class SecretScanTest {
    /// The worked example of PROTOCOL.md and of the vectors; it is public and opens nothing that anybody sent.
    private static final String EXAMPLE = "side mechanic stadium exchange permit practice yard sport define";

    /// The list itself holds every nine neighbours.
    private static final Path WORD_LIST = Path.of("src/main/resources/org/postern/words/english.txt");
    private static final byte[] VAULT_MAGIC = "PVLT".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern AGE_KEY = Pattern.compile("AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{20}");
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z]+ )*PRIVATE " + "KEY-----");
    /// All but the example of Go's documentation.
    private static final Pattern NOTE_KEY =
            Pattern.compile("PRIVATE\\+KEY\\+(?!PeterNeumann)[^+\\s]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{40}");
    private static final Pattern NOT_A_LETTER = Pattern.compile("[^a-z]+");

    @Test
    void nothingSecretLiesInTheRepository() throws IOException {
        var found = new TreeSet<String>();
        int read = 0;
        for (var file : tracked()) {
            if (Files.isRegularFile(file) && !file.equals(WORD_LIST)) {
                read++;
                secrets(Files.readAllBytes(file)).forEach(what -> found.add(file + " holds " + what));
            }
        }
        assertTrue(read > 300, "only " + read + " files were read");
        assertEquals(new TreeSet<>(), found);
    }

    @Test
    void findsEverySecretThatIsPlanted() {
        var randomness = Randomness.system();
        assertEquals(
                List.of("a vault"), secrets(Vault.seal("long enough words".toCharArray(), new byte[] {1}, randomness)));
        assertEquals(List.of("an age identity"), text("# mine\n" + "AGE-SECRET-" + "KEY-PQ-1" + "Q".repeat(58)));
        assertEquals(List.of("an age identity"), text("AGE-SECRET-" + "KEY-1" + "Q".repeat(58)));
        assertEquals(List.of("a private key"), text("x\n-----BEGIN PRIVATE " + "KEY-----\nMC4C"));
        assertEquals(List.of("a private key"), text("-----BEGIN EC PRIVATE " + "KEY-----\n"));
        assertEquals(List.of("a note's key"), text("PRIVATE+" + "KEY+log.example+01234567+" + "A".repeat(44)));
        try (var words = NineWords.draw(randomness)) {
            assertEquals(List.of("nine words"), text("her words: " + String.join(" ", words.words()) + ".\n"));
            assertEquals(List.of("nine words"), text(String.join("\n", words.words())));
        }
        assertEquals(List.of(), text("about these nine words there is nothing secret in any way\n" + EXAMPLE));
    }

    private static List<String> text(String text) {
        return secrets(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> secrets(byte[] bytes) {
        var found = new ArrayList<String>();
        if (bytes.length >= VAULT_MAGIC.length
                && new String(bytes, 0, VAULT_MAGIC.length, StandardCharsets.US_ASCII).equals("PVLT")) {
            found.add("a vault");
        }
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (AGE_KEY.matcher(text).find()) {
            found.add("an age identity");
        }
        if (PEM.matcher(text).find()) {
            found.add("a private key");
        }
        if (NOTE_KEY.matcher(text).find()) {
            found.add("a note's key");
        }
        if (hasNineWords(text)) {
            found.add("nine words");
        }
        return found;
    }

    /// Any nine words in a row with a right checksum, other than the published example.
    private static boolean hasNineWords(String text) {
        var words =
                NOT_A_LETTER.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
        int run = 0;
        for (int i = 0; i < words.size(); i++) {
            run = WordList.english().place(words.get(i)).isPresent() ? run + 1 : 0;
            if (run >= NineWords.COUNT) {
                var row = words.subList(i - NineWords.COUNT + 1, i + 1);
                var nine = String.join(" ", row);
                // Program text repeats itself; of drawn words hardly ever two are the same.
                if (new TreeSet<>(row).size() >= NineWords.COUNT - 1
                        && !nine.equals(EXAMPLE)
                        && NineWords.read(nine) instanceof NineWords.Reading.Right) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Path> tracked() throws IOException {
        var git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Pattern.compile("\0").splitAsStream(names).map(Path::of).toList();
    }
}

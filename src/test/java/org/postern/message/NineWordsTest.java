package org.postern.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SeededRandomness;
import org.postern.crypto.Sha256;
import org.postern.words.WordList;

final class NineWordsTest {
    @Test
    void twelveZeroBytesAreEightTimesTheFirstWordAndTheChecksum() {
        // The last word is 8 zero bits and the first 3 bits of the hash of 12 zeros.
        var words = NineWords.ofEntropy(new byte[12]).words();
        int checksum = (Sha256.hash(new byte[12])[0] & 0xff) >> 5;
        assertEquals(List.of("abandon"), List.copyOf(new HashSet<>(words.subList(0, 8))));
        assertEquals(WordList.english().word(checksum), words.get(8));
    }

    @Test
    void readsBackWhatItDrew() {
        var randomness = new SeededRandomness(11);
        for (int i = 0; i < 200; i++) {
            var words = NineWords.draw(randomness).words();
            assertEquals(9, words.size());
            var read = assertInstanceOf(NineWords.Reading.Right.class, NineWords.read(String.join(" ", words)));
            assertEquals(words, read.words().words());
        }
    }

    @Test
    void caseSpacesNumbersAndCommasDoNotMatter() {
        var words = NineWords.draw(new SeededRandomness(12)).words();
        var typed = new StringBuilder("\u3000\n");
        for (int i = 0; i < words.size(); i++) {
            typed.append(i + 1)
                    .append(". ")
                    .append(words.get(i).toUpperCase(Locale.ROOT))
                    .append(",\t ");
        }
        var read = assertInstanceOf(NineWords.Reading.Right.class, NineWords.read(typed.toString()));
        var canonical = read.words().canonical().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        assertEquals(String.join(" ", words), canonical);
    }

    @Test
    void lettersAreWordsAndEverythingElseSeparates() {
        var words = NineWords.draw(new SeededRandomness(12)).words();
        for (var between :
                List.of("\n- ", "\n• ", "\" \"", " — ", "\u200b", "\u00ad", "/", "_", "\u2800", "|", "'\t'")) {
            var typed = between + String.join(between, words) + between;
            var read = assertInstanceOf(NineWords.Reading.Right.class, NineWords.read(typed), typed);
            assertEquals(words, read.words().words());
        }
    }

    @Test
    void marksTheWordsThatTheListDoesNotHold() {
        var words = new ArrayList<>(NineWords.draw(new SeededRandomness(13)).words());
        words.set(0, "hellp");
        words.set(6, "vectim");
        var unclear = assertInstanceOf(NineWords.Reading.Unclear.class, NineWords.read(String.join(" ", words)));
        assertEquals(List.of(1, 7), unclear.unknownPlaces());
        assertEquals(9, unclear.count());
    }

    @Test
    void countsWordsThatAreMissingOrTooMany() {
        var words = NineWords.draw(new SeededRandomness(14)).words();
        assertEquals(8, ((NineWords.Reading.Unclear) NineWords.read(String.join(" ", words.subList(1, 9)))).count());
        assertEquals(10, ((NineWords.Reading.Unclear) NineWords.read("zoo " + String.join(" ", words))).count());
        assertEquals(0, ((NineWords.Reading.Unclear) NineWords.read("")).count());
        assertEquals(0, ((NineWords.Reading.Unclear) NineWords.read("x".repeat(1_001))).count());
    }

    @Test
    void noticesMostExchangedWords() {
        var randomness = new SeededRandomness(15);
        int noticed = 0;
        for (int i = 0; i < 800; i++) {
            var words = new ArrayList<>(NineWords.draw(randomness).words());
            int at = randomness.below(9);
            int place = WordList.english().place(words.get(at)).orElseThrow();
            words.set(at, WordList.english().word((place + 1 + randomness.below(2047)) % 2048));
            if (NineWords.read(String.join(" ", words)) instanceof NineWords.Reading.WrongChecksum) {
                noticed++;
            }
        }
        // Three bits of checksum let one exchange in eight pass.
        assertTrue(noticed > 640 && noticed < 760, "noticed " + noticed + " of 800");
    }
}

package org.postern.words;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// A public list of 2 048 words, each worth 11 bits (BIP39).
public final class WordList {
    /// How many words the list holds.
    public static final int WORDS = 2048;

    private static final WordList ENGLISH = load("english.txt");

    private final List<String> words;
    private final Map<String, Integer> places = new HashMap<>();

    private WordList(List<String> words) {
        this.words = words;
        for (int i = 0; i < words.size(); i++) {
            places.put(words.get(i), i);
        }
        if (places.size() != WORDS) {
            throw new AssertionError("a word list has 2048 different words");
        }
    }

    /// The English list of BIP39.
    ///
    /// @return the list
    public static WordList english() {
        return ENGLISH;
    }

    /// The word at a place.
    ///
    /// @param place 0 to 2 047
    /// @return the word, lower case
    /// @throws IndexOutOfBoundsException for another place
    public String word(int place) {
        return words.get(place);
    }

    /// The place of a word.
    ///
    /// @param word canonical: NFKD, lower case
    /// @return 0 to 2 047, or nothing when the list does not hold it
    public OptionalInt place(String word) {
        var place = places.get(word);
        return place == null ? OptionalInt.empty() : OptionalInt.of(place);
    }

    private static WordList load(String name) {
        try (InputStream in = WordList.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("the word list is part of the jar");
            }
            return new WordList(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the word list could not be read", e);
        }
    }
}

package org.postern.words;

import java.util.ArrayList;
import java.util.List;

/// A hash as six words that one person reads out and another follows on paper: its first 66 bits, eleven a word
/// (PROTOCOL.md 10). Enough because whoever wants another card with the same words has to try 2^66 of them, and the
/// card was fixed before the call.
public final class Fingerprint {
    /// How many words there are.
    public static final int WORDS = 6;

    /// The length of the hash, in bytes.
    public static final int HASH_BYTES = 32;

    private static final int BITS_A_WORD = 11;

    private Fingerprint() {}

    /// The six words.
    ///
    /// @param sha256 32 bytes, the SHA-256 of what is compared
    /// @return six words of the English list, in order
    /// @throws IllegalArgumentException for another length
    public static List<String> of(byte[] sha256) {
        if (sha256.length != HASH_BYTES) {
            throw new IllegalArgumentException("a fingerprint is made of a hash of 32 bytes");
        }
        var words = new ArrayList<String>(WORDS);
        for (int word = 0; word < WORDS; word++) {
            int place = 0;
            for (int bit = word * BITS_A_WORD; bit < (word + 1) * BITS_A_WORD; bit++) {
                place = (place << 1) | ((sha256[bit / 8] >> (7 - bit % 8)) & 1);
            }
            words.add(WordList.english().word(place));
        }
        return List.copyOf(words);
    }

    /// The six words in one line.
    ///
    /// @param sha256 32 bytes
    /// @return the words with one space between them
    /// @throws IllegalArgumentException for another length
    public static String line(byte[] sha256) {
        return String.join(" ", of(sha256));
    }
}

package org.postern.message;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;
import org.postern.words.WordList;

/// The nine words that are all a requester keeps: 96 random bits and a checksum of 3 bits (PROTOCOL.md 3, BIP39).
///
/// Words are always drawn, never chosen. The list is public, so a typing error is found on the person's own device and
/// nobody is asked to test a correction.
public final class NineWords implements AutoCloseable {
    /// How many words there are.
    public static final int COUNT = 9;

    /// Random bytes behind the words.
    public static final int ENTROPY_BYTES = 12;

    /// Longest text that [#read(String)] looks at, in UTF-16 units; a person types less than a tenth of it.
    public static final int TYPED_CHARS_MAX = 1_000;

    /// Letters and the marks on them are words; whatever else there is, seen or unseen, separates.
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}]+");
    private static final int BITS_A_WORD = 11;
    private static final int CHECKSUM_BITS = 3;

    private final SecretBytes canonical;

    private NineWords(List<String> words) {
        canonical = SecretBytes.takeOwnershipOf(String.join(" ", words).getBytes(StandardCharsets.UTF_8));
    }

    /// What somebody typed, looked at without asking anybody.
    public sealed interface Reading {
        /// Nine words of the list with the right checksum.
        ///
        /// @param words the words; the caller closes them
        record Right(NineWords words) implements Reading {}

        /// Some words are not in the list, or there are not nine of them.
        ///
        /// @param unknownPlaces places, counted from 1, of the words that the list does not hold
        /// @param count how many words there are
        record Unclear(List<Integer> unknownPlaces, int count) implements Reading {
            /// Takes a copy of the places.
            public Unclear {
                unknownPlaces = List.copyOf(unknownPlaces);
            }
        }

        /// Nine words of the list, but not nine that were ever drawn together: one is wrong, or two changed places.
        record WrongChecksum() implements Reading {}
    }

    /// Draws nine new words of the English list.
    ///
    /// @param randomness gives 12 bytes
    public static NineWords draw(Randomness randomness) {
        return ofEntropy(randomness.bytes(ENTROPY_BYTES));
    }

    /// The words that stand for 12 given bytes; the array is wiped.
    static NineWords ofEntropy(byte[] entropy) {
        if (entropy.length != ENTROPY_BYTES) {
            throw new IllegalArgumentException("nine words stand for 12 bytes");
        }
        int checksum = checksum(entropy);
        var words = new ArrayList<String>(COUNT);
        for (int word = 0; word < COUNT; word++) {
            int place = 0;
            for (int bit = word * BITS_A_WORD; bit < (word + 1) * BITS_A_WORD; bit++) {
                place = (place << 1) | bitOf(entropy, checksum, bit);
            }
            words.add(WordList.english().word(place));
        }
        Arrays.fill(entropy, (byte) 0);
        return new NineWords(words);
    }

    /// Looks at what somebody typed: any case, any Unicode form. Letters are words, everything else separates: the
    /// numbers, bullets, quotes and dashes of a copied list do not matter, nor do signs that nobody sees.
    ///
    /// @param typed the text; not more than [#TYPED_CHARS_MAX] of it, longer text reads as no words at all
    /// @return the words, or what is wrong with them
    public static Reading read(String typed) {
        if (typed.length() > TYPED_CHARS_MAX) {
            return new Reading.Unclear(List.of(), 0);
        }
        var words = split(typed);
        var unknown = new ArrayList<Integer>();
        for (int i = 0; i < words.size(); i++) {
            if (WordList.english().place(words.get(i)).isEmpty()) {
                unknown.add(i + 1);
            }
        }
        if (!unknown.isEmpty() || words.size() != COUNT) {
            return new Reading.Unclear(unknown, words.size());
        }
        return checksumFits(words) ? new Reading.Right(new NineWords(words)) : new Reading.WrongChecksum();
    }

    /// The words one by one, to be shown once. Java strings cannot be wiped: keep them no longer than the screen does.
    public List<String> words() {
        return canonical.use(bytes -> List.of(new String(bytes, StandardCharsets.UTF_8).split(" ", -1)));
    }

    /// The canonical text in UTF-8, from which every key of the requester is derived; a copy that the caller closes.
    SecretBytes canonical() {
        return canonical.use(SecretBytes::copyOf);
    }

    /// Wipes the words.
    @Override
    public void close() {
        canonical.close();
    }

    /// Whether somebody typed one of the words, with or without its number, or all nine: the check that they are kept.
    ///
    /// @param typed the text
    /// @param place from 0
    public boolean isWord(String typed, int place) {
        var read = split(typed);
        return read.equals(words()) || read.equals(List.of(words().get(place)));
    }

    /// The words in a text, as they are compared: in small letters, without what stands between them.
    ///
    /// @param typed any text
    /// @return the words in their order, whether the list holds them or not
    private static List<String> split(String typed) {
        // NFKD first: it turns the ideographic and the no-break space into plain ones.
        var plain = Normalizer.normalize(typed, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        return BETWEEN_WORDS
                .splitAsStream(plain)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean checksumFits(List<String> words) {
        var entropy = new byte[ENTROPY_BYTES];
        int tail = 0;
        for (int word = 0; word < COUNT; word++) {
            int place = WordList.english().place(words.get(word)).orElseThrow();
            for (int i = 0; i < BITS_A_WORD; i++) {
                int value = (place >> (BITS_A_WORD - 1 - i)) & 1;
                int bit = word * BITS_A_WORD + i;
                if (bit < ENTROPY_BYTES * 8) {
                    entropy[bit / 8] |= (byte) (value << (7 - bit % 8));
                } else {
                    tail = (tail << 1) | value;
                }
            }
        }
        boolean fits = tail == checksum(entropy);
        Arrays.fill(entropy, (byte) 0);
        return fits;
    }

    private static int checksum(byte[] entropy) {
        return (Sha256.hash(entropy)[0] & 0xff) >> (8 - CHECKSUM_BITS);
    }

    private static int bitOf(byte[] entropy, int checksum, int bit) {
        int entropyBits = ENTROPY_BYTES * 8;
        return bit < entropyBits
                ? (entropy[bit / 8] >> (7 - bit % 8)) & 1
                : (checksum >> (CHECKSUM_BITS - 1 - (bit - entropyBits))) & 1;
    }
}

package org.postern.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a person ticked or typed, question by question, in the order of the form (PROTOCOL.md 5.1 and 5.2).
///
/// Nothing is derived from it: there is no method that puts two answers together.
public final class Answers {
    /// Most questions in one set of answers.
    public static final int COUNT_MAX = 32;

    /// Most values of one answer.
    public static final int VALUES_MAX = 32;

    /// Longest key, in characters of `a-z`, `0-9` and `_`.
    public static final int KEY_CHARS_MAX = 32;

    /// The answers of a request, encoded with their count byte, are at most this long.
    public static final int REQUEST_BYTES_MAX = 3_000;

    /// The locked answers, encoded with their count byte, are at most this long.
    public static final int CONTACT_BYTES_MAX = 2_048;

    private static final Answers NONE = new Answers(Map.of());

    private final Map<String, List<String>> values;

    private Answers(Map<String, List<String>> values) {
        this.values = values;
    }

    /// No answer at all.
    public static Answers none() {
        return NONE;
    }

    /// Answers in the order of the given map.
    ///
    /// @param byKey key to values, in the order of the form
    /// @throws IllegalArgumentException when a key is not 1 to 32 of `a-z 0-9 _`, or there are more than 32 keys or
    /// values
    public static Answers of(Map<String, List<String>> byKey) {
        if (byKey.size() > COUNT_MAX) {
            throw new IllegalArgumentException("more than " + COUNT_MAX + " answers");
        }
        var copy = new LinkedHashMap<String, List<String>>();
        byKey.forEach((key, list) -> {
            if (!isKey(key)) {
                throw new IllegalArgumentException("a key is 1 to " + KEY_CHARS_MAX + " of a-z, 0-9 and _");
            }
            if (list.size() > VALUES_MAX) {
                throw new IllegalArgumentException("more than " + VALUES_MAX + " values for one answer");
            }
            copy.put(key, List.copyOf(list));
        });
        return new Answers(Collections.unmodifiableMap(copy));
    }

    /// Whether nothing was answered.
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /// The values of one answer; none when it was skipped.
    public List<String> values(String key) {
        return values.getOrDefault(key, List.of());
    }

    /// All answers, in the order of the form.
    public Map<String, List<String>> all() {
        return values;
    }

    /// Says how many answers there are, never which.
    @Override
    public String toString() {
        return "Answers[" + values.size() + "]";
    }

    void write(FieldWriter out, int bytesMax) {
        int start = out.length();
        out.u8(values.size());
        values.forEach((key, list) -> {
            out.str8(key, KEY_CHARS_MAX).u8(list.size());
            list.forEach(value -> out.str16(value, bytesMax));
        });
        if (out.length() - start > bytesMax) {
            throw new IllegalArgumentException("the answers are longer than " + bytesMax + " bytes");
        }
    }

    static Answers read(FieldReader in, int bytesMax) {
        int start = in.position();
        int count = in.u8(0, COUNT_MAX);
        var byKey = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < count; i++) {
            var key = in.str8(KEY_CHARS_MAX);
            FieldReader.require(isKey(key) && !byKey.containsKey(key));
            int size = in.u8(0, VALUES_MAX);
            var list = new ArrayList<String>(size);
            for (int j = 0; j < size; j++) {
                list.add(in.str16(bytesMax));
            }
            byKey.put(key, List.copyOf(list));
        }
        FieldReader.require(in.position() - start <= bytesMax);
        return new Answers(Collections.unmodifiableMap(byKey));
    }

    private static boolean isKey(String key) {
        return !key.isEmpty()
                && key.length() <= KEY_CHARS_MAX
                && key.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
}

package org.postern.manifest;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postern.age.HybridRecipient;

/// Reads a text of `key value` lines in their one order; printable ASCII, each line ended by a newline, nothing left
/// over. Every method throws `ManifestException` MALFORMED for what is not as it should be.
public final class Lines {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final Pattern DATE = Pattern.compile("2[0-9]{3}-[0-9]{2}-[0-9]{2}");
    private static final Pattern INSTANT = Pattern.compile("2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    private final String[] lines;
    private int next;

    /// Splits a text.
    ///
    /// @param text lines of printable ASCII
    public Lines(String text) {
        if (text.isEmpty() || !text.endsWith("\n")) {
            throw ManifestException.malformed("expected lines that end in a newline");
        }
        if (text.chars().anyMatch(c -> c != '\n' && (c < 0x20 || c > 0x7e))) {
            throw ManifestException.malformed("expected printable ASCII");
        }
        lines = text.substring(0, text.length() - 1).split("\n", -1);
    }

    /// Turns bytes into text without judging them: what is not ASCII becomes a character that the constructor
    /// refuses.
    ///
    /// @param bytes the text
    /// @return its lines
    public static Lines of(byte[] bytes) {
        return new Lines(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /// Takes the next line, which has to be this one.
    ///
    /// @param line without its newline
    public void exactly(String line) {
        if (next == lines.length || !lines[next].equals(line)) {
            throw ManifestException.malformed("expected the line \"" + line + "\"");
        }
        next++;
    }

    /// Takes the next line, which has to start with this key and a space.
    ///
    /// @param key the line's first word
    /// @return what follows the space
    public String value(String key) {
        if (!has(key)) {
            throw ManifestException.malformed("expected the line \"" + key + " ...\" next");
        }
        return lines[next++].substring(key.length() + 1);
    }

    /// Takes all next lines with this key.
    ///
    /// @param key the lines' first word
    /// @param max how many there may be
    /// @return what follows the space on each
    public List<String> values(String key, int max) {
        var values = new ArrayList<String>();
        while (has(key)) {
            if (values.size() == max) {
                throw ManifestException.malformed("expected at most " + max + " lines \"" + key + " ...\"");
            }
            values.add(value(key));
        }
        return values;
    }

    /// Looks at the next line.
    ///
    /// @param key the line's first word
    /// @return whether the next line has this key
    public boolean has(String key) {
        return next < lines.length && lines[next].startsWith(key + " ");
    }

    /// Requires that every line was taken.
    public void end() {
        if (next != lines.length) {
            throw ManifestException.malformed("expected no further line");
        }
    }

    /// Splits the value of a line that has several, with one space between two.
    ///
    /// @param value what follows the key
    /// @param count how many there are
    /// @return the values
    public static String[] fields(String value, int count) {
        var fields = value.split(" ", -1);
        if (fields.length != count) {
            throw ManifestException.malformed("expected " + count + " values with single spaces between them");
        }
        return fields;
    }

    /// Reads a decimal without leading zeros.
    ///
    /// @param text the digits
    /// @param min the lowest number allowed
    /// @param max the highest
    /// @return the number
    public static int number(String text, int min, int max) {
        if (!NUMBER.matcher(text).matches()) {
            throw ManifestException.malformed("expected a whole number");
        }
        var number = Long.parseLong(text);
        if (number < min || number > max) {
            throw ManifestException.malformed("expected a number from " + min + " to " + max);
        }
        return (int) number;
    }

    /// Reads a day.
    ///
    /// @param text such as `2027-11-22`
    /// @return the day
    public static LocalDate date(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            // A day that no calendar has is answered below.
        }
        throw ManifestException.malformed("expected a date such as 2027-11-22");
    }

    /// Reads a time in whole seconds.
    ///
    /// @param text such as `2026-11-30T00:00:00Z`
    /// @return the time
    public static Instant instant(String text) {
        try {
            if (INSTANT.matcher(text).matches()) {
                var instant = Instant.parse(text);
                // Instant.parse takes 24:00:00 and leap seconds and moves them.
                if (instant.toString().equals(text)) {
                    return instant;
                }
            }
        } catch (DateTimeException e) {
            // A time that no clock shows is answered below.
        }
        throw ManifestException.malformed("expected a time such as 2026-11-30T00:00:00Z");
    }

    /// Reads a recipient in its only form.
    ///
    /// @param text `age1pq1…`, lower case
    /// @return the recipient
    public static HybridRecipient recipient(String text) {
        HybridRecipient recipient;
        try {
            recipient = HybridRecipient.parse(text);
        } catch (IllegalArgumentException e) {
            throw ManifestException.malformed("expected a recipient that starts with age1pq1");
        }
        if (!recipient.text().equals(text)) {
            throw ManifestException.malformed("expected a recipient in lower case");
        }
        return recipient;
    }

    /// Requires each to be greater than the one before it.
    ///
    /// @param values in order
    /// @param what   names them in the refusal
    /// @param <T>    what they are
    public static <T extends Comparable<T>> void ascending(List<T> values, String what) {
        for (var i = 1; i < values.size(); i++) {
            if (values.get(i - 1).compareTo(values.get(i)) >= 0) {
                throw ManifestException.malformed("expected " + what + " in ascending order, each once");
            }
        }
    }

    /// Requires that no two are equal.
    ///
    /// @param values compared by `equals`
    /// @param what names them in the refusal
    public static void distinct(List<?> values, String what) {
        if (values.stream().distinct().count() != values.size()) {
            throw ManifestException.malformed("expected " + what + " to differ from each other");
        }
    }
}

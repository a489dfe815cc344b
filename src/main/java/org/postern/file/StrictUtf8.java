package org.postern.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Text that comes from outside, read as UTF-8 whatever the locale, and never with a sign put in place of what does not
/// fit: two different passphrases would become the same one.
public final class StrictUtf8 {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private StrictUtf8() {}

    /// Reads text. A byte order mark at its start is left out.
    ///
    /// @param bytes all bytes; the caller wipes them if they are secret
    /// @return the text, which the caller wipes if it is secret; nothing if the bytes are not well-formed UTF-8, or
    ///     hold a zero byte, which text in UTF-16 does
    public static Optional<char[]> chars(byte[] bytes) {
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
        var whole = text.array();
        try {
            int from = text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK ? 1 : 0;
            var chars = Arrays.copyOfRange(whole, from, Math.max(from, text.remaining()));
            for (var one : chars) {
                if (one == '\0') {
                    Arrays.fill(chars, '\0');
                    return Optional.empty();
                }
            }
            return Optional.of(chars);
        } finally {
            Arrays.fill(whole, '\0');
        }
    }

    /// Reads text that is no secret, or that has to become a string.
    ///
    /// @param bytes all bytes
    /// @return the text; nothing where [#chars] gives nothing
    public static Optional<String> text(byte[] bytes) {
        return chars(bytes).map(chars -> {
            var text = new String(chars);
            Arrays.fill(chars, '\0');
            return text;
        });
    }
}

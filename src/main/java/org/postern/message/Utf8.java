package org.postern.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Strict UTF-8 both ways: nothing is replaced, what does not fit is refused.
final class Utf8 {
    private static final int BYTES_A_CHAR_MAX = 3;

    private Utf8() {}

    /// The bytes of a text. Throws `IllegalArgumentException` when half of a surrogate pair stands alone.
    static byte[] encode(String text) {
        var buffer = ByteBuffer.allocate(BYTES_A_CHAR_MAX * text.length());
        var encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        boolean failed = encoder.encode(CharBuffer.wrap(text), buffer, true).isError()
                || encoder.flush(buffer).isError();
        if (failed) {
            throw new IllegalArgumentException("the text is not well-formed Unicode");
        }
        byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
        Arrays.fill(buffer.array(), (byte) 0);
        return bytes;
    }

    /// The text of the bytes, or nothing when they are not well-formed UTF-8.
    static Optional<String> decode(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

package org.postern.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// RFC 4648 Base64 without padding, one text for each value.
final class CanonicalBase64 {
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private CanonicalBase64() {}

    static byte[] encode(byte[] bytes) {
        return ENCODER.encode(bytes);
    }

    static String encodeToString(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    static Optional<byte[]> decode(String text) {
        return decode(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Optional<byte[]> decode(byte[] text) {
        try {
            var bytes = Base64.getDecoder().decode(text);
            // The platform's decoder takes padding and loose last bits; only what encodes back to itself is canonical.
            return Arrays.equals(ENCODER.encode(bytes), text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

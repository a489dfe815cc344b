package org.postern.tlog;

import java.util.Base64;
import java.util.regex.Pattern;

/// The two encodings that every text of a log uses. Each value has one text, so what is parsed is written the same.
final class Text {
    // No number here may reach 2^63.
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private Text() {}

    /// Reads an ASCII decimal without leading zeros.
    ///
    /// @param text the digits
    /// @return 0 to 2^63 - 1
    /// @throws LogException MALFORMED
    static long decimal(String text) {
        if (DECIMAL.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException tooLarge) {
                // Refused with the rest.
            }
        }
        throw LogException.malformed("expected a decimal number below 2^63 without leading zeros");
    }

    /// Decodes base64 and refuses every text that is not what encoding its bytes would give.
    ///
    /// @param text standard alphabet, padded
    /// @return the bytes
    /// @throws LogException MALFORMED
    static byte[] base64(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw LogException.malformed("expected base64");
        }
        // The JDK's decoder takes missing padding and stray low bits.
        if (!base64(bytes).equals(text)) {
            throw LogException.malformed("expected canonical base64");
        }
        return bytes;
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

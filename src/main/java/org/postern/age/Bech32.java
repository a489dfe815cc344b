package org.postern.age;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Bech32 (BIP 173) without its limit of 90 characters: a hybrid recipient takes 1 959. The checksum promises less
/// for so long a text, which is fine here: keys are copied by machines and checked by signatures.
final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATORS = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECKSUM_CHARS = 6;

    private Bech32() {}

    /// Encodes in lower case.
    ///
    /// @param prefix the human-readable part, lower case
    /// @param data the bytes
    static String encode(String prefix, byte[] data) {
        var groups = regroup(data, 8, 5).orElseThrow();
        int check = polymod(prefix, groups, CHECKSUM_CHARS) ^ 1;
        var text = new StringBuilder(prefix).append('1');
        for (byte group : groups) text.append(ALPHABET.charAt(group));
        for (int i = CHECKSUM_CHARS - 1; i >= 0; i--) text.append(ALPHABET.charAt((check >> (5 * i)) & 31));
        return text.toString();
    }

    /// Decodes a text that is all lower or all upper case.
    ///
    /// @param prefix the human-readable part that is expected, in the case that is expected
    /// @param text what was presented
    /// @return the bytes, or empty for another prefix, a wrong checksum or a text that no encoder makes
    static Optional<byte[]> decode(String prefix, String text) {
        if (!text.startsWith(prefix + "1") || text.length() < prefix.length() + 1 + CHECKSUM_CHARS)
            return Optional.empty();
        var lower = prefix.toLowerCase(Locale.ROOT);
        var data = text.substring(prefix.length() + 1);
        if (!prefix.equals(lower)) {
            if (!data.equals(data.toUpperCase(Locale.ROOT))) return Optional.empty();
            data = data.toLowerCase(Locale.ROOT);
        }
        var groups = new byte[data.length()];
        for (int i = 0; i < groups.length; i++) {
            int group = ALPHABET.indexOf(data.charAt(i));
            if (group < 0) return Optional.empty();
            groups[i] = (byte) group;
        }
        if (polymod(lower, groups, 0) != 1) return Optional.empty();
        var payload = new byte[groups.length - CHECKSUM_CHARS];
        System.arraycopy(groups, 0, payload, 0, payload.length);
        return regroup(payload, 5, 8);
    }

    private static int polymod(String prefix, byte[] groups, int zeros) {
        int sum = 1;
        var letters = prefix.getBytes(StandardCharsets.US_ASCII);
        for (byte letter : letters) sum = step(sum, letter >> 5);
        sum = step(sum, 0);
        for (byte letter : letters) sum = step(sum, letter & 31);
        for (byte group : groups) sum = step(sum, group);
        for (int i = 0; i < zeros; i++) sum = step(sum, 0);
        return sum;
    }

    private static int step(int sum, int value) {
        int top = sum >>> 25;
        int next = ((sum & 0x1ffffff) << 5) ^ value;
        for (int i = 0; i < GENERATORS.length; i++) if (((top >> i) & 1) == 1) next ^= GENERATORS[i];
        return next;
    }

    /// Regroups bits. Towards bytes, what is left over must be fewer than five bits and all zero.
    private static Optional<byte[]> regroup(byte[] data, int from, int to) {
        var out = new ByteArrayOutputStream(data.length * from / to + 1);
        int held = 0;
        int bits = 0;
        for (byte value : data) {
            held = ((held << from) | (value & mask(from))) & 0xffff;
            bits += from;
            while (bits >= to) {
                bits -= to;
                out.write((held >> bits) & mask(to));
            }
        }
        int rest = held & mask(bits);
        if (to == 5) {
            if (bits > 0) out.write(rest << (to - bits));
        } else if (bits >= from || rest != 0) {
            return Optional.empty();
        }
        return Optional.of(out.toByteArray());
    }

    private static int mask(int bits) {
        return (1 << bits) - 1;
    }
}

package org.postern.age;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Reads age's ASCII armour (C2SP age.md, "ASCII armor"), strictly. Postern never writes it, but a third of the
/// test kit does.
final class Armor {
    private static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
    private static final String END = "-----END AGE ENCRYPTED FILE-----";
    private static final int LINE_CHARS = 64;

    /// Not armour, or not whole.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private Armor() {}

    static byte[] decode(byte[] text) throws Malformed {
        // Only the text around the armour may be blank; within, a line ends in LF or CR LF and nothing else.
        var lines = new String(text, StandardCharsets.ISO_8859_1).strip().split("\r?\n", -1);
        if (lines.length < 2 || !lines[0].equals(BEGIN) || !lines[lines.length - 1].equals(END)) throw new Malformed();
        var out = new ByteArrayOutputStream();
        for (int i = 1; i < lines.length - 1; i++) {
            boolean last = i == lines.length - 2;
            if (lines[i].isEmpty() || lines[i].length() > LINE_CHARS || (!last && lines[i].length() < LINE_CHARS))
                throw new Malformed();
            var line = lines[i].getBytes(StandardCharsets.ISO_8859_1);
            try {
                var bytes = Base64.getDecoder().decode(line);
                if (!Arrays.equals(Base64.getEncoder().encode(bytes), line)) throw new Malformed();
                if (!last && bytes.length < LINE_CHARS / 4 * 3) throw new Malformed();
                out.writeBytes(bytes);
            } catch (IllegalArgumentException e) {
                throw new Malformed();
            }
        }
        return out.toByteArray();
    }
}

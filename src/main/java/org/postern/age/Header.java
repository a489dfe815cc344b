package org.postern.age;

import static org.postern.age.AgeException.Kind.HEADER;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The part of an age file before the payload: version, stanzas, MAC (C2SP age.md, "Header"). Reading one needs no
/// secret and checks no MAC.
///
/// @param stanzas one or more, in the file's order
/// @param authenticated the bytes that the MAC covers: all up to and including `---`
/// @param mac 32 bytes
/// @param length the whole header's length in bytes
@SuppressWarnings("ArrayRecordComponent") // read field by field, never compared
record Header(List<Stanza> stanzas, byte[] authenticated, byte[] mac, int length) {
    /// More than 80 hybrid stanzas: what a team needs, and a bound on what a stranger can make us hold.
    static final int BYTES_MAX = 128 * 1024;

    private static final String VERSION = "age-encryption.org/v1";
    private static final String STANZA = "-> ";
    private static final String FOOTER = "---";
    private static final int MAC_BYTES = 32;
    private static final int LINE_CHARS = 64;

    /// Writes the part that the MAC covers.
    static byte[] format(List<Stanza> stanzas) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ascii(VERSION + "\n"));
        for (var stanza : stanzas) {
            out.writeBytes(ascii(STANZA + stanza.type()));
            for (var argument : stanza.arguments()) out.writeBytes(ascii(" " + argument));
            out.write('\n');
            var body = CanonicalBase64.encode(stanza.body());
            for (int i = 0; i <= body.length; i += LINE_CHARS) {
                // A body whose last line is full ends with an empty one.
                out.write(body, i, Math.min(LINE_CHARS, body.length - i));
                out.write('\n');
            }
        }
        out.writeBytes(ascii(FOOTER));
        return out.toByteArray();
    }

    /// What follows the covered part.
    static byte[] formatMac(byte[] mac) {
        return ascii(" " + CanonicalBase64.encodeToString(mac) + "\n");
    }

    /// Reads the header at the start of a stretch of bytes.
    ///
    /// @throws AgeException of kind HEADER
    static Header parse(byte[] file, int offset, int length) throws AgeException {
        return new Lines(file, offset, Math.addExact(offset, Math.min(length, BYTES_MAX))).header();
    }

    /// Reads the header at the start of a stream and not a byte more.
    ///
    /// @throws AgeException of kind HEADER
    static Header read(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var last = new StringBuilder();
        do {
            last.setLength(0);
            int next;
            do {
                next = in.read();
                if (next < 0 || bytes.size() == BYTES_MAX) throw malformed("an age header has an end");
                bytes.write(next);
                if (last.length() <= FOOTER.length()) last.append((char) next);
            } while (next != '\n');
            // Stop early at what is no age file.
            if (bytes.size() > VERSION.length() && !startsAsAge(bytes))
                throw malformed("an age file names its version");
        } while (!last.toString().startsWith(FOOTER));
        var all = bytes.toByteArray();
        return parse(all, 0, all.length);
    }

    private static boolean startsAsAge(ByteArrayOutputStream bytes) {
        return bytes.size() > BYTES_MAX
                || bytes.toString(StandardCharsets.ISO_8859_1).startsWith(VERSION + "\n");
    }

    private static AgeException malformed(String expected) {
        return new AgeException(HEADER, expected);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Walks over the lines.
    private static final class Lines {
        private final byte[] file;
        private final int start;
        private final int end;
        private int position;

        Lines(byte[] file, int start, int end) {
            this.file = file;
            this.start = start;
            this.end = end;
            this.position = start;
        }

        Header header() throws AgeException {
            if (!next().equals(VERSION)) throw malformed("an age file names its version");
            var stanzas = new ArrayList<Stanza>();
            while (true) {
                int lineStart = position;
                var line = next();
                if (line.startsWith(STANZA)) {
                    stanzas.add(stanza(line.substring(STANZA.length())));
                } else if (line.startsWith(FOOTER + " ")) {
                    var mac = CanonicalBase64.decode(line.substring(FOOTER.length() + 1))
                            .filter(bytes -> bytes.length == MAC_BYTES)
                            .orElseThrow(() -> malformed("a header's MAC is 32 bytes"));
                    if (stanzas.isEmpty()) throw malformed("a header has a stanza");
                    var authenticated = Arrays.copyOfRange(file, start, lineStart + FOOTER.length());
                    return new Header(List.copyOf(stanzas), authenticated, mac, position - start);
                } else {
                    throw malformed("a header is stanzas and a MAC");
                }
            }
        }

        private Stanza stanza(String line) throws AgeException {
            var words = List.of(line.split(" ", -1));
            if (!words.stream().allMatch(Stanza::isWord)) throw malformed("a stanza's words are printable ASCII");
            var body = new ByteArrayOutputStream();
            String text;
            do {
                text = next();
                if (text.length() > LINE_CHARS) throw malformed("a stanza's body has lines of 64 characters");
                body.writeBytes(CanonicalBase64.decode(text)
                        .orElseThrow(() -> malformed("a stanza's body is canonical Base64")));
            } while (text.length() == LINE_CHARS);
            return new Stanza(words.getFirst(), words.subList(1, words.size()), body.toByteArray());
        }

        private String next() throws AgeException {
            for (int i = position; i < end; i++) {
                if (file[i] == '\n') {
                    var line = new String(file, position, i - position, StandardCharsets.ISO_8859_1);
                    position = i + 1;
                    return line;
                }
            }
            throw malformed("an age header has an end");
        }
    }
}

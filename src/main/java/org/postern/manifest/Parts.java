package org.postern.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The framing of 4.6 and 4.7: a header line, then for each part a line `name N` and exactly N bytes.
public final class Parts {
    /// One part; owns its bytes.
    public static final class Part {
        private final String name;
        private final byte[] bytes;

        /// Names bytes.
        ///
        /// @param name  without a space
        /// @param bytes shared, not copied; one or more
        public Part(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        /// The part's name.
        ///
        /// @return what stands before the length
        public String name() {
            return name;
        }

        /// The part's bytes.
        ///
        /// @return shared, not copied
        public byte[] bytes() {
            return bytes;
        }
    }

    private static final int LINE_BYTES_MAX = 32;
    private static final int PARTS_MAX = 256;

    private final byte[] bytes;
    private int next;

    private Parts(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Reads a framing.
    ///
    /// @param bytes    the framing
    /// @param header   its first line
    /// @param bytesMax how long it may be
    /// @return the parts in order
    /// @throws ManifestException MALFORMED
    public static List<Part> parse(byte[] bytes, String header, int bytesMax) {
        if (bytes.length > bytesMax) {
            throw ManifestException.malformed("expected at most " + bytesMax + " bytes");
        }
        var cursor = new Parts(bytes);
        if (!cursor.line().equals(header)) {
            throw ManifestException.malformed("expected the line \"" + header + "\"");
        }
        var parts = new ArrayList<Part>();
        while (cursor.next < bytes.length) {
            if (parts.size() == PARTS_MAX) {
                throw ManifestException.malformed("expected fewer parts");
            }
            parts.add(cursor.part());
        }
        return parts;
    }

    /// Writes a framing.
    ///
    /// @param header its first line
    /// @param parts  in order
    /// @return the framing
    public static byte[] bytes(String header, List<Part> parts) {
        var out = new ByteArrayOutputStream();
        out.writeBytes((header + "\n").getBytes(StandardCharsets.US_ASCII));
        for (var part : parts) {
            out.writeBytes((part.name() + " " + part.bytes().length + "\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(part.bytes());
        }
        return out.toByteArray();
    }

    private Part part() {
        var line = line();
        var space = line.indexOf(' ');
        if (space < 0) {
            throw ManifestException.malformed("expected a part's name and length");
        }
        var length = Lines.number(line.substring(space + 1), 1, bytes.length);
        if (length > bytes.length - next) {
            throw ManifestException.malformed("expected as many bytes as the line says");
        }
        var part = new Part(line.substring(0, space), Arrays.copyOfRange(bytes, next, next + length));
        next += length;
        return part;
    }

    private String line() {
        var end = next;
        while (end < bytes.length && bytes[end] != '\n') {
            if (end - next == LINE_BYTES_MAX) {
                throw ManifestException.malformed("expected a shorter line");
            }
            end++;
        }
        if (end == bytes.length) {
            throw ManifestException.malformed("expected a line that ends in a newline");
        }
        var line = new String(bytes, next, end - next, StandardCharsets.ISO_8859_1);
        next = end + 1;
        return line;
    }
}

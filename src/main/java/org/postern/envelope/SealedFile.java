package org.postern.envelope;

import java.nio.charset.StandardCharsets;

/// The one question the server asks of an age file: does its header have the stanzas that this place takes? It
/// opens nothing.
final class SealedFile {
    private static final String VERSION = "age-encryption.org/v1\n";
    private static final String STANZA = "-> mlkem768x25519 ";
    /// 1 120 bytes of encapsulated key in unpadded Base64.
    private static final int ENCAPSULATED_CHARS = 1_494;
    /// 32 bytes in unpadded Base64: a sealed file key, a MAC.
    private static final int HASH_CHARS = 43;

    private SealedFile() {}

    /// Checks the shape of the age file that fills the rest of a frame. A header with this many hybrid stanzas
    /// has one length only (age v1, "Header"), so every character has its place.
    ///
    /// @param frame holds the file from `offset` to its end
    /// @param stanzas how many `mlkem768x25519` stanzas the header must have; none of another type may stand
    /// beside them
    /// @throws RefusedException NOT_SEALED
    static void check(byte[] frame, int offset, int stanzas) {
        var at = literal(frame, offset, VERSION);
        for (int i = 0; i < stanzas; i++) {
            at = literal(frame, at, STANZA);
            at = literal(frame, base64(frame, at, ENCAPSULATED_CHARS), "\n");
            at = literal(frame, base64(frame, at, HASH_CHARS), "\n");
        }
        at = literal(frame, at, "--- ");
        literal(frame, base64(frame, at, HASH_CHARS), "\n");
    }

    private static int literal(byte[] frame, int at, String expected) {
        for (var b : expected.getBytes(StandardCharsets.US_ASCII))
            if (frame[at++] != b) throw new RefusedException(Refusal.NOT_SEALED);
        return at;
    }

    private static int base64(byte[] frame, int at, int chars) {
        for (int i = 0; i < chars; i++) if (!isBase64(frame[at + i])) throw new RefusedException(Refusal.NOT_SEALED);
        return at + chars;
    }

    private static boolean isBase64(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '+' || b == '/';
    }
}

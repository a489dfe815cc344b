package org.postern.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Reads the Ed25519 public key that a token's tool exports: PEM or DER as in RFC 8410, or 64 hex digits.
final class PublicHalf {
    // RFC 8410, section 4: SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 32 bytes }.
    private static final byte[] DER_START = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int KEY_BYTES = 32;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----\\s*([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private PublicHalf() {}

    /// Reads the key.
    ///
    /// @param file the file's content
    /// @return 32 bytes
    /// @throws IllegalArgumentException if it is none of the three forms
    static byte[] of(byte[] file) {
        var text = new String(file, StandardCharsets.ISO_8859_1);
        var pem = PEM.matcher(text);
        if (HEX.matcher(text.strip()).matches()) {
            return HexFormat.of().parseHex(text.strip());
        }
        var der = pem.matches() ? Base64.getMimeDecoder().decode(pem.group(1)) : file;
        if (der.length != DER_START.length + KEY_BYTES
                || !Arrays.equals(der, 0, DER_START.length, DER_START, 0, DER_START.length)) {
            throw new IllegalArgumentException("the public key is not an Ed25519 key as PEM, DER or 64 hex digits");
        }
        return Arrays.copyOfRange(der, DER_START.length, der.length);
    }
}

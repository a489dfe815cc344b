package org.postern.age;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The stanza of type `mlkem768x25519`: one argument, the encapsulated key, and a body that holds the sealed file
/// key (C2SP age.md, "The hybrid recipient type").
///
/// @param encapsulated 1120 bytes
/// @param body 32 bytes
@SuppressWarnings("ArrayRecordComponent") // read field by field, never compared
record HybridStanza(byte[] encapsulated, byte[] body) {
    static final String TYPE = "mlkem768x25519";
    static final int ENCAPSULATED_BYTES = 1120;
    static final int BODY_BYTES = 32;

    private static final byte[] INFO = "age-encryption.org/mlkem768x25519".getBytes(StandardCharsets.US_ASCII);

    /// HPKE's `info`.
    static byte[] info() {
        return INFO;
    }

    static boolean isTypeOf(Stanza stanza) {
        return stanza.type().equals(TYPE);
    }

    /// Reads a stanza of this type; empty if it is malformed. Checking the body's length before anything is
    /// decrypted keeps ciphertexts that would open under several keys out.
    static Optional<HybridStanza> of(Stanza stanza) {
        if (!isTypeOf(stanza) || stanza.arguments().size() != 1 || stanza.body().length != BODY_BYTES)
            return Optional.empty();
        return CanonicalBase64.decode(stanza.arguments().getFirst())
                .filter(bytes -> bytes.length == ENCAPSULATED_BYTES)
                .map(bytes -> new HybridStanza(bytes, stanza.body()));
    }
}

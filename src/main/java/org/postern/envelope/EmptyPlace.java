package org.postern.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.postern.crypto.Randomness;

/// A reply frame with nobody's reply in it: right head, well-formed age header with two stanzas, and random
/// bytes everywhere else.
final class EmptyPlace {
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
    /// X-Wing: an ML-KEM-768 ciphertext and an X25519 point.
    private static final int ENCAPSULATED_BYTES = 1_120;
    /// A sealed file key.
    private static final int WRAPPED_BYTES = 32;
    private static final int MAC_BYTES = 32;
    /// The payload's nonce, then one chunk with its tag.
    private static final int PAYLOAD_BYTES = 16 + Limits.REPLY_PLAIN_BYTES + 16;

    private final Randomness randomness;

    EmptyPlace(Randomness randomness) {
        this.randomness = randomness;
    }

    /// Appends 8 192 bytes.
    void write(ByteBuffer out, byte[] tag, int number, int epoch) {
        out.put(ascii(ReplyFrame.MAGIC)).putInt(epoch).put(tag).put((byte) number);
        out.put(ascii("age-encryption.org/v1\n"));
        for (int stanza = 0; stanza < 2; stanza++) {
            out.put(ascii("-> mlkem768x25519 ")).put(base64(ENCAPSULATED_BYTES)).put(ascii("\n"));
            out.put(base64(WRAPPED_BYTES)).put(ascii("\n"));
        }
        out.put(ascii("--- ")).put(base64(MAC_BYTES)).put(ascii("\n"));
        out.put(randomness.bytes(PAYLOAD_BYTES));
    }

    private byte[] base64(int length) {
        return BASE64.encode(randomness.bytes(length));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

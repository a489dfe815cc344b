package org.postern.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// An Ed25519 signature over `context ‖ 0x00 ‖ parts` (PROTOCOL.md, section 2), so that what was signed for one
/// purpose never counts for another.
public final class ContextSignature {
    private ContextSignature() {}

    /// Signs.
    ///
    /// @param seed 32 bytes
    /// @param context names the purpose: printable ASCII, not empty
    /// @param parts the message, in order; their borders are not part of what is signed
    /// @return 64 bytes
    /// @throws IllegalArgumentException if seed or context are malformed
    public static byte[] sign(SecretBytes seed, String context, byte[]... parts) {
        return Ed25519.sign(seed, framed(context, parts));
    }

    /// Verifies; false for anything malformed but the context, which is the program's own.
    ///
    /// @param publicKey 32 bytes
    /// @param context the same as when signing
    /// @param signature 64 bytes
    /// @param parts the message, in order
    /// @throws IllegalArgumentException if the context is malformed
    public static boolean verify(byte[] publicKey, String context, byte[] signature, byte[]... parts) {
        return Ed25519.verifyAmongOurselves(publicKey, framed(context, parts), signature);
    }

    private static byte[] framed(String context, byte[]... parts) {
        if (context.isEmpty() || !context.chars().allMatch(c -> c >= 0x20 && c < 0x7f))
            throw new IllegalArgumentException("a signature's context is printable ASCII");
        var message = new ByteArrayOutputStream();
        message.writeBytes(context.getBytes(StandardCharsets.US_ASCII));
        message.write(0);
        for (var part : parts) message.writeBytes(part);
        return message.toByteArray();
    }
}

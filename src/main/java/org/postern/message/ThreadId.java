package org.postern.message;

import java.util.HexFormat;
import org.postern.crypto.Sha256;

/// Names everything that one set of nine words ever sent: the hash of its signing key (PROTOCOL.md 3). It is
/// known to the requester and to responders, never to the server.
///
/// @param hex 64 lower-case hexadecimal digits
public record ThreadId(String hex) {
    /// Length in bytes.
    public static final int BYTES = 32;

    /// Checks the form.
    public ThreadId {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a thread is 64 lower-case hexadecimal digits");
        }
    }

    /// The thread of a signing key.
    ///
    /// @param signingKey Ed25519, public half, 32 bytes
    public static ThreadId ofSigningKey(byte[] signingKey) {
        return of(Sha256.hash(signingKey));
    }

    /// The thread as bytes name it.
    ///
    /// @param bytes 32 bytes
    public static ThreadId of(byte[] bytes) {
        return new ThreadId(HexFormat.of().formatHex(bytes));
    }

    /// The 32 bytes.
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /// Says nothing: a thread belongs in no log.
    @Override
    public String toString() {
        return "ThreadId";
    }
}

package org.postern.ceremony;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.postern.crypto.Ed25519;
import org.postern.manifest.ManifestException;

/// The public half of an Ed25519 key, as the ceremony's texts write it: a person's lasting key, or a desk's.
///
/// @param hex 64 lower-case hex digits
public record PublicKey(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /// Stands for "no desk": somebody who may read an epoch but never signed in to it.
    static final PublicKey NONE = new PublicKey("0".repeat(2 * Ed25519.PUBLIC_BYTES));

    /// Checks the form.
    ///
    /// @throws ManifestException MALFORMED
    public PublicKey {
        if (!FORM.matcher(hex).matches()) {
            throw ManifestException.malformed("expected a key of 64 lower-case hex digits");
        }
    }

    /// Wraps raw bytes.
    ///
    /// @param raw 32 bytes
    /// @return the key
    public static PublicKey of(byte[] raw) {
        return new PublicKey(HexFormat.of().formatHex(raw));
    }

    /// The key itself.
    ///
    /// @return 32 bytes
    public byte[] raw() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}

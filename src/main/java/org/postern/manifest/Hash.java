package org.postern.manifest;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.postern.crypto.Sha256;

/// A SHA-256, as notes write it.
///
/// @param hex 64 lower-case hex digits
public record Hash(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /// Stands where there is nothing to hash yet.
    public static final Hash NONE = new Hash("0".repeat(64));

    /// Checks the form.
    public Hash {
        if (!FORM.matcher(hex).matches()) {
            throw ManifestException.malformed("expected 64 lower-case hex digits");
        }
    }

    /// Hashes.
    ///
    /// @param bytes what to hash
    /// @return their SHA-256
    public static Hash of(byte[] bytes) {
        return ofRaw(Sha256.hash(bytes));
    }

    /// Wraps a hash that is known already.
    ///
    /// @param raw 32 bytes
    /// @return the hash
    public static Hash ofRaw(byte[] raw) {
        return new Hash(HexFormat.of().formatHex(raw));
    }

    /// The hash itself.
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

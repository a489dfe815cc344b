package org.postern.manifest;

import java.util.regex.Pattern;

/// A file that the service serves to everybody, as the manifest pins it.
///
/// @param path such as `/` or `/postern.js`: 1 to 96 characters of `A-Z a-z 0-9 . _ ~ / -`, no empty or dotted parts
/// @param hash SHA-256 of its bytes, uncompressed
public record ServedFile(String path, Hash hash) {
    private static final Pattern PATH =
            Pattern.compile("/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?)?");
    private static final int PATH_CHARS_MAX = 96;

    /// Checks the path.
    public ServedFile {
        if (path.length() > PATH_CHARS_MAX || !PATH.matcher(path).matches()) {
            throw ManifestException.malformed("expected a path such as /postern.js");
        }
    }

    /// Reads the value of a `file` line.
    ///
    /// @param value path, space, hash
    /// @return the file
    /// @throws ManifestException MALFORMED
    public static ServedFile parse(String value) {
        var space = value.indexOf(' ');
        if (space < 0) {
            throw ManifestException.malformed("expected a path and a hash");
        }
        return new ServedFile(value.substring(0, space), new Hash(value.substring(space + 1)));
    }
}

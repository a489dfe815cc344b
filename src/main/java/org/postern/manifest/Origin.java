package org.postern.manifest;

import java.util.regex.Pattern;

/// Names a service in everything it signs: a schema-less address such as `demo.postern.example`.
final class Origin {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.:/_-]{0,99}");

    private Origin() {}

    static String check(String origin) {
        if (!FORM.matcher(origin).matches()) {
            throw ManifestException.malformed("expected an origin of 1 to 100 characters a-z 0-9 . : / _ -");
        }
        return origin;
    }
}

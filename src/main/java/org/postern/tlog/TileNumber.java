package org.postern.tlog;

import java.util.regex.Pattern;

/// Which tile of a row, and how much of it: `<N>[.p/<W>]` of C2SP tlog-tiles, such as `x001/x234/067.p/8`.
///
/// @param index from 0 to 10^15 - 1
/// @param width 1 to 256; 256 is a full tile
record TileNumber(long index, int width) {
    static final int FULL = 256;

    private static final long INDEX_MAX = 999_999_999_999_999L;
    private static final Pattern FORM = Pattern.compile("((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    TileNumber {
        if (index < 0 || index > INDEX_MAX || width < 1 || width > FULL) {
            throw new IllegalArgumentException("a tile's index is below 10^15, its width 1 to 256");
        }
    }

    static TileNumber parse(String path) {
        var form = FORM.matcher(path);
        if (form.matches()) {
            var width = form.group(2) == null ? FULL : Integer.parseInt(form.group(2));
            if (width <= FULL) {
                var number = new TileNumber(Long.parseLong(form.group(1).replaceAll("[x/]", "")), width);
                // Also refuses leading x000 and a full tile written as a partial one.
                if (number.path().equals(path)) {
                    return number;
                }
            }
        }
        throw LogException.malformed("expected a tile's path");
    }

    String path() {
        var path = new StringBuilder("%03d".formatted(index % 1000));
        for (var rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return width == FULL ? path.toString() : path + ".p/" + width;
    }
}

package org.postern.tlog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Up to 256 neighbouring entries of a log as a static file, each behind its length as a big-endian `u16` (C2SP
/// tlog-tiles, "Log entries").
///
/// @param index which bundle, from 0
/// @param width how many entries, 1 to 256; 256 is a full bundle
public record EntryBundle(long index, int width) {
    /// Longest entry, in bytes.
    public static final int ENTRY_BYTES_MAX = 65_535;

    /// Entries of a full bundle.
    public static final int FULL = TileNumber.FULL;

    /// Longest bundle, in bytes.
    public static final int BYTES_MAX = FULL * (Short.BYTES + ENTRY_BYTES_MAX);

    private static final String PREFIX = "tile/entries/";

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException if there can be no such bundle
    public EntryBundle {
        new TileNumber(index, width);
    }

    /// Reads a path.
    ///
    /// @param path `tile/entries/<N>[.p/<W>]`, without the log's prefix
    /// @return which bundle it names
    /// @throws LogException MALFORMED if it is no such path
    public static EntryBundle parse(String path) {
        if (!path.startsWith(PREFIX)) {
            throw LogException.malformed("expected the path of an entry bundle");
        }
        var number = TileNumber.parse(path.substring(PREFIX.length()));
        return new EntryBundle(number.index(), number.width());
    }

    /// Lists the bundles that represent a log.
    ///
    /// @param size entries of the log
    /// @return full ones, then at most one partial one
    public static List<EntryBundle> of(long size) {
        var bundles = new ArrayList<EntryBundle>();
        for (var index = 0L; index < size / FULL; index++) {
            bundles.add(new EntryBundle(index, FULL));
        }
        if (size % FULL != 0) {
            bundles.add(new EntryBundle(size / FULL, (int) (size % FULL)));
        }
        return bundles;
    }

    /// The path, without the log's prefix.
    ///
    /// @return `tile/entries/<N>[.p/<W>]`
    public String path() {
        return PREFIX + new TileNumber(index, width).path();
    }

    /// Tells whether a log is large enough to have this bundle.
    ///
    /// @param size entries of the log
    /// @return true if all its entries are known
    public boolean isIn(long size) {
        return index * FULL + width <= size;
    }

    /// Writes the bundle of a log.
    ///
    /// @param entries all entries of the log, in order, each at most 65 535 bytes
    /// @return lengths and entries
    /// @throws IllegalArgumentException if the log has no such bundle, or an entry is too long
    public byte[] bytes(List<byte[]> entries) {
        if (!isIn(entries.size())) {
            throw new IllegalArgumentException("the log has no such bundle");
        }
        var bytes = new ByteArrayOutputStream();
        var from = (int) index * FULL;
        for (var entry : entries.subList(from, from + width)) {
            if (entry.length > ENTRY_BYTES_MAX) {
                throw new IllegalArgumentException("an entry is at most 65535 bytes");
            }
            bytes.write(entry.length >> Byte.SIZE);
            bytes.write(entry.length);
            bytes.writeBytes(entry);
        }
        return bytes.toByteArray();
    }

    /// Reads a bundle's content.
    ///
    /// @param bytes lengths and entries, nothing after them
    /// @return exactly as many entries as the bundle is wide; only the tree says whether they are a log's
    /// @throws LogException MALFORMED if it holds more or fewer
    public List<byte[]> entries(byte[] bytes) {
        var rest = ByteBuffer.wrap(bytes);
        var entries = new ArrayList<byte[]>(width);
        while (entries.size() < width) {
            if (rest.remaining() < Short.BYTES) {
                throw LogException.malformed("expected more entries");
            }
            var length = Short.toUnsignedInt(rest.getShort());
            if (rest.remaining() < length) {
                throw LogException.malformed("expected a whole entry");
            }
            var entry = new byte[length];
            rest.get(entry);
            entries.add(entry);
        }
        if (rest.hasRemaining()) {
            throw LogException.malformed("expected nothing after the entries");
        }
        return entries;
    }
}

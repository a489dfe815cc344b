package org.postern.tlog;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A piece of a Merkle tree as a static file: 1 to 256 neighbouring hashes of full subtrees (C2SP tlog-tiles, "Merkle
/// Tree").
///
/// @param level each hash is over 256^level leaves, 0 to 6
/// @param index which tile of its level, from 0
/// @param width how many hashes, 1 to 256; 256 is a full tile
public record Tile(int level, long index, int width) {
    /// Hashes of a full tile.
    public static final int FULL = TileNumber.FULL;

    /// Bytes of a full tile.
    public static final int BYTES_MAX = FULL * TreeHash.BYTES;

    // 256^6 leaves are more than any log has; the specification goes to 63.
    private static final int LEVEL_MAX = 6;
    private static final int LEVEL_BITS = 8;
    private static final Pattern FORM = Pattern.compile("tile/([0-6])/(.{3,40})");

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException if there can be no such tile
    public Tile {
        if (level < 0 || level > LEVEL_MAX) {
            throw new IllegalArgumentException("a tile's level is 0 to 6");
        }
        new TileNumber(index, width);
    }

    /// Reads a path.
    ///
    /// @param path `tile/<L>/<N>[.p/<W>]`, without the log's prefix
    /// @return which tile it names
    /// @throws LogException MALFORMED if it is no such path
    public static Tile parse(String path) {
        var form = FORM.matcher(path);
        if (!form.matches()) {
            throw LogException.malformed("expected a tile's path");
        }
        var number = TileNumber.parse(form.group(2));
        return new Tile(Integer.parseInt(form.group(1)), number.index(), number.width());
    }

    /// Lists the tiles that represent a tree, full ones and at each level at most one partial one.
    ///
    /// @param size leaves of the tree
    /// @return from the leaves up, from left to right
    public static List<Tile> of(long size) {
        var tiles = new ArrayList<Tile>();
        for (var level = 0; level <= LEVEL_MAX; level++) {
            var hashes = size >> (LEVEL_BITS * level);
            for (var index = 0L; index < hashes / FULL; index++) {
                tiles.add(new Tile(level, index, FULL));
            }
            if (hashes % FULL != 0) {
                tiles.add(new Tile(level, hashes / FULL, (int) (hashes % FULL)));
            }
        }
        return tiles;
    }

    /// The path, without the log's prefix.
    ///
    /// @return `tile/<L>/<N>[.p/<W>]`
    public String path() {
        return "tile/" + level + "/" + new TileNumber(index, width).path();
    }

    /// Tells whether a tree is large enough to have this tile.
    ///
    /// @param tree the tree
    /// @return true if all its hashes are known
    public boolean isIn(MerkleTree tree) {
        return index * FULL + width <= tree.subtrees(LEVEL_BITS * level);
    }

    /// Writes the tile of a tree.
    ///
    /// @param tree the tree
    /// @return 32 bytes a hash
    /// @throws IllegalArgumentException if the tree has no such tile
    public byte[] bytes(MerkleTree tree) {
        if (!isIn(tree)) {
            throw new IllegalArgumentException("the tree has no such tile");
        }
        var bytes = ByteBuffer.allocate(width * TreeHash.BYTES);
        for (var i = 0; i < width; i++) {
            bytes.put(tree.subtree(LEVEL_BITS * level, index * FULL + i).raw());
        }
        return bytes.array();
    }

    /// Reads a tile's content.
    ///
    /// @param bytes exactly 32 bytes a hash
    /// @return the hashes; whether they are those of a log is for a proof to say
    /// @throws LogException MALFORMED if the length is another
    public List<TreeHash> hashes(byte[] bytes) {
        if (bytes.length != width * TreeHash.BYTES) {
            throw LogException.malformed("expected 32 bytes for each hash of the tile");
        }
        var hashes = new ArrayList<TreeHash>(width);
        for (var at = 0; at < bytes.length; at += TreeHash.BYTES) {
            hashes.add(TreeHash.of(Arrays.copyOfRange(bytes, at, at + TreeHash.BYTES)));
        }
        return hashes;
    }
}

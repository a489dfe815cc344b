package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SeededRandomness;

final class TileTest {
    private static MerkleTree tree(int size) {
        return MerkleTree.of(IntStream.range(0, size)
                .mapToObj(i -> TreeHash.leaf(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}))
                .toList());
    }

    private static void assertMalformed(Runnable reading) {
        var refused = assertThrows(LogException.class, reading::run);
        assertEquals(LogException.Reason.MALFORMED, refused.reason());
    }

    @Test
    void writesPathsAsTheSpecificationDoes() {
        assertEquals("tile/0/x001/x234/067", new Tile(0, 1_234_067, 256).path());
        assertEquals("tile/3/000.p/8", new Tile(3, 0, 8).path());
        assertEquals("tile/entries/x001/000.p/255", new EntryBundle(1_000, 255).path());
    }

    @Test
    void readsEveryPathThatItWritesAndNoOther() {
        var randomness = new SeededRandomness(7);
        for (var round = 0; round < 500; round++) {
            var index = Long.parseLong("1" + "0".repeat(randomness.below(15))) * randomness.below(9)
                    + randomness.below(1000);
            var tile = new Tile(randomness.below(7), index, 1 + randomness.below(256));
            assertEquals(tile, Tile.parse(tile.path()));
            var bundle = new EntryBundle(tile.index(), tile.width());
            assertEquals(bundle, EntryBundle.parse(bundle.path()));
        }
        for (var path : List.of(
                "",
                "tile",
                "tile/0",
                "tile/0/",
                "tile/0/00",
                "tile/0/0000",
                "tile/0/1",
                "tile/00/000",
                "tile/7/000",
                "tile/64/000",
                "tile/-1/000",
                "tile/0/x000/000",
                "tile/0/x000/x001/000",
                "tile/0/001/000",
                "tile/0/x001",
                "tile/0/X001/000",
                "tile/0/x001/x000/x000/x000/x000/000",
                "tile/0/000.p/0",
                "tile/0/000.p/01",
                "tile/0/000.p/256",
                "tile/0/000.p/257",
                "tile/0/000.p/",
                "tile/0/000.p",
                "tile/0/000/",
                "/tile/0/000",
                "tile/0/000\n",
                "tile/0/..",
                "tile/0/٠٠٠",
                "tile/entries/000/",
                "tile/entries/x000/000",
                "tile/data/000")) {
            assertMalformed(() -> Tile.parse(path));
            assertMalformed(() -> EntryBundle.parse(path));
            assertEquals(Optional.empty(), TiledLog.of(List.of()).file(path));
        }
    }

    @Test
    void listsTheTilesOfTheSpecificationsExamples() {
        var of70000 = Tile.of(70_000);
        assertEquals(273 + 1 + 1 + 1 + 1, of70000.size());
        assertTrue(of70000.containsAll(List.of(
                new Tile(0, 272, 256),
                new Tile(0, 273, 112),
                new Tile(1, 0, 256),
                new Tile(1, 1, 17),
                new Tile(2, 0, 1))));
        assertEquals(List.of(new Tile(0, 0, 256), new Tile(1, 0, 1)), Tile.of(256));
        assertEquals(List.of(), Tile.of(0));
        assertEquals(List.of(new EntryBundle(0, 256), new EntryBundle(1, 1)), EntryBundle.of(257));
    }

    @Test
    void tilesOfALargeTreeHoldItsHashesAtEveryLevel() {
        var tree = tree(70_000);
        for (var tile : Tile.of(70_000)) {
            var hashes = tile.hashes(tile.bytes(tree));
            assertEquals(tile.width(), hashes.size());
            if (tile.level() > 0) {
                var below = new Tile(tile.level() - 1, tile.index() * 256, 256);
                assertEquals(MerkleTree.of(below.hashes(below.bytes(tree))).root(), hashes.getFirst());
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new Tile(0, 273, 113).bytes(tree));
        assertThrows(IllegalArgumentException.class, () -> new Tile(6, 0, 1).bytes(tree));
    }

    @Test
    void refusesTilesOfAnotherLength() {
        var tile = new Tile(0, 0, 3);
        for (var length : new int[] {0, 1, 95, 97, 128, 8192}) {
            assertMalformed(() -> tile.hashes(new byte[length]));
        }
    }

    @Test
    void bundlesHoldEveryEntryWithItsLength() {
        var randomness = new SeededRandomness(8);
        var entries = new ArrayList<byte[]>();
        for (var i = 0; i < 300; i++) {
            entries.add(randomness.bytes(randomness.below(5) * randomness.below(100)));
        }
        entries.set(17, new byte[EntryBundle.ENTRY_BYTES_MAX]);
        for (var bundle : EntryBundle.of(entries.size())) {
            var from = (int) bundle.index() * 256;
            var read = bundle.entries(bundle.bytes(entries));
            assertEquals(bundle.width(), read.size());
            for (var i = 0; i < read.size(); i++) {
                assertArrayEquals(entries.get(from + i), read.get(i));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new EntryBundle(1, 45).bytes(entries));
        var tooLong = Collections.singletonList(new byte[65_536]);
        assertThrows(IllegalArgumentException.class, () -> new EntryBundle(0, 1).bytes(tooLong));
        assertThrows(IllegalArgumentException.class, () -> TiledLog.of(tooLong));
    }

    @Test
    void refusesBundlesThatHoldMoreOrLess() {
        var bundle = new EntryBundle(0, 2);
        var bytes = new byte[] {0, 1, 'a', 0, 2, 'b', 'c'};
        assertEquals(2, bundle.entries(bytes).size());
        for (var length = 0; length < bytes.length; length++) {
            var shorter = Arrays.copyOf(bytes, length);
            assertMalformed(() -> bundle.entries(shorter));
        }
        assertMalformed(() -> bundle.entries(Arrays.copyOf(bytes, bytes.length + 1)));
        assertMalformed(() -> bundle.entries(new byte[] {0, 0, (byte) 0xff, (byte) 0xff}));
    }
}

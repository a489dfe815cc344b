package org.postern.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Sha256;

/// The desks of one epoch: 64 Ed25519 public keys, of which the unused ones belong to nobody, so that nothing tells
/// how large the team is (PROTOCOL 8.3). A desk proves its place by the path to the Merkle root (RFC 6962, section
/// 2.1).
public final class Roster {
    /// Places, used or not.
    public static final int LEAVES = 64;

    /// Hashes from a leaf to the root.
    public static final int PATH_HASHES = 6;

    /// Bytes of a desk key.
    public static final int KEY_BYTES = 32;

    static final String HEADER = "postern/roster/v1";

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final Pattern HEX_KEY = Pattern.compile("[0-9a-f]{64}");

    private final int epoch;
    private final List<byte[]> desks;

    private Roster(int epoch, List<byte[]> desks) {
        if (epoch < 1) {
            throw ManifestException.malformed("expected an epoch from 1 on");
        }
        if (desks.size() != LEAVES || desks.stream().anyMatch(desk -> desk.length != KEY_BYTES)) {
            throw ManifestException.malformed("expected 64 desks of 32 bytes");
        }
        Lines.distinct(desks.stream().map(Hash::ofRaw).toList(), "desks");
        this.epoch = epoch;
        this.desks = desks.stream().map(byte[]::clone).toList();
    }

    /// Seats desks at random places and fills the others with public keys whose secret halves are forgotten at once.
    /// (Plain random bytes would not do: half of them are no Ed25519 key, and anybody could count the rest.)
    ///
    /// @param epoch      the epoch, 1 or more
    /// @param desks      1 to 64 different Ed25519 public keys
    /// @param randomness draws places and dummies
    /// @return the roster
    /// @throws ManifestException MALFORMED if there are too many desks, or two are the same
    public static Roster draw(int epoch, List<byte[]> desks, Randomness randomness) {
        if (desks.isEmpty() || desks.size() > LEAVES) {
            throw ManifestException.malformed("expected 1 to 64 desks");
        }
        var places = new ArrayList<>(desks);
        while (places.size() < LEAVES) {
            try (var forgotten = SecretBytes.random(randomness, Ed25519.SEED_BYTES)) {
                places.add(Ed25519.publicKey(forgotten));
            }
        }
        shuffle(places, randomness);
        return new Roster(epoch, places);
    }

    /// Fisher and Yates; 62 bits a step leave a bias below 2^-56.
    private static void shuffle(List<byte[]> places, Randomness randomness) {
        for (var i = places.size() - 1; i > 0; i--) {
            var draw = ByteBuffer.wrap(randomness.bytes(Long.BYTES)).getLong() >>> 1;
            Collections.swap(places, i, (int) (draw % (i + 1)));
        }
    }

    /// Reads a roster.
    ///
    /// @param bytes the text of PROTOCOL 8.3
    /// @return the roster; compare its `root` with the manifest's
    /// @throws ManifestException MALFORMED
    public static Roster parse(byte[] bytes) {
        var lines = Lines.of(bytes);
        lines.exactly(HEADER);
        var epoch = Lines.number(lines.value("epoch"), 1, Integer.MAX_VALUE);
        var desks = lines.values("desk", LEAVES).stream().map(Roster::key).toList();
        lines.end();
        return new Roster(epoch, desks);
    }

    static byte[] key(String hex) {
        if (!HEX_KEY.matcher(hex).matches()) {
            throw ManifestException.malformed("expected a desk key of 64 lower-case hex digits");
        }
        return HexFormat.of().parseHex(hex);
    }

    /// Writes the roster.
    ///
    /// @return the text of PROTOCOL 8.3, 4.5 KB
    public byte[] bytes() {
        var text = new StringBuilder(HEADER + "\nepoch " + epoch + "\n");
        desks.forEach(desk ->
                text.append("desk ").append(HexFormat.of().formatHex(desk)).append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// The epoch these desks serve.
    ///
    /// @return its number
    public int epoch() {
        return epoch;
    }

    /// All 64 places.
    ///
    /// @return the keys in order, as copies
    public List<byte[]> desks() {
        return desks.stream().map(byte[]::clone).toList();
    }

    /// Finds a desk.
    ///
    /// @param desk 32 bytes
    /// @return its leaf, 0 to 63, if it is there
    public OptionalInt leafOf(byte[] desk) {
        for (var leaf = 0; leaf < LEAVES; leaf++) {
            if (Arrays.equals(desks.get(leaf), desk)) {
                return OptionalInt.of(leaf);
            }
        }
        return OptionalInt.empty();
    }

    /// The Merkle root.
    ///
    /// @return what the manifest's `epoch` line holds
    public Hash root() {
        return Hash.ofRaw(levels().getLast().getFirst());
    }

    /// The path that shows a leaf to belong to the root.
    ///
    /// @param leaf 0 to 63
    /// @return six hashes of 32 bytes, from the leaf up, joined: 192 bytes
    public byte[] path(int leaf) {
        requireLeaf(leaf);
        var path = new byte[PATH_HASHES * KEY_BYTES];
        var levels = levels();
        for (var height = 0; height < PATH_HASHES; height++) {
            var sibling = levels.get(height).get((leaf >> height) ^ 1);
            System.arraycopy(sibling, 0, path, height * KEY_BYTES, KEY_BYTES);
        }
        return path;
    }

    /// Checks that a desk has a place under a roster root.
    ///
    /// @param root the roster root from the manifest
    /// @param leaf the desk's place, 0 to 63
    /// @param desk 32 bytes
    /// @param path 192 bytes as `path` gives them
    /// @return whether the path leads from the desk to the root
    public static boolean verifyPath(Hash root, int leaf, byte[] desk, byte[] path) {
        if (leaf < 0 || leaf >= LEAVES || desk.length != KEY_BYTES || path.length != PATH_HASHES * KEY_BYTES) {
            return false;
        }
        var hash = Sha256.hash(LEAF, desk);
        for (var height = 0; height < PATH_HASHES; height++) {
            var sibling = Arrays.copyOfRange(path, height * KEY_BYTES, (height + 1) * KEY_BYTES);
            var isRight = ((leaf >> height) & 1) == 1;
            hash = isRight ? Sha256.hash(NODE, sibling, hash) : Sha256.hash(NODE, hash, sibling);
        }
        return Arrays.equals(hash, root.raw());
    }

    private List<List<byte[]>> levels() {
        var levels = new ArrayList<List<byte[]>>();
        levels.add(desks.stream().map(desk -> Sha256.hash(LEAF, desk)).toList());
        while (levels.getLast().size() > 1) {
            var below = levels.getLast();
            var level = new ArrayList<byte[]>();
            for (var i = 0; i < below.size(); i += 2) {
                level.add(Sha256.hash(NODE, below.get(i), below.get(i + 1)));
            }
            levels.add(level);
        }
        return levels;
    }

    private static void requireLeaf(int leaf) {
        if (leaf < 0 || leaf >= LEAVES) {
            throw new IllegalArgumentException("a leaf is 0 to 63");
        }
    }
}

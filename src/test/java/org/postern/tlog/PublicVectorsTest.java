package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.age.Vectors;
import org.postern.note.VerifierKey;

/// transparency-dev/merkle's proofs (98 and 98) and the 16 states of tessera's example log. All of them lie beside the
/// checkout; a plain clone has the log in its own resources.
final class PublicVectorsTest {
    private static final Path OWN_TESSERA = Path.of("src/test/resources/vectors/tlog/tessera");

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText());
    }

    private static List<TreeHash> proof(JsonNode vector) {
        var proof = new ArrayList<TreeHash>();
        vector.get("proof").forEach(hash -> proof.add(TreeHash.of(bytes(hash))));
        return proof;
    }

    /// Whether our types can hold it and our check believes it: a hash of another length is refused by its type, a size
    /// of 2^63 or more can't be written.
    private static boolean believes(Runnable check) {
        try {
            check.run();
            return true;
        } catch (LogException | IllegalArgumentException | ArithmeticException refused) {
            return false;
        }
    }

    private static long number(JsonNode number) {
        return number.bigIntegerValue().longValueExact();
    }

    @Test
    void agreesOnAll98InclusionProofs() throws IOException {
        var folder = Vectors.find("tlog/merkle/testdata/inclusion");
        if (folder.isEmpty()) {
            return;
        }
        var checked = 0;
        for (var file : files(folder.get())) {
            var vector = new ObjectMapper().readTree(file.toFile());
            var believed = believes(() -> MerkleTree.verifyInclusion(
                    TreeHash.of(bytes(vector.get("leafHash"))),
                    number(vector.get("leafIdx")),
                    number(vector.get("treeSize")),
                    proof(vector),
                    TreeHash.of(bytes(vector.get("root")))));
            assertEquals(!vector.get("wantErr").asBoolean(), believed, file.toString());
            checked++;
        }
        assertEquals(98, checked);
    }

    @Test
    void agreesOnAll98ConsistencyProofsButOneWhoseRootsAreNoHashes() throws IOException {
        var folder = Vectors.find("tlog/merkle/testdata/consistency");
        if (folder.isEmpty()) {
            return;
        }
        var checked = 0;
        var refusedOnPurpose = new ArrayList<Integer>();
        for (var file : files(folder.get())) {
            var vector = new ObjectMapper().readTree(file.toFile());
            var believed = believes(() -> MerkleTree.verifyConsistency(
                    number(vector.get("size1")),
                    TreeHash.of(bytes(vector.get("root1"))),
                    number(vector.get("size2")),
                    TreeHash.of(bytes(vector.get("root2"))),
                    proof(vector)));
            var wanted = !vector.get("wantErr").asBoolean();
            if (wanted && !believed) {
                // Two "roots" that are equal and no hashes: transparency-dev compares bytes, here a root is 32 bytes.
                refusedOnPurpose.add(bytes(vector.get("root1")).length);
            } else {
                assertEquals(wanted, believed, file.toString());
            }
            checked++;
        }
        assertEquals(98, checked);
        assertEquals(List.of(12), refusedOnPurpose);
    }

    @Test
    void readsAndRebuildsAll16StatesOfTesserasLog() throws IOException {
        rebuild(OWN_TESSERA);
        var beside = Vectors.find("tlog/tessera");
        if (beside.isPresent()) {
            rebuild(beside.get());
        }
    }

    private static void rebuild(Path folder) throws IOException {
        var log = folder.resolve("testdata/log");
        var key = VerifierKey.parse(Files.readString(folder.resolve("log.vkey")).strip());
        var policy = new LogPolicy(key, List.of(), 0, Duration.ZERO);
        var bundle = new EntryBundle(0, 15);
        var entries = bundle.entries(Files.readAllBytes(log.resolve(bundle.path())));
        var whole = TiledLog.of(entries);
        assertEquals("one", new String(entries.getFirst(), StandardCharsets.UTF_8));
        for (var size = 0; size < 16; size++) {
            var note = Checkpoint.note(Files.readAllBytes(log.resolve("checkpoint." + size)));
            var checkpoint = policy.check(note, Instant.EPOCH).checkpoint();
            assertEquals(size, checkpoint.size());
            assertEquals(whole.tree().root(size), checkpoint.root());
            assertEquals(note.text(), checkpoint.text());
            var tree = MerkleTree.of(
                    entries.subList(0, size).stream().map(TreeHash::leaf).toList());
            for (var tile : Tile.of(size)) {
                var bytes = Files.readAllBytes(log.resolve(tile.path()));
                assertArrayEquals(bytes, tile.bytes(tree));
                assertArrayEquals(bytes, whole.file(tile.path()).orElseThrow());
                assertEquals(tree.root(), MerkleTree.of(tile.hashes(bytes)).root());
            }
            for (var part : EntryBundle.of(size)) {
                assertArrayEquals(
                        Files.readAllBytes(log.resolve(part.path())),
                        whole.file(part.path()).orElseThrow());
            }
            for (var index = 0; index < size; index++) {
                var proof = whole.proof(index, note);
                var leaf = TreeHash.leaf(entries.get(index));
                assertEquals(
                        size,
                        proof.verify(leaf, policy, Instant.EPOCH).checkpoint().size());
            }
            for (var old = 0; old <= size; old++) {
                var seen = Checkpoint.parse(Checkpoint.note(Files.readAllBytes(log.resolve("checkpoint." + old)))
                        .text());
                checkpoint.mustExtend(seen, whole.tree().consistency(old, size));
                assertTrue(size == 0 || old < size || seen.equals(checkpoint));
            }
        }
        assertFalse(whole.file("tile/0/000.p/16").isPresent());
    }
}

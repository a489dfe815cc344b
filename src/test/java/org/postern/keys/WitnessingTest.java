package org.postern.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.Notes;
import org.postern.manifest.Root;
import org.postern.note.VerifierKey;

/// Seed 64.
final class WitnessingTest {
    private final SeededRandomness randomness = new SeededRandomness(64);
    private final MemoryBoard board = new MemoryBoard(Admins.ORIGIN, Instant::now, List::of);

    @Test
    void namesTheWitnessThatHasNotCosigned() {
        var witness = new VerifierKey(
                VerifierKey.Type.COSIGNATURE,
                "witness.example/w1",
                Ed25519.publicKey(SecretBytes.random(randomness, 32)));
        var root = new Root(
                Admins.ORIGIN,
                1,
                LocalDate.parse("2027-11-22"),
                2,
                Stream.of("/admin-1", "/admin-2", "/admin-3")
                        .map(name -> AdminKey.draw(Admins.ORIGIN + name, randomness)
                                .card()
                                .admin())
                        .toList(),
                board.log.verifierKey(),
                1,
                List.of(witness));
        var shown = board.logged(new Notes(List.of(new byte[] {1}), Optional.of(new byte[] {2})));
        assertEquals(
                List.of("The witness witness.example/w1 has not cosigned what the server shows. Needed: 1 of 1."),
                Witnessing.missing(shown, root, Instant.parse("2026-11-23T09:00:00Z")));
        assertEquals(List.of(), Witnessing.missing(Notes.NONE, root, Instant.parse("2026-11-23T09:00:00Z")));
    }
}

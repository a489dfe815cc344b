package org.postern.tlog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// A log with eleven entries and three witnesses, for tests. All keys from one printed seed.
final class Witnessed implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    final LogSigner log;
    final List<CosignatureSigner> witnesses = new ArrayList<>();
    final TiledLog entries = TiledLog.of(IntStream.range(0, 11)
            .mapToObj(i -> ("entry " + i).getBytes(StandardCharsets.UTF_8))
            .toList());

    Witnessed(long seed) {
        var randomness = new SeededRandomness(seed);
        log = new LogSigner("log.example/1", SecretBytes.random(randomness, 32));
        for (var i = 1; i <= 3; i++) {
            witnesses.add(new CosignatureSigner("witness.example/w" + i, SecretBytes.random(randomness, 32)));
        }
    }

    List<VerifierKey> witnessKeys() {
        return witnesses.stream().map(CosignatureSigner::verifierKey).toList();
    }

    LogPolicy policy(int quorum) {
        return new LogPolicy(log.verifierKey(), witnessKeys(), quorum, LogPolicy.FRESH_FOR);
    }

    /// The log's checkpoint, cosigned by the first witnesses, each at one of the times.
    SignedNote cosigned(Instant... times) {
        var note = log.sign(entries.tree());
        for (var i = 0; i < times.length; i++) {
            note = note.with(witnesses.get(i).cosign(Checkpoint.claimedBy(note), times[i]));
        }
        return note;
    }

    static TreeHash leaf(int index) {
        return TreeHash.leaf(("entry " + index).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        log.close();
        witnesses.forEach(CosignatureSigner::close);
    }
}

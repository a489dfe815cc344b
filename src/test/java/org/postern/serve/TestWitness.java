package org.postern.serve;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.MerkleTree;

/// A witness in the same process: it checks and remembers as a real one does, and can be made to fail.
final class TestWitness implements Witness {
    private final CosignatureSigner signer;
    private final InstantSource clock;
    private Optional<Checkpoint> seen = Optional.empty();
    private volatile Mood mood = Mood.WELL;
    private int cosigned;

    enum Mood {
        WELL,
        /// Says nothing.
        DOWN,
        /// Cosigns and remembers, and its answer is lost on the way.
        UNHEARD,
        /// Signs another checkpoint than the one that it was sent.
        LYING
    }

    TestWitness(int number, InstantSource clock) {
        signer = new CosignatureSigner(
                "witness-" + number + ".example", SecretBytes.random(new SeededRandomness(900 + number), 32));
        this.clock = clock;
    }

    VerifierKey key() {
        return signer.verifierKey();
    }

    void is(Mood now) {
        mood = now;
    }

    synchronized int cosigned() {
        return cosigned;
    }

    /// The size that it has seen.
    synchronized long size() {
        return seen.map(Checkpoint::size).orElse(0L);
    }

    @Override
    public synchronized List<SignatureLine> cosign(MerkleTree tree, SignedNote note) {
        if (mood == Mood.DOWN) {
            throw new IllegalStateException("down");
        }
        var checkpoint = Checkpoint.claimedBy(note);
        var before = seen.orElse(Checkpoint.empty(checkpoint.origin()));
        checkpoint.mustExtend(before, tree.consistency(before.size(), checkpoint.size()));
        if (mood == Mood.LYING) {
            var other = new Checkpoint(checkpoint.origin(), checkpoint.size() + 1, checkpoint.root());
            return List.of(signer.cosign(other, clock.instant()));
        }
        seen = Optional.of(checkpoint);
        cosigned++;
        if (mood == Mood.UNHEARD) {
            throw new IllegalStateException("unheard");
        }
        return List.of(signer.cosign(checkpoint, clock.instant()));
    }
}

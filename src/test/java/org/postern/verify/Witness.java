package org.postern.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.note.SignatureLine;
import org.postern.note.VerifierKey;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogException;
import org.postern.tlog.TreeHash;

/// An honest witness: signs only a log that grew out of what it signed before.
public final class Witness {
    private final CosignatureSigner signer;
    private Checkpoint seen;

    Witness(String name, String log, Randomness randomness) {
        signer = new CosignatureSigner(name, SecretBytes.random(randomness, 32));
        seen = Checkpoint.empty(log);
    }

    VerifierKey key() {
        return signer.verifierKey();
    }

    long seenSize() {
        return seen.size();
    }

    Optional<SignatureLine> cosign(Checkpoint checkpoint, List<TreeHash> proof, Instant now) {
        try {
            checkpoint.mustExtend(seen, proof);
        } catch (LogException refused) {
            return Optional.empty();
        }
        seen = checkpoint;
        return Optional.of(signer.cosign(checkpoint, now));
    }
}

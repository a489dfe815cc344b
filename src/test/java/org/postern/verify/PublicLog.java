package org.postern.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.LogException;
import org.postern.tlog.LogProof;
import org.postern.tlog.LogSigner;
import org.postern.tlog.TiledLog;
import org.postern.tlog.TreeHash;

/// A log with its signing key and its witnesses. The key is the server's, so a hostile server may sign what it likes;
/// the witnesses are other people's.
public final class PublicLog {
    private final LogSigner signer;
    private final List<Witness> witnesses;
    private final List<byte[]> entries = new ArrayList<>();

    /// Draws keys.
    public PublicLog(String origin, int witnesses, Randomness randomness) {
        signer = new LogSigner(origin, SecretBytes.random(randomness, 32));
        this.witnesses = IntStream.rangeClosed(1, witnesses)
                .mapToObj(i -> new Witness("witness-" + i + ".example", origin, randomness))
                .toList();
    }

    private PublicLog(PublicLog other, int size) {
        signer = other.signer;
        witnesses = other.witnesses;
        entries.addAll(other.entries.subList(0, size));
    }

    /// A second history with the same beginning, the same key and the same witnesses.
    public PublicLog fork(int size) {
        return new PublicLog(this, size);
    }

    /// The key that checks checkpoints.
    public VerifierKey key() {
        return signer.verifierKey();
    }

    /// The witnesses' keys.
    public List<VerifierKey> witnessKeys() {
        return witnesses.stream().map(Witness::key).toList();
    }

    /// Adds an entry.
    public void append(byte[] entry) {
        entries.add(entry.clone());
    }

    /// How many entries there are.
    public int size() {
        return entries.size();
    }

    /// Where an entry stands.
    public int indexOf(byte[] entry) {
        return IntStream.range(0, entries.size())
                .filter(i -> Arrays.equals(entries.get(i), entry))
                .findFirst()
                .orElseThrow();
    }

    /// The first entries as a log.
    public TiledLog at(int size) {
        return TiledLog.of(List.copyOf(entries.subList(0, size)));
    }

    /// Signs the whole log and asks the first so many witnesses, each of which signs only what continues what it saw.
    public SignedNote checkpoint(int asked, Instant now) {
        var tree = at(size()).tree();
        var note = signer.sign(tree);
        var checkpoint = Checkpoint.claimedBy(note);
        for (var witness : witnesses.subList(0, asked)) {
            var old = witness.seenSize();
            List<TreeHash> proof = old > 0 && old <= tree.size() ? tree.consistency(old, tree.size()) : List.of();
            var line = witness.cosign(checkpoint, proof, now);
            if (line.isPresent()) {
                note = note.with(line.get());
            }
        }
        return note;
    }

    /// Proves the last entry under a checkpoint of this size.
    public LogProof proofOfLast(SignedNote checkpoint) {
        return proof(size() - 1, checkpoint);
    }

    /// Proves an entry.
    public LogProof proof(int index, SignedNote checkpoint) throws LogException {
        return at(size()).proof(index, checkpoint);
    }
}

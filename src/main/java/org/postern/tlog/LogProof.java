package org.postern.tlog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postern.note.SignedNote;

/// A proof that an entry is in a log that witnesses have seen, checkable offline: `c2sp.org/tlog-proof@v1`.
///
///     c2sp.org/tlog-proof@v1
///     extra base64 (left out when there is none)
///     index 7
///     hashes from the leaf's sibling up, one a line
///     (an empty line)
///     the signed checkpoint
///
/// The checkpoint's signatures are not verified until [#verify].
public final class LogProof {
    /// Longest text, in bytes.
    public static final int BYTES_MAX = Preamble.BYTES_MAX;

    /// Longest extra data, in bytes.
    public static final int EXTRA_BYTES_MAX = 32_768;

    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    private final byte[] extra;
    private final long index;
    private final List<TreeHash> path;
    private final SignedNote checkpoint;

    /// Puts a proof together.
    ///
    /// @param extra      data beside the proof that nothing authenticates, at most 32 768 bytes, or empty
    /// @param index      the entry's place, from 0
    /// @param path       hashes from the leaf's sibling to the root's child, at most 63
    /// @param checkpoint the signed checkpoint, cosignatures included
    /// @throws IllegalArgumentException if a bound is exceeded
    public LogProof(byte[] extra, long index, List<TreeHash> path, SignedNote checkpoint) {
        if (extra.length > EXTRA_BYTES_MAX || index < 0 || path.size() > Preamble.HASHES_MAX) {
            throw new IllegalArgumentException("extra data, index or path is out of bounds");
        }
        this.extra = extra.clone();
        this.index = index;
        this.path = List.copyOf(path);
        this.checkpoint = checkpoint;
    }

    /// Reads a proof.
    ///
    /// @param proof the text, at most [#BYTES_MAX] bytes
    /// @return the proof, nothing of it verified
    /// @throws LogException MALFORMED
    public static LogProof parse(byte[] proof) {
        var preamble = Preamble.parse(proof);
        // What Checkpoint.parse refuses is no checkpoint, and so this is no proof.
        Checkpoint.claimedBy(preamble.checkpoint());
        var lines = preamble.lines();
        var hasExtra = lines.size() > 1 && lines.get(1).startsWith(EXTRA);
        var at = hasExtra ? 2 : 1;
        if (!lines.getFirst().equals(HEADER)
                || lines.size() <= at
                || !lines.get(at).startsWith(INDEX)) {
            throw LogException.malformed("expected a c2sp.org/tlog-proof@v1");
        }
        var extra = hasExtra ? Text.base64(lines.get(1).substring(EXTRA.length())) : new byte[0];
        if (hasExtra && (extra.length == 0 || extra.length > EXTRA_BYTES_MAX)) {
            throw LogException.malformed("expected 1 to 32768 bytes of extra data, or no line for it");
        }
        var index = Text.decimal(lines.get(at).substring(INDEX.length()));
        return new LogProof(extra, index, preamble.hashes(at + 1), preamble.checkpoint());
    }

    /// Checks everything: the log, its witnesses, their times, and that the entry is where the proof says.
    ///
    /// @param leaf   hash of the entry, made by whoever asks
    /// @param policy whom to believe
    /// @param now    the device's clock
    /// @return the checkpoint, believed
    /// @throws LogException WRONG_LOG, BAD_SIGNATURE, TOO_FEW_WITNESSES, STALE or NOT_IN_LOG
    public WitnessedCheckpoint verify(TreeHash leaf, LogPolicy policy, Instant now) {
        var believed = policy.check(checkpoint, now);
        believed.mustInclude(leaf, index, path);
        return believed;
    }

    /// Data beside the proof; nothing authenticates it.
    ///
    /// @return a copy; empty if there is none
    public byte[] extra() {
        return extra.clone();
    }

    /// Where the entry stands.
    ///
    /// @return from 0
    public long index() {
        return index;
    }

    /// The inclusion proof.
    ///
    /// @return hashes from the leaf's sibling to the root's child
    public List<TreeHash> path() {
        return path;
    }

    /// The signed checkpoint, not verified.
    ///
    /// @return text and signature lines
    public SignedNote checkpoint() {
        return checkpoint;
    }

    /// Writes the proof.
    ///
    /// @return exactly what `parse` reads
    public byte[] bytes() {
        var lines = new ArrayList<String>();
        lines.add(HEADER);
        if (extra.length > 0) {
            lines.add(EXTRA + Text.base64(extra));
        }
        lines.add(INDEX + index);
        path.forEach(hash -> lines.add(hash.base64()));
        return new Preamble(lines, checkpoint).bytes();
    }
}

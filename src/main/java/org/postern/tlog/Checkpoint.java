package org.postern.tlog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.postern.crypto.Sha256;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;

/// What a log says about itself: its name, how many entries it has, and the root over them (C2SP tlog-checkpoint). A
/// checkpoint is only a claim; [LogPolicy#check] says whether it is believed.
///
/// @param origin     the log's name; not empty, no newline
/// @param size       entries, 0 to 2^63 - 1
/// @param root       root hash over them
/// @param extensions further lines, which nobody checks; none of them empty. Ours has none.
public record Checkpoint(String origin, long size, TreeHash root, List<String> extensions) {
    private static final int FIXED_LINES = 3;
    private static final Pattern LINE = Pattern.compile("[^\\x00-\\x1f]+");

    /// Checks the form.
    ///
    /// @throws LogException MALFORMED
    public Checkpoint {
        extensions = List.copyOf(extensions);
        if (size < 0
                || !LINE.matcher(origin).matches()
                || !extensions.stream().allMatch(line -> LINE.matcher(line).matches())) {
            throw LogException.malformed("expected a checkpoint: origin, size, root hash");
        }
    }

    /// Makes a checkpoint without extension lines.
    ///
    /// @param origin the log's name
    /// @param size   entries
    /// @param root   root hash over them
    /// @throws LogException MALFORMED
    public Checkpoint(String origin, long size, TreeHash root) {
        this(origin, size, root, List.of());
    }

    /// Reads the text of a note.
    ///
    /// @param text with its final newline
    /// @return the checkpoint
    /// @throws LogException MALFORMED
    public static Checkpoint parse(String text) {
        var lines = List.of(text.split("\n", -1));
        // The last part is what follows the final newline: nothing.
        if (lines.size() <= FIXED_LINES || !lines.getLast().isEmpty()) {
            throw LogException.malformed("expected a checkpoint: origin, size, root hash");
        }
        return new Checkpoint(
                lines.get(0),
                Text.decimal(lines.get(1)),
                TreeHash.parse(lines.get(2)),
                lines.subList(FIXED_LINES, lines.size() - 1));
    }

    /// Reads the text of a note, unverified.
    ///
    /// @param note a signed checkpoint
    /// @return what it claims
    /// @throws LogException MALFORMED
    public static Checkpoint claimedBy(SignedNote note) {
        return parse(note.text());
    }

    /// Reads the bytes of a note, and answers in this room's words.
    static SignedNote note(byte[] bytes) {
        try {
            return SignedNote.parse(bytes);
        } catch (NoteException malformed) {
            throw LogException.of(malformed);
        }
    }

    /// Checks that this is an earlier checkpoint of the same log grown, or that one itself.
    ///
    /// @param seen  the earlier checkpoint, which was believed
    /// @param proof a consistency proof from its size to this one's; empty from size 0 and for equal sizes
    /// @throws LogException WRONG_LOG if the origins differ; INCONSISTENT if this one is smaller, differs at the
    ///     same size, or the proof does not hold; and if an empty log has another root than an empty log's
    public void mustExtend(Checkpoint seen, List<TreeHash> proof) {
        if (!origin.equals(seen.origin)) {
            throw new LogException(LogException.Reason.WRONG_LOG, "expected a checkpoint of the same log");
        }
        if (size == 0 && !root.equals(TreeHash.empty())) {
            throw new LogException(LogException.Reason.INCONSISTENT, "expected the root of an empty log");
        }
        if (seen.size > 0) {
            MerkleTree.verifyConsistency(seen.size, seen.root, size, root, proof);
        } else if (!proof.isEmpty()) {
            throw new LogException(LogException.Reason.INCONSISTENT, "expected no proof from an empty log");
        }
    }

    /// The checkpoint of a log that nobody has seen yet.
    ///
    /// @param origin the log's name
    /// @return size 0
    public static Checkpoint empty(String origin) {
        return new Checkpoint(origin, 0, TreeHash.empty());
    }

    /// Names a log where its origin would not do: in a path, in a file's name (C2SP tlog-witness, "origin hash").
    ///
    /// @param origin the log's name
    /// @return SHA-256 of its UTF-8, 64 lower-case hex digits
    public static String originHash(String origin) {
        return HexFormat.of().formatHex(Sha256.hash(origin.getBytes(StandardCharsets.UTF_8)));
    }

    /// Writes the text of a note.
    ///
    /// @return at least three lines, each ended by a newline
    public String text() {
        var lines = new ArrayList<String>();
        lines.add(origin);
        lines.add(Long.toString(size));
        lines.add(root.base64());
        lines.addAll(extensions);
        return String.join("\n", lines) + "\n";
    }
}

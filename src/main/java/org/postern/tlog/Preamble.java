package org.postern.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.postern.note.SignedNote;

/// Lines, an empty line, and a signed checkpoint: how tlog-proof and tlog-witness put data before a checkpoint.
///
/// @param lines      one or more, none empty, ASCII where their reader says so
/// @param checkpoint the note after the empty line, not verified
record Preamble(List<String> lines, SignedNote checkpoint) {
    /// RFC 6962 paths in trees below 2^63 are no longer.
    static final int HASHES_MAX = 63;

    private static final int LINES_MAX = HASHES_MAX + 3;
    private static final int LINE_BYTES_MAX = 65_536;

    /// Longest text: a note, the hashes, and one long line.
    static final int BYTES_MAX = SignedNote.NOTE_BYTES_MAX + LINE_BYTES_MAX + 64 * LINES_MAX;

    static Preamble parse(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw LogException.malformed("expected a shorter text");
        }
        for (var i = 1; i < bytes.length; i++) {
            if (bytes[i - 1] == '\n' && bytes[i] == '\n') {
                // Every line here is ASCII; as Latin-1 other bytes survive, and their readers refuse them.
                var head = new String(bytes, 0, i - 1, StandardCharsets.ISO_8859_1);
                var lines = List.of(head.split("\n", -1));
                if (lines.size() > LINES_MAX) {
                    throw LogException.malformed("expected fewer lines");
                }
                return new Preamble(lines, Checkpoint.note(Arrays.copyOfRange(bytes, i + 1, bytes.length)));
            }
        }
        throw LogException.malformed("expected lines, an empty line and a checkpoint");
    }

    /// The hashes from one line to the last.
    List<TreeHash> hashes(int from) {
        var hashes = lines.subList(from, lines.size());
        if (hashes.size() > HASHES_MAX) {
            throw LogException.malformed("expected at most 63 hashes");
        }
        return hashes.stream().map(TreeHash::parse).toList();
    }

    byte[] bytes() {
        var head = (String.join("\n", lines) + "\n\n").getBytes(StandardCharsets.ISO_8859_1);
        var note = checkpoint.bytes();
        return ByteBuffer.allocate(head.length + note.length)
                .put(head)
                .put(note)
                .array();
    }
}

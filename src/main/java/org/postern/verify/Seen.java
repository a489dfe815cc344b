package org.postern.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.file.WholeFile;
import org.postern.manifest.Hash;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.LogException;

/// What was seen of one service the last time that all of it held together. Kept as a small text file: three lines, an
/// empty one, and the log's signed checkpoint as it came, so that a fork can be shown to others:
///
///     postern/seen/v1
///     root <hex H(first root note)>
///     manifest 7 <hex H(manifest note)>
///
///     help.example/log
///     …
public final class Seen {
    private static final Pattern HEAD =
            Pattern.compile("postern/seen/v1\nroot ([0-9a-f]{64})\nmanifest ([1-9][0-9]{0,9}) ([0-9a-f]{64})\n\n");
    private static final int HEAD_BYTES_MAX = 256;

    private final Hash pinned;
    private final int version;
    private final Hash manifest;
    private final byte[] checkpoint;

    /// Keeps what was seen.
    ///
    /// @param pinned     SHA-256 of the first root note
    /// @param version    the manifest's, 1 or more
    /// @param manifest   SHA-256 of the manifest note
    /// @param checkpoint the checkpoint note, all bytes
    Seen(Hash pinned, int version, Hash manifest, byte[] checkpoint) {
        this.pinned = pinned;
        this.version = version;
        this.manifest = manifest;
        this.checkpoint = checkpoint.clone();
    }

    /// Reads the file.
    ///
    /// @param file what [#write] wrote, or no file yet
    /// @return what was seen; nothing if there is no file, or one of 0 bytes
    /// @throws IOException if it can't be read, or is of any other form
    static Optional<Seen> read(Path file) throws IOException {
        if (WholeFile.isFree(file)) {
            return Optional.empty();
        }
        return Optional.of(parse(WholeFile.read(file, HEAD_BYTES_MAX + SignedNote.NOTE_BYTES_MAX)));
    }

    private static Seen parse(byte[] bytes) throws IOException {
        // One byte is one character here, so places in the text are places in the bytes.
        var head = HEAD.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!head.lookingAt() || head.end() == bytes.length) {
            throw new IOException("expected the form that verify writes");
        }
        var version = Long.parseLong(head.group(2));
        if (version > Integer.MAX_VALUE) {
            throw new IOException("expected a smaller version");
        }
        var checkpoint = Arrays.copyOfRange(bytes, head.end(), bytes.length);
        try {
            Checkpoint.parse(SignedNote.parse(checkpoint).text());
        } catch (NoteException | LogException e) {
            throw new IOException("expected a signed checkpoint", e);
        }
        return new Seen(new Hash(head.group(1)), (int) version, new Hash(head.group(3)), checkpoint);
    }

    /// Writes the file so that a crash leaves the old one or the new one, whole.
    ///
    /// @param file in a folder that exists
    /// @throws IOException if it can't be written
    void write(Path file) throws IOException {
        var text = "postern/seen/v1\nroot " + pinned + "\nmanifest " + version + " " + manifest + "\n\n";
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(checkpoint);
        WholeFile.replace(file, bytes.toByteArray());
    }

    /// {@return SHA-256 of the first root note: which service this is about}
    Hash pinned() {
        return pinned;
    }

    /// {@return the manifest's version}
    int version() {
        return version;
    }

    /// {@return SHA-256 of the manifest note}
    Hash manifest() {
        return manifest;
    }

    /// {@return the log's state, as it was believed then}
    Checkpoint checkpoint() {
        return Checkpoint.claimedBy(SignedNote.parse(checkpoint));
    }
}

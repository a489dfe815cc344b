package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;

/// A root or manifest on its way through the admins' hands: first the text alone, then a note with more and
/// more signatures. Their texts hold no empty line, so the two can't be confused.
final class NoteFile {
    private final byte[] bytes;
    private final String text;
    private final Optional<SignedNote> note;

    private NoteFile(byte[] bytes, String text, Optional<SignedNote> note) {
        this.bytes = bytes;
        this.text = text;
        this.note = note;
    }

    static NoteFile read(Path file) throws IOException {
        return of(CeremonyFile.read(file));
    }

    static NoteFile of(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.contains("\n\n")) {
            return new NoteFile(bytes, text, Optional.empty());
        }
        var note = SignedNote.parse(bytes);
        return new NoteFile(bytes, note.text(), Optional.of(note));
    }

    boolean isRoot() {
        return text.startsWith("postern/root/");
    }

    boolean isManifest() {
        return text.startsWith("postern/manifest/");
    }

    Root root() {
        return Root.parse(text);
    }

    Manifest manifest() {
        return Manifest.parse(text);
    }

    Hash hash() {
        return Hash.of(bytes);
    }

    Optional<SignedNote> note() {
        return note;
    }

    SignedNote signedBy(AdminKey key) {
        return note.map(key::sign).orElseGet(() -> key.sign(text));
    }
}

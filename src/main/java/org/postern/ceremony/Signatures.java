package org.postern.ceremony;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.manifest.ManifestException;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// The signatures of one text, gathered from copies that went different ways.
final class Signatures {
    private Signatures() {}

    /// Puts the signatures of two copies of one note together. A line that names a known key and does not
    /// verify is left out: a copy spoiled by somebody must not spoil the others.
    ///
    /// @param one   a copy
    /// @param other another copy of the same text
    /// @param known whose signatures count
    /// @return the text with every good signature of a known key, each once
    /// @throws ManifestException MALFORMED if the texts differ, or no good signature is left
    static SignedNote union(SignedNote one, SignedNote other, Collection<VerifierKey> known) {
        if (!one.text().equals(other.text())) {
            throw ManifestException.malformed("expected two copies of the same text");
        }
        var lines = new LinkedHashSet<String>();
        for (var note : List.of(one, other)) {
            lines(note)
                    .filter(line -> !signers(note.text(), line, known).isEmpty())
                    .forEach(lines::add);
        }
        if (lines.isEmpty()) {
            throw ManifestException.malformed("expected a signature of an admin");
        }
        return note(one.text(), String.join("\n", lines));
    }

    private static Stream<String> lines(SignedNote note) {
        var all = new String(note.bytes(), StandardCharsets.UTF_8);
        return all.substring(note.text().length() + 1).lines();
    }

    private static Set<VerifierKey> signers(String text, String line, Collection<VerifierKey> known) {
        try {
            return note(text, line).signedBy(known);
        } catch (NoteException e) {
            return Set.of();
        }
    }

    private static SignedNote note(String text, String lines) {
        return SignedNote.parse((text + "\n" + lines + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

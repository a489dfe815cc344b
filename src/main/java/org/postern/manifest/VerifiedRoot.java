package org.postern.manifest;

import java.util.List;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;

/// The newest root of a chain that starts at the pinned root note. Made only by walking that chain.
public final class VerifiedRoot {
    /// Most roots in a chain: more than thirty years of yearly roots.
    public static final int ROOTS_MAX = 32;

    private final Root root;
    private final Hash pinned;

    private VerifiedRoot(Root root, Hash pinned) {
        this.root = root;
        this.pinned = pinned;
    }

    /// Walks the chain: the first note is the pinned one, signed by k of its own admins; each next one is of the next
    /// version and the same origin, signed by k of the old *and* k of the new admins (DESIGN section 8).
    ///
    /// @param rootNotes all root notes in order, at least one
    /// @param pinned    SHA-256 of the first root note, all its bytes
    /// @return the last root
    /// @throws ManifestException NOT_PUBLISHED, MALFORMED, WRONG_ROOT, BAD_SIGNATURE, BROKEN_ROOT_CHAIN or
    ///                           ROOT_UNDER_SIGNED
    public static VerifiedRoot verify(List<byte[]> rootNotes, Hash pinned) {
        if (rootNotes.isEmpty()) {
            throw new ManifestException(Reason.NOT_PUBLISHED, "expected a root note");
        }
        if (rootNotes.size() > ROOTS_MAX) {
            throw ManifestException.malformed("expected at most 32 roots");
        }
        if (!Hash.of(rootNotes.getFirst()).equals(pinned)) {
            throw new ManifestException(Reason.WRONG_ROOT, "expected the pinned root note");
        }
        var note = parse(rootNotes.getFirst());
        var root = Root.parse(note.text());
        if (root.version() != 1) {
            throw new ManifestException(Reason.BROKEN_ROOT_CHAIN, "expected the first root to have version 1");
        }
        requireSigned(note, root, Reason.ROOT_UNDER_SIGNED);
        for (var bytes : rootNotes.subList(1, rootNotes.size())) {
            note = parse(bytes);
            var successor = Root.parse(note.text());
            if (successor.version() != root.version() + 1 || !successor.origin().equals(root.origin())) {
                throw new ManifestException(
                        Reason.BROKEN_ROOT_CHAIN, "expected the next version of the same service's root");
            }
            requireSigned(note, root, Reason.ROOT_UNDER_SIGNED);
            requireSigned(note, successor, Reason.ROOT_UNDER_SIGNED);
            root = successor;
        }
        return new VerifiedRoot(root, pinned);
    }

    static SignedNote parse(byte[] note) {
        try {
            return SignedNote.parse(note);
        } catch (NoteException e) {
            throw ManifestException.malformed("expected a signed note");
        }
    }

    /// Requires the signatures of k different admins of a root.
    static void requireSigned(SignedNote note, Root by, Reason otherwise) {
        try {
            if (note.signedBy(by.keys()).size() < by.threshold()) {
                throw new ManifestException(
                        otherwise, "expected signatures of " + by.threshold() + " different admins");
            }
        } catch (NoteException e) {
            throw switch (e.fault()) {
                case BAD_SIGNATURE ->
                    new ManifestException(Reason.BAD_SIGNATURE, "expected every known admin's signature to verify");
                case MALFORMED -> ManifestException.malformed("expected a signed note");
            };
        }
    }

    /// The newest root.
    ///
    /// @return its text, parsed
    public Root root() {
        return root;
    }

    /// What the chain hangs on, which is also the salt of the nine words.
    ///
    /// @return SHA-256 of the first root note
    public Hash pinned() {
        return pinned;
    }
}

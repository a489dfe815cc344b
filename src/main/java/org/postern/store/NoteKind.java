package org.postern.store;

/// What a published note is.
public enum NoteKind {
    /// A root note; all of them are kept and shown.
    ROOT(1),
    /// A manifest note; the newest is shown.
    MANIFEST(2);

    private final int code;

    NoteKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

package org.postern.age;

import java.io.IOException;

/// An age file that does not open, and at which step. The message says what was expected and repeats nothing of
/// the file.
public final class AgeException extends IOException {
    private static final long serialVersionUID = 1L;

    /// The steps of opening, in order; the classes of failure of the public test kit (C2SP/CCTV).
    public enum Kind {
        /// The header, or a stanza meant for this identity's type, is malformed.
        HEADER,
        /// No stanza was wrapped for this identity.
        NO_MATCH,
        /// The header was changed after it was made.
        HMAC,
        /// The payload was changed, cut short or made longer.
        PAYLOAD
    }

    private final Kind kind;

    /// Made by this room, and by identities of other kinds.
    ///
    /// @param kind the step that failed
    /// @param message what was expected; nothing from the file
    public AgeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /// The step that failed.
    public Kind kind() {
        return kind;
    }
}

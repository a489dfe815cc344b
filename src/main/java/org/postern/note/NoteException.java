package org.postern.note;

/// A note that can't be taken. Messages say what was expected and never echo the note.
public final class NoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /// Why a note was refused.
    public enum Fault {
        /// Not a signed note at all: wrong form, wrong characters, too long, too many signatures.
        MALFORMED,
        /// A key that we know is named, but its signature is not of this text.
        BAD_SIGNATURE
    }

    NoteException(Fault fault, String expected) {
        super(expected);
        this.fault = fault;
    }

    static NoteException malformed(String expected) {
        return new NoteException(Fault.MALFORMED, expected);
    }

    /// Says why.
    ///
    /// @return the class of the failure
    public Fault fault() {
        return fault;
    }
}

package org.postern.tlog;

import org.postern.note.NoteException;

/// Something about a log that is not believed. The message says what was expected, never what was found.
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Why. The order is that in which the checks are made.
    public enum Reason {
        /// Not in the form that the specification fixes.
        MALFORMED,
        /// A checkpoint of another log than the one that was asked for.
        WRONG_LOG,
        /// The log did not sign, or a line names a known log or witness and does not verify.
        BAD_SIGNATURE,
        /// Fewer different witnesses than the policy demands.
        TOO_FEW_WITNESSES,
        /// Enough witnesses, but too few of them at a time close to now.
        STALE,
        /// The entry is not at this place of this log.
        NOT_IN_LOG,
        /// One tree is not the other one grown: a fork or a rollback.
        INCONSISTENT
    }

    /// Refuses.
    ///
    /// @param reason   why
    /// @param expected what was expected
    public LogException(Reason reason, String expected) {
        super(expected);
        this.reason = reason;
    }

    private LogException(Reason reason, NoteException cause) {
        super(cause.getMessage(), cause);
        this.reason = reason;
    }

    static LogException malformed(String expected) {
        return new LogException(Reason.MALFORMED, expected);
    }

    static LogException of(NoteException cause) {
        return new LogException(
                switch (cause.fault()) {
                    case MALFORMED -> Reason.MALFORMED;
                    case BAD_SIGNATURE -> Reason.BAD_SIGNATURE;
                },
                cause);
    }

    /// Says why.
    ///
    /// @return the reason
    public Reason reason() {
        return reason;
    }
}

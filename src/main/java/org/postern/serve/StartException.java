package org.postern.serve;

/// The server can't start; the message is one clear sentence for the operator.
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says what is wrong.
    ///
    /// @param message what is wrong and, where known, what to do
    public StartException(String message) {
        super(message);
    }

    /// Says what is wrong.
    ///
    /// @param message what is wrong and, where known, what to do
    /// @param cause what was met
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.postern.tlog;

/// A file with a log's or a witness's signing key that can't be used. The message names the file and says what to do;
/// nothing of its content is in it.
public final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyFileException(String message) {
        super(message);
    }

    KeyFileException(String message, Throwable cause) {
        super(message, cause);
    }
}

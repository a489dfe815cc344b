package org.postern.witness;

/// The witness can't start or can't keep what it saw, in one sentence for its operator.
final class WitnessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WitnessException(String message) {
        super(message);
    }

    WitnessException(String message, Throwable cause) {
        super(message, cause);
    }
}

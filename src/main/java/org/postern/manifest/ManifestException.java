package org.postern.manifest;

/// Notes, cards, rosters or publications that are not believed. The message says what was expected, never what was
/// found.
public final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Refuses.
    ///
    /// @param reason   why
    /// @param expected what was expected, for people who can act on it
    public ManifestException(Reason reason, String expected) {
        super(expected);
        this.reason = reason;
    }

    /// Refuses what is not of the right form.
    ///
    /// @param expected what was expected
    /// @return an exception whose reason is MALFORMED
    public static ManifestException malformed(String expected) {
        return new ManifestException(Reason.MALFORMED, expected);
    }

    /// Says why.
    ///
    /// @return the reason
    public Reason reason() {
        return reason;
    }
}

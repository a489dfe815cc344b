package org.postern.ceremony;

/// A step of the ceremony that must not be done. The message is for the person at the keyboard: one sentence
/// on what is wrong, one on what to do next. It names people only by what the team calls them.
public final class CeremonyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Refuses.
    ///
    /// @param sentences what is wrong, and what to do next
    public CeremonyException(String sentences) {
        super(sentences);
    }
}

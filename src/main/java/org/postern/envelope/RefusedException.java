package org.postern.envelope;

/// Thrown wherever bytes from outside are not taken; carries the reason and, on purpose, nothing of those
/// bytes.
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    /// Refuses.
    ///
    /// @param refusal why
    public RefusedException(Refusal refusal) {
        // No stack trace: a refusal is an everyday answer, and a flood of them must stay cheap.
        super(refusal.name(), null, false, false);
        this.refusal = refusal;
    }

    /// Why.
    public Refusal refusal() {
        return refusal;
    }
}

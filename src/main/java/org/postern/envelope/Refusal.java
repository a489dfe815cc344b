package org.postern.envelope;

/// Why the server does not take something. The caller learns the status and nothing else (PROTOCOL.md 4.5).
public enum Refusal {
    /// A wrong magic, a reserved byte that is not zero, a field out of its range.
    MALFORMED(400),
    /// A team call from an unknown desk, with a wrong signature or a wrong clock.
    UNAUTHORISED(401),
    /// No such place.
    NOT_FOUND(404),
    /// Not with this method.
    METHOD_NOT_ALLOWED(405),
    /// The id, the (tag, number) or the note's version is taken by other bytes.
    TAKEN(409),
    /// The epoch is not open, or no longer known.
    EPOCH_CLOSED(410),
    /// Not the one length that this place takes.
    WRONG_LENGTH(413),
    /// Not an age file, or not with the stanzas that this place takes.
    NOT_SEALED(415),
    /// A note that does not verify.
    NOTE_UNVERIFIED(422),
    /// A proof of work that does not hold, or of another price than asked.
    WORK_UNPROVEN(422),
    /// A desk's fifth reply to one mailbox on one day.
    TOO_MANY(429),
    /// Headers too large.
    HEADERS_TOO_LARGE(431),
    /// The store can't take it now: the sender keeps it and sends the same bytes again.
    UNAVAILABLE(503);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /// The HTTP status that tells it.
    public int status() {
        return status;
    }
}

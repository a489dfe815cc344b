package org.postern.api;

/// Why a call did not do what it was for, in words for the person in front of the screen.
public enum Problem {
    /// No connection, or no answer in time. Whether the server took it is not known: send the same bytes again.
    NOT_REACHED("The server can't be reached. Check the connection and try again."),
    /// 503: the store can't take it now. Keep it and send the same bytes again.
    NOT_NOW("The server can't take this right now. Try again in a minute."),
    /// 401: desk unknown, signature wrong, or a clock more than five minutes away.
    NOT_SIGNED_IN("The server does not know this desk, or the clock of this computer is wrong."),
    /// 409: the place is taken by other bytes.
    TAKEN("Something else is already stored in this place."),
    /// 410: the epoch is not open.
    CLOSED("The keys that this was made with are no longer in use. Fetch the newest keys and try again."),
    /// 422: a note or a proof of work does not verify.
    NOT_VERIFIED("The server could not verify the signatures."),
    /// 429: a desk's fifth reply to one mailbox on one day; a proposal that finds no room on the board.
    TOO_MANY(
            "This desk has sent all the replies that one mailbox may get in one day, or the board of proposals is full."),
    /// 400, 404, 405, 413, 415, 431: not what this server takes.
    NOT_UNDERSTOOD("The server does not take messages of this form. This program or the server may be too old."),
    /// 500 and everything unforeseen.
    SERVER_FAILED("Something went wrong on the server."),
    /// An answer of the wrong length or form.
    STRANGE_ANSWER("The server sent an answer that can't be read.");

    private final String words;

    Problem(String words) {
        this.words = words;
    }

    /// {@return one or two plain sentences}
    public String words() {
        return words;
    }

    /// Sending the same bytes once more may help.
    ///
    /// @return true if the server was not reached, or can't take it now
    public boolean passes() {
        return switch (this) {
            case NOT_REACHED, NOT_NOW, SERVER_FAILED -> true;
            case NOT_SIGNED_IN, TAKEN, CLOSED, NOT_VERIFIED, TOO_MANY, NOT_UNDERSTOOD, STRANGE_ANSWER -> false;
        };
    }

    static Problem ofStatus(int status) {
        return switch (status) {
            case 400, 404, 405, 413, 415, 431 -> NOT_UNDERSTOOD;
            case 401 -> NOT_SIGNED_IN;
            case 409 -> TAKEN;
            case 410 -> CLOSED;
            case 422 -> NOT_VERIFIED;
            case 429 -> TOO_MANY;
            case 503 -> NOT_NOW;
            default -> SERVER_FAILED;
        };
    }
}

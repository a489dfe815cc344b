package org.postern.ceremony;

import java.util.Arrays;
import java.util.Optional;

/// What a person was let in for. The keys carry out the first two; the third is a promise among people, which
/// consoles show and nothing enforces.
public enum Role {
    /// Opens, sorts and answers requests.
    RESPONDER("responder"),
    /// Holds a seat: one share of contact details and of every epoch's recovery.
    KEY_HOLDER("key-holder"),
    /// Sees to it that the others can work: shifts, hand-over, the head words at shift change.
    COORDINATOR("coordinator");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /// The role as the ledger and the command line write it.
    ///
    /// @return lower case, with hyphens
    public String word() {
        return word;
    }

    /// Reads a role.
    ///
    /// @param word as `word` gives it
    /// @return the role, or nothing
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
    }
}

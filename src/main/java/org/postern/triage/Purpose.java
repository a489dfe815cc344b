package org.postern.triage;

import java.util.Optional;

/// Why contact details may be opened: a closed list, so that no free text about a person can arise (DESIGN.md 4).
public enum Purpose {
    /// Call back as the person asked.
    CALL_BACK_AS_ASKED(1),
    /// Meet as the person asked.
    MEET_AS_ASKED(2),
    /// A safe place tonight.
    SAFE_PLACE_TONIGHT(3),
    /// Urgent medical help that the person asked for.
    URGENT_MEDICAL_HELP_ASKED_FOR(4);

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    /// The number in the log and in the notice to the requester, 1 to 4.
    public int code() {
        return code;
    }

    /// The purpose of a number, if it is one.
    public static Optional<Purpose> of(int code) {
        for (var purpose : values()) {
            if (purpose.code == code) {
                return Optional.of(purpose);
            }
        }
        return Optional.empty();
    }
}

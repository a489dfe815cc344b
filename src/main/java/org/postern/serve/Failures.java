package org.postern.serve;

import org.postern.envelope.Refusal;
import org.postern.envelope.RefusedException;
import org.postern.manifest.ManifestException;
import org.postern.store.StoreUnavailable;

/// Turns what a place throws into the one refusal body with the right status. Anything unforeseen is 500 and is
/// counted; it is not logged, because a line in a log has a time, and the time of what a requester causes is
/// not kept.
final class Failures {
    private static final int FAILED = 500;

    private Failures() {}

    /// Answers a failure.
    ///
    /// @param failure what was thrown
    /// @return the answer for it
    static Answer refusal(RuntimeException failure) {
        return Answer.refused(
                switch (failure) {
                    case RefusedException refused -> refused.refusal().status();
                    case StoreUnavailable away -> Refusal.UNAVAILABLE.status();
                    case ManifestException unbelieved -> unbelieved(unbelieved).status();
                    default -> FAILED;
                });
    }

    private static Refusal unbelieved(ManifestException why) {
        return switch (why.reason()) {
            case VERSION_TAKEN, OLDER_THAN_SEEN -> Refusal.TAKEN;
            case NOT_PUBLISHED,
                    MALFORMED,
                    WRONG_ROOT,
                    BAD_SIGNATURE,
                    BROKEN_ROOT_CHAIN,
                    ROOT_UNDER_SIGNED,
                    WRONG_ORIGIN,
                    WRONG_ROOT_VERSION,
                    UNDER_SIGNED,
                    ROOT_EXPIRED,
                    CLOSED,
                    TOO_FAR_AHEAD,
                    WRONG_LOG,
                    TOO_FEW_WITNESSES,
                    STALE,
                    NOT_LOGGED,
                    NOT_NEWEST,
                    WRONG_PREVIOUS,
                    WRONG_EPOCH,
                    TOO_EARLY,
                    WRONG_HISTORY,
                    WRONG_EPOCH_FILE,
                    WRONG_ROSTER,
                    WRONG_RECOVERY,
                    WRONG_PEOPLE -> Refusal.NOTE_UNVERIFIED;
        };
    }
}

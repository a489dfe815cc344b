package org.postern.manifest;

/// Why notes, or something published with them, are not believed. The order is that in which the checks are made.
public enum Reason {
    /// Nothing has been published yet.
    NOT_PUBLISHED("This service has not been opened yet: it has published no keys."),
    /// Wrong framing, wrong form, an unknown line, a count or size over its bound.
    MALFORMED("What the service sent is not in the right form."),
    /// The first root is not the pinned one.
    WRONG_ROOT("These keys do not belong to this service."),
    /// A line names a known admin and does not verify.
    BAD_SIGNATURE("A signature is wrong: somebody changed what was signed."),
    /// Roots that do not follow each other: version, origin.
    BROKEN_ROOT_CHAIN("The list of admins has a gap or a wrong link."),
    /// Fewer than k different admins, old and new, signed a root.
    ROOT_UNDER_SIGNED("Not enough different admins signed the list of admins."),
    /// The manifest is for another service.
    WRONG_ORIGIN("These keys are signed for another service."),
    /// The manifest is not under the newest root.
    WRONG_ROOT_VERSION("These keys are not signed under the newest list of admins."),
    /// Fewer than k different admins signed the manifest. One admin who signs twice is one admin.
    UNDER_SIGNED("Not enough different admins signed these keys."),
    /// A lower version than one already seen.
    OLDER_THAN_SEEN("These keys are older than ones already seen here."),
    /// The newest root's last day is over.
    ROOT_EXPIRED("The list of admins is too old to be believed."),
    /// `intake-until` is over: the keys are good, but nothing new is taken.
    CLOSED("The service is closed for new messages right now."),
    /// `intake-until` is more than eight days ahead.
    TOO_FAR_AHEAD("These keys claim to be good for longer than is allowed. The clock of this device may be wrong."),
    /// The checkpoint is not signed by the log that the root names, or is of another log.
    WRONG_LOG("The public log of these keys is not the one that the admins named."),
    /// Fewer witnesses than the root demands cosigned the checkpoint.
    TOO_FEW_WITNESSES("Not enough independent witnesses have seen these keys."),
    /// The newest cosignatures that are needed for the quorum are more than 72 hours away from the verifier's clock.
    STALE("What the witnesses saw is too old, or the clock of this device is wrong."),
    /// There is no proof that the manifest note is in the log, or it does not hold.
    NOT_LOGGED("These keys are not in the public log."),
    /// The log goes on after this manifest: there is a newer one.
    NOT_NEWEST("There are newer keys than the ones that the service sent."),
    /// Publishing: this version exists with other bytes.
    VERSION_TAKEN("There is another manifest or root of this version already."),
    /// Publishing: the manifest does not name the hash of the one before it.
    WRONG_PREVIOUS("This manifest does not follow the one that is published."),
    /// Publishing or signing: a living epoch's line was changed, left out, or is not newer than those before it.
    WRONG_EPOCH("The list of epochs does not follow from the one that is published."),
    /// Publishing or signing: an epoch is destroyed before its day.
    TOO_EARLY("The day on which this epoch may be destroyed has not come yet. Try again on that day."),
    /// Publishing or signing: a destroyed epoch, or a stopped desk, is left out or changed.
    WRONG_HISTORY("An epoch that was destroyed, or a desk that was stopped, is missing from this manifest."),
    /// Publishing or signing: an epoch file is missing, is not the manifest's, or is sealed to another number of
    /// people.
    WRONG_EPOCH_FILE("The epoch file is missing or is not the one in the manifest."),
    /// Publishing or signing: the roster is missing or is not the manifest's.
    WRONG_ROSTER("The roster is missing or is not the one in the manifest."),
    /// Publishing or signing: the recovery file is missing or is not the manifest's.
    WRONG_RECOVERY("The recovery file is missing or is not the one in the manifest."),
    /// Publishing or signing: the people file is missing or is not the manifest's.
    WRONG_PEOPLE("The people file is missing or is not the one in the manifest.");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /// Says it in plain English.
    ///
    /// @return one or two sentences
    public String words() {
        return words;
    }
}

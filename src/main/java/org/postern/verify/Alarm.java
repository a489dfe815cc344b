package org.postern.verify;

/// What can be wrong with a service, seen from outside. Each comes with one sentence of its own, and this says what to
/// do about it.
public enum Alarm {
    /// The service or its log can't be had, or only in part.
    NOT_REACHED("Try again later, and from another place. If it stays away, tell the people who run it."),
    /// Roots or manifest are not believed: the first reason of PROTOCOL 8.5 that applies.
    WRONG_KEYS("Do not use this service, and show this to one of its admins by a way that you trust."),
    /// Two states of the log that don't continue each other, or two manifests of one version.
    FORK("Somebody is shown other keys than somebody else. Keep what is written here, and give it to the admins and"
            + " to the witnesses by a way that you trust."),
    /// The log or the manifest is older than what was seen before.
    ROLLBACK("Old keys are shown, and the newest are hidden. Do not use this service, and ask one of its admins which"
            + " version is the newest."),
    /// Keys are shown that were never entered into the log.
    SKIPPED_LOG("Nobody can watch over keys that are not in the log. Do not use this service, and show this to one of"
            + " its admins by a way that you trust."),
    /// The log is not signed as it must be, does not add up, or holds something that does not belong there.
    BROKEN_LOG("Do not use this service before one of its admins has explained this."),
    /// Too few witnesses, or not fresh.
    WITNESSES("The service may show you something old. Ask the people who run it whether it reaches its witnesses."),
    /// A served file is not the one that the admins signed.
    PAGE_DIFFERS("Do not type anything into this page. Show this to one of the admins by a way that you trust."),
    /// A key has expired or is about to, or should have been destroyed.
    EXPIRES("The admins have to act: `postern keys status` tells them what to do.");

    private final String next;

    Alarm(String next) {
        this.next = next;
    }

    /// What to do next.
    ///
    /// @return one or two plain sentences
    public String next() {
        return next;
    }
}

package org.postern.manifest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Where an epoch is in its life, by the manifest in force and a clock.
///
///     PENDING -> OPEN -> CLOSED -> RETIRED -> DESTROYED
///
public enum EpochState {
    /// Drawn and in a proposal, but in no manifest yet.
    PENDING("not open yet"),
    /// Pages seal to it.
    OPEN("open"),
    /// Pages seal to it no longer; what was sealed before is still taken, for `GRACE`.
    CLOSED("closed, late messages still come in"),
    /// Nothing new is taken. What is in it can be opened, and what lives on moves to a later epoch.
    RETIRED("retired: nothing new, old messages can still be opened"),
    /// Its seed exists no longer: nobody can open what was sealed to it.
    DESTROYED("destroyed: nobody can open its messages any more");

    /// How long after the end of intake a message is still taken.
    public static final Duration GRACE = Duration.ofDays(1);

    private final String words;

    EpochState(String words) {
        this.words = words;
    }

    /// Looks an epoch up. An older epoch that the manifest names no longer was destroyed long ago.
    ///
    /// @param manifest the manifest in force
    /// @param epoch    1 or more
    /// @param clock    the clock
    /// @return its state
    public static EpochState of(Manifest manifest, int epoch, InstantSource clock) {
        if (epoch > manifest.intakeEpoch()) {
            return PENDING;
        }
        return manifest.living(epoch)
                .map(living -> ofLiving(living, epoch == manifest.intakeEpoch(), clock.instant()))
                .orElse(DESTROYED);
    }

    private static EpochState ofLiving(LivingEpoch epoch, boolean isIntake, Instant now) {
        if (isIntake && now.isBefore(epoch.until())) {
            return OPEN;
        }
        return epoch.takesRequests(now) ? CLOSED : RETIRED;
    }

    /// Tells whether the server takes requests sealed to such an epoch.
    ///
    /// @return true for open, and for closed within the grace
    public boolean takesRequests() {
        return this == OPEN || this == CLOSED;
    }

    /// Says it in plain English.
    ///
    /// @return a few words
    public String words() {
        return words;
    }
}

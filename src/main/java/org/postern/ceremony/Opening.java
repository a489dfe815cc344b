package org.postern.ceremony;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.postern.manifest.ServedFile;
import org.postern.manifest.SignedManifest;

/// What an admin wants of a new epoch.
///
/// @param because       why
/// @param opens         when it is composed, in whole seconds
/// @param until         when its intake ends
/// @param destroyOn     from which day its secret is destroyed
/// @param seatThreshold how many key holders must agree, 0 for no seats; without it as before
/// @param files         what is served; without it as before
/// @param destroyed     older epochs that are destroyed with this
public record Opening(
        Because because,
        Instant opens,
        Instant until,
        LocalDate destroyOn,
        OptionalInt seatThreshold,
        Optional<List<ServedFile>> files,
        Set<Integer> destroyed) {
    /// How long an epoch takes requests where nothing else is said.
    public static final Duration INTAKE = Duration.ofDays(7);

    /// How many days after the end of intake an epoch's secret lives where nothing else is said.
    public static final int KEEP_DAYS = 30;

    /// Checks the times.
    ///
    /// @throws CeremonyException if intake would end in the past or more than eight days ahead
    public Opening {
        files = files.map(List::copyOf);
        destroyed = Set.copyOf(destroyed);
        if (!until.isAfter(opens) || until.isAfter(opens.plus(SignedManifest.INTAKE_AHEAD_MAX))) {
            throw new CeremonyException("Intake has to end after now and within eight days. Choose another end.");
        }
        var earliest = LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(1);
        if (destroyOn.isBefore(earliest)) {
            throw new CeremonyException(
                    "The epoch's secret can't be destroyed before its requests were read. The first day"
                            + " that works is " + earliest + "; " + KEEP_DAYS + " days after intake ends are usual.");
        }
    }

    /// The usual: seven days of intake, thirty more until the secret is destroyed, everything else as before.
    ///
    /// @param because why
    /// @param clock   this computer's clock
    /// @return the opening
    public static Opening usual(Because because, InstantSource clock) {
        var opens = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var until = opens.plus(INTAKE);
        return new Opening(
                because,
                opens,
                until,
                LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(KEEP_DAYS),
                OptionalInt.empty(),
                Optional.empty(),
                Set.of());
    }

    /// The same with another end of intake.
    ///
    /// @param when in whole seconds
    /// @return the opening; its secret is destroyed thirty days after that
    public Opening withUntil(Instant when) {
        // A time that no calendar has a day for is refused like every other that is too far.
        var end = when.isAfter(opens.plus(SignedManifest.INTAKE_AHEAD_MAX)) || when.isBefore(opens) ? opens : when;
        var day = LocalDate.ofInstant(end, ZoneOffset.UTC).plusDays(KEEP_DAYS);
        return new Opening(because, opens, when, day, seatThreshold, files, destroyed);
    }

    /// The same with another day of destruction.
    ///
    /// @param day in UTC
    /// @return the opening
    public Opening withDestroyOn(LocalDate day) {
        return new Opening(because, opens, until, day, seatThreshold, files, destroyed);
    }

    /// The same with a number of key holders who must agree.
    ///
    /// @param k 2 to n, or 0 for no seats
    /// @return the opening
    public Opening withSeatThreshold(int k) {
        return new Opening(because, opens, until, destroyOn, OptionalInt.of(k), files, destroyed);
    }

    /// The same with other served files.
    ///
    /// @param served in any order
    /// @return the opening
    public Opening withFiles(List<ServedFile> served) {
        return new Opening(because, opens, until, destroyOn, seatThreshold, Optional.of(served), destroyed);
    }

    /// The same, destroying older epochs.
    ///
    /// @param epochs whose day has come
    /// @return the opening
    public Opening withDestroyed(Set<Integer> epochs) {
        return new Opening(because, opens, until, destroyOn, seatThreshold, files, epochs);
    }

    LocalDate day() {
        return LocalDate.ofInstant(opens, ZoneOffset.UTC);
    }
}

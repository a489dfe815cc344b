package org.postern.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.note.VerifierKey;
import org.postern.tlog.LogPolicy;
import org.postern.tlog.WitnessedCheckpoint;

/// What is about to end, early enough for the admins to act.
final class Expiry {
    /// The admins meet rarely, so they need a month.
    static final Duration ROOT_AHEAD = Duration.ofDays(30);

    /// Intake is renewed by one command.
    static final Duration INTAKE_AHEAD = Duration.ofDays(1);

    /// Pages stop believing at 72 hours (`LogPolicy.FRESH_FOR`); servers ask their witnesses twice a day.
    static final Duration WITNESSES_AGE = Duration.ofDays(2);

    private final Instant now;
    private final Report report;

    Expiry(InstantSource clock, Report report) {
        this.now = clock.instant();
        this.report = report;
    }

    void check(Root root, Manifest manifest) {
        var rootEnds = root.notAfter().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        if (!now.isBefore(rootEnds)) {
            report.alarm(Alarm.EXPIRES, "The list of admins ended on " + root.notAfter() + ", so no page believes it.");
        } else if (now.plus(ROOT_AHEAD).isAfter(rootEnds)) {
            report.alarm(Alarm.EXPIRES, "The list of admins ends on " + root.notAfter() + ".");
        } else {
            report.good("The list of admins is good until " + root.notAfter() + ".");
        }
        var until = manifest.intakeUntil();
        if (!now.isBefore(until)) {
            report.alarm(Alarm.EXPIRES, "Intake ended at " + until + ": nobody can ask for help here now.");
        } else if (now.plus(INTAKE_AHEAD).isAfter(until)) {
            report.alarm(Alarm.EXPIRES, "Intake ends at " + until + ", in less than a day.");
        } else {
            report.good("Intake is open until " + until + ".");
        }
        for (var epoch : manifest.epochs()) {
            if (epoch.isDue(now)) {
                report.alarm(
                        Alarm.EXPIRES,
                        "The keys of epoch " + epoch.epoch() + " were to be destroyed on " + epoch.destroyOn()
                                + ", and no notice of it is published.");
            }
        }
    }

    /// Whether the witnesses' statements will soon be too old for pages; that they are already is found elsewhere.
    void check(WitnessedCheckpoint state, int quorum) {
        if (quorum == 0) {
            return;
        }
        var newest = new HashMap<VerifierKey, Instant>();
        state.cosignatures().forEach(seen -> newest.merge(seen.witness(), seen.time(), Expiry::later));
        var counts = newest.values().stream()
                .sorted(Comparator.reverseOrder())
                .skip(quorum - 1L)
                .findFirst();
        var isOld = counts.map(time -> Duration.between(time, now))
                .filter(age -> age.compareTo(WITNESSES_AGE) > 0 && age.compareTo(LogPolicy.FRESH_FOR) <= 0);
        if (isOld.isPresent()) {
            report.alarm(
                    Alarm.WITNESSES,
                    "The witnesses saw the log last " + isOld.get().toHours()
                            + " hours ago; after 72 hours no page believes it.");
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

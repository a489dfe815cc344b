package org.postern.manifest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.postern.age.HybridRecipient;

/// An epoch whose seed still exists: an `epoch` line of the manifest (PROTOCOL 8.2).
///
/// @param epoch      1 or more
/// @param until      when its intake ends, in whole seconds
/// @param destroyOn  the day (UTC) from which its seed is destroyed; after the day of `until`
/// @param rosterRoot Merkle root of its roster
/// @param recipient  SHA-256 of its recipient's text, see `hashOf`
/// @param files      what `EpochFiles.hash` gives for its sealed files
/// @param recovery   SHA-256 of its recovery file, `Hash.NONE` if it has none
public record LivingEpoch(
        int epoch, Instant until, LocalDate destroyOn, Hash rosterRoot, Hash recipient, Hash files, Hash recovery) {
    private static final int FIELDS = 7;

    /// Checks the number and the order of the two times.
    ///
    /// @throws ManifestException MALFORMED
    public LivingEpoch {
        if (epoch < 1) {
            throw ManifestException.malformed("expected an epoch from 1 on");
        }
        if (!until.equals(until.truncatedTo(ChronoUnit.SECONDS))) {
            throw ManifestException.malformed("expected whole seconds");
        }
        if (!destroyOn.isAfter(LocalDate.ofInstant(until, ZoneOffset.UTC))) {
            throw ManifestException.malformed("expected an epoch to live longer than the day on which its intake ends");
        }
    }

    static LivingEpoch parse(String value) {
        var fields = Lines.fields(value, FIELDS);
        return new LivingEpoch(
                Lines.number(fields[0], 1, Integer.MAX_VALUE),
                Lines.instant(fields[1]),
                Lines.date(fields[2]),
                new Hash(fields[3]),
                new Hash(fields[4]),
                new Hash(fields[5]),
                new Hash(fields[6]));
    }

    /// Names a recipient as an `epoch` line does.
    ///
    /// @param recipient an epoch's recipient
    /// @return SHA-256 of its text `age1pq1…`
    public static Hash hashOf(HybridRecipient recipient) {
        return Hash.of(recipient.text().getBytes(StandardCharsets.US_ASCII));
    }

    /// The same epoch with another end of intake.
    ///
    /// @param when in whole seconds
    /// @return the line
    public LivingEpoch withUntil(Instant when) {
        return new LivingEpoch(epoch, when, destroyOn, rosterRoot, recipient, files, recovery);
    }

    /// The same epoch with another set of sealed files.
    ///
    /// @param set what `EpochFiles.hash` gives
    /// @return the line
    public LivingEpoch withFiles(Hash set) {
        return new LivingEpoch(epoch, until, destroyOn, rosterRoot, recipient, set, recovery);
    }

    /// Tells whether requests sealed to this epoch are still taken: until one day after its intake ended, so that
    /// nobody who was typing meanwhile has typed in vain.
    ///
    /// @param now the clock
    /// @return true before `until` plus `EpochState.GRACE`
    public boolean takesRequests(Instant now) {
        return now.isBefore(until.plus(EpochState.GRACE));
    }

    /// Tells whether the seed is to be destroyed now.
    ///
    /// @param now the clock
    /// @return true from the first second of `destroyOn` (UTC)
    public boolean isDue(Instant now) {
        return !now.isBefore(destroyOn.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /// What is logged of the epoch's roster when the epoch opens: its root and no desk (PROTOCOL 8.6).
    ///
    /// @return the leaf's bytes
    public byte[] logged() {
        return ("postern/roster-root/v1\nepoch " + epoch + "\nroot " + rosterRoot + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return epoch + " " + until + " " + destroyOn + " " + rosterRoot + " " + recipient + " " + files + " "
                + recovery;
    }
}

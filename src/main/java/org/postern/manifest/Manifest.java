package org.postern.manifest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.postern.age.HybridRecipient;

/// The text of a manifest note: the keys and files that are good now (PROTOCOL 8.2).
///
/// @param origin          the service's name, as in the root
/// @param version         1 for the first, then higher each time
/// @param rootVersion     the newest root, whose admins sign
/// @param intakeEpoch     the epoch that takes requests: the last of `epochs`
/// @param intakeRecipient what requests are sealed to
/// @param intakeUntil     when intake ends, in whole seconds
/// @param epochFile       SHA-256 of the intake epoch's file
/// @param epochs          1 to 64, every epoch whose seed still exists, ascending
/// @param seatThreshold   k: 2 to n, or 0 without seats
/// @param seats           n key holders: 2 to 5, or none, and then nothing can be locked
/// @param files           at most 64, by ascending path
/// @param previous        SHA-256 of the manifest note before this one, all bytes; `Hash.NONE` for the first
public record Manifest(
        String origin,
        int version,
        int rootVersion,
        int intakeEpoch,
        HybridRecipient intakeRecipient,
        Instant intakeUntil,
        Hash epochFile,
        List<EpochRoot> epochs,
        int seatThreshold,
        List<HybridRecipient> seats,
        List<ServedFile> files,
        Hash previous) {
    /// Most key holders.
    public static final int SEATS_MAX = 5;

    /// Most epochs at a time.
    public static final int EPOCHS_MAX = 64;

    /// Most served files.
    public static final int FILES_MAX = 64;

    static final String HEADER = "postern/manifest/v1";

    private static final int SEATS_MIN = 2;

    /// Checks every bound.
    ///
    /// @throws ManifestException MALFORMED if one is broken
    public Manifest {
        Origin.check(origin);
        epochs = List.copyOf(epochs);
        seats = List.copyOf(seats);
        files = List.copyOf(files);
        if (version < 1 || rootVersion < 1 || intakeEpoch < 1) {
            throw ManifestException.malformed("expected versions and epochs from 1 on");
        }
        if (!intakeUntil.equals(intakeUntil.truncatedTo(ChronoUnit.SECONDS))) {
            throw ManifestException.malformed("expected whole seconds");
        }
        if (epochs.isEmpty() || epochs.size() > EPOCHS_MAX) {
            throw ManifestException.malformed("expected 1 to 64 epochs");
        }
        if (epochs.getLast().epoch() != intakeEpoch) {
            throw ManifestException.malformed("expected the intake epoch to be the last epoch");
        }
        for (var i = 1; i < epochs.size(); i++) {
            if (epochs.get(i - 1).epoch() >= epochs.get(i).epoch()) {
                throw ManifestException.malformed("expected the oldest epoch first");
            }
        }
        var noSeats = seatThreshold == 0 && seats.isEmpty();
        if (!noSeats && (seatThreshold < SEATS_MIN || seatThreshold > seats.size() || seats.size() > SEATS_MAX)) {
            throw ManifestException.malformed("expected seats with 2 <= k <= n <= 5, or 0 0");
        }
        // One key in two seats would let one person open alone.
        Lines.distinct(seats.stream().map(HybridRecipient::text).toList(), "seats");
        if (files.size() > FILES_MAX) {
            throw ManifestException.malformed("expected at most 64 files");
        }
        for (var i = 1; i < files.size(); i++) {
            if (files.get(i - 1).path().compareTo(files.get(i).path()) >= 0) {
                throw ManifestException.malformed("expected files by ascending path");
            }
        }
    }

    /// Reads a manifest's text.
    ///
    /// @param text as in PROTOCOL 8.2, final newline included
    /// @return the manifest, not verified
    /// @throws ManifestException MALFORMED
    public static Manifest parse(String text) {
        var lines = new Lines(text);
        lines.exactly(HEADER);
        var origin = lines.value("origin");
        var version = Lines.number(lines.value("version"), 1, Integer.MAX_VALUE);
        var rootVersion = Lines.number(lines.value("root"), 1, Integer.MAX_VALUE);
        var intakeEpoch = Lines.number(lines.value("intake-epoch"), 1, Integer.MAX_VALUE);
        var intakeRecipient = Lines.recipient(lines.value("intake-recipient"));
        var intakeUntil = Lines.instant(lines.value("intake-until"));
        var epochFile = new Hash(lines.value("epoch-file"));
        var epochs =
                lines.values("epoch", EPOCHS_MAX).stream().map(EpochRoot::parse).toList();
        var counts = lines.value("seats").split(" ", -1);
        if (counts.length != 2) {
            throw ManifestException.malformed("expected two numbers of seats: k, then n");
        }
        var threshold = Lines.number(counts[0], 0, SEATS_MAX);
        var count = Lines.number(counts[1], 0, SEATS_MAX);
        var seats = new ArrayList<HybridRecipient>();
        for (var i = 0; i < count; i++) {
            seats.add(Lines.recipient(lines.value("seat")));
        }
        var files =
                lines.values("file", FILES_MAX).stream().map(ServedFile::parse).toList();
        var previous = new Hash(lines.value("previous"));
        lines.end();
        return new Manifest(
                origin,
                version,
                rootVersion,
                intakeEpoch,
                intakeRecipient,
                intakeUntil,
                epochFile,
                epochs,
                threshold,
                seats,
                files,
                previous);
    }

    /// Writes the text that admins sign.
    ///
    /// @return the text, final newline included
    public String text() {
        var text = new StringBuilder(HEADER + "\n");
        line(text, "origin", origin);
        line(text, "version", version);
        line(text, "root", rootVersion);
        line(text, "intake-epoch", intakeEpoch);
        line(text, "intake-recipient", intakeRecipient.text());
        line(text, "intake-until", intakeUntil);
        line(text, "epoch-file", epochFile);
        epochs.forEach(epoch -> line(text, "epoch", epoch.epoch() + " " + epoch.rosterRoot()));
        line(text, "seats", seatThreshold + " " + seats.size());
        seats.forEach(seat -> line(text, "seat", seat.text()));
        files.forEach(file -> line(text, "file", file.path() + " " + file.hash()));
        line(text, "previous", previous);
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key).append(' ').append(value).append('\n');
    }
}

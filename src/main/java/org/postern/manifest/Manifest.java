package org.postern.manifest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridRecipient;

/// The text of a manifest note: the keys and files that are good now (PROTOCOL 8.2).
///
/// @param origin          the service's name, as in the root
/// @param version         1 for the first, then higher each time
/// @param rootVersion     the newest root, whose admins sign
/// @param intakeRecipient what requests are sealed to; the recipient of the last of `epochs`
/// @param epochs          1 to 64, every epoch whose seed still exists, ascending; the last is the intake epoch
/// @param destroyed       the newest epochs whose seeds exist no longer, at most 64, ascending
/// @param stopped         desks of `epochs` that may do nothing any more, at most 128, ascending
/// @param people          SHA-256 of the people file that is sealed to the admins, `Hash.NONE` if there is none
/// @param seatThreshold   k: 2 to n, or 0 without seats
/// @param seats           n key holders: 2 to 5, or none, and then nothing can be locked
/// @param files           at most 64, by ascending path
/// @param previous        SHA-256 of the manifest note before this one, all bytes; `Hash.NONE` for the first
public record Manifest(
        String origin,
        int version,
        int rootVersion,
        HybridRecipient intakeRecipient,
        List<LivingEpoch> epochs,
        List<DestroyedEpoch> destroyed,
        List<StoppedDesk> stopped,
        Hash people,
        int seatThreshold,
        List<HybridRecipient> seats,
        List<ServedFile> files,
        Hash previous) {
    /// Most key holders.
    public static final int SEATS_MAX = 5;

    /// Most epochs at a time, living and destroyed each.
    public static final int EPOCHS_MAX = 64;

    /// Most stopped desks.
    public static final int STOPPED_MAX = 128;

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
        destroyed = List.copyOf(destroyed);
        stopped = List.copyOf(stopped);
        seats = List.copyOf(seats);
        files = List.copyOf(files);
        if (version < 1 || rootVersion < 1) {
            throw ManifestException.malformed("expected versions from 1 on");
        }
        if (epochs.isEmpty() || epochs.size() > EPOCHS_MAX || destroyed.size() > EPOCHS_MAX) {
            throw ManifestException.malformed("expected 1 to 64 living epochs and at most 64 destroyed ones");
        }
        Lines.ascending(epochs.stream().map(LivingEpoch::epoch).toList(), "epochs");
        Lines.ascending(destroyed.stream().map(DestroyedEpoch::epoch).toList(), "destroyed epochs");
        var living = epochs.stream().map(LivingEpoch::epoch).toList();
        if (!epochs.getLast().recipient().equals(LivingEpoch.hashOf(intakeRecipient))) {
            throw ManifestException.malformed("expected the intake recipient to be the last epoch's");
        }
        if (destroyed.stream().anyMatch(gone -> living.contains(gone.epoch()) || gone.epoch() > living.getLast())) {
            throw ManifestException.malformed("expected destroyed epochs to be older ones that live no longer");
        }
        if (stopped.size() > STOPPED_MAX || stopped.stream().anyMatch(desk -> !living.contains(desk.epoch()))) {
            throw ManifestException.malformed("expected at most 128 stopped desks, all of living epochs");
        }
        Lines.ascending(stopped, "stopped desks");
        var noSeats = seatThreshold == 0 && seats.isEmpty();
        if (!noSeats && (seatThreshold < SEATS_MIN || seatThreshold > seats.size() || seats.size() > SEATS_MAX)) {
            throw ManifestException.malformed("expected seats with 2 <= k <= n <= 5, or 0 0");
        }
        // One key in two seats would let one person open alone.
        Lines.distinct(seats.stream().map(HybridRecipient::text).toList(), "seats");
        if (files.size() > FILES_MAX) {
            throw ManifestException.malformed("expected at most 64 files");
        }
        Lines.ascending(files.stream().map(ServedFile::path).toList(), "paths");
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
        var epochs = lines.values("epoch", EPOCHS_MAX).stream()
                .map(LivingEpoch::parse)
                .toList();
        var destroyed = lines.values("destroyed", EPOCHS_MAX).stream()
                .map(DestroyedEpoch::parse)
                .toList();
        var stopped = lines.values("stopped", STOPPED_MAX).stream()
                .map(StoppedDesk::parse)
                .toList();
        var people = new Hash(lines.value("people"));
        var counts = Lines.fields(lines.value("seats"), 2);
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
        var manifest = new Manifest(
                origin,
                version,
                rootVersion,
                intakeRecipient,
                epochs,
                destroyed,
                stopped,
                people,
                threshold,
                seats,
                files,
                previous);
        // The page needs these two before it knows what an epoch line is; they must not say anything else.
        if (manifest.intakeEpoch() != intakeEpoch || !manifest.intakeUntil().equals(intakeUntil)) {
            throw ManifestException.malformed("expected the last epoch to be the intake epoch, with its end of intake");
        }
        return manifest;
    }

    /// Writes the text that admins sign.
    ///
    /// @return the text, final newline included
    public String text() {
        var text = new StringBuilder(HEADER + "\n");
        line(text, "origin", origin);
        line(text, "version", version);
        line(text, "root", rootVersion);
        line(text, "intake-epoch", intakeEpoch());
        line(text, "intake-recipient", intakeRecipient.text());
        line(text, "intake-until", intakeUntil());
        epochs.forEach(epoch -> line(text, "epoch", epoch));
        destroyed.forEach(epoch -> line(text, "destroyed", epoch));
        stopped.forEach(desk -> line(text, "stopped", desk));
        line(text, "people", people);
        line(text, "seats", seatThreshold + " " + seats.size());
        seats.forEach(seat -> line(text, "seat", seat.text()));
        files.forEach(file -> line(text, "file", file.path() + " " + file.hash()));
        line(text, "previous", previous);
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key).append(' ').append(value).append('\n');
    }

    /// The epoch that pages seal to.
    ///
    /// @return its number
    public int intakeEpoch() {
        return epochs.getLast().epoch();
    }

    /// When intake ends.
    ///
    /// @return in whole seconds
    public Instant intakeUntil() {
        return epochs.getLast().until();
    }

    /// Finds an epoch whose seed still exists.
    ///
    /// @param epoch its number
    /// @return its line
    public Optional<LivingEpoch> living(int epoch) {
        return epochs.stream().filter(known -> known.epoch() == epoch).findFirst();
    }

    /// The desks of an epoch, living or destroyed.
    ///
    /// @param epoch its number
    /// @return the roster root, unless the epoch is not named
    public Optional<Hash> rosterRoot(int epoch) {
        return living(epoch)
                .map(LivingEpoch::rosterRoot)
                .or(() -> destroyed.stream()
                        .filter(known -> known.epoch() == epoch)
                        .map(DestroyedEpoch::rosterRoot)
                        .findFirst());
    }

    /// Tells whether a desk on the roster of an epoch may call the server: in the intake epoch always, so that a team
    /// can work on while intake is closed; in an older one while late messages still come in for it.
    ///
    /// @param desk 32 bytes; that it is on the epoch's roster is for the caller to check
    /// @param epoch its epoch
    /// @param now  the clock
    /// @return false if the desk was stopped or its epoch is over
    public boolean takesCalls(int epoch, byte[] desk, Instant now) {
        var isOver = epoch != intakeEpoch()
                && living(epoch).filter(known -> known.takesRequests(now)).isEmpty();
        return !isOver && !stopped.contains(new StoppedDesk(epoch, desk));
    }
}

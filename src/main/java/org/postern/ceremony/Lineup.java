package org.postern.ceremony;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Hash;
import org.postern.manifest.Lines;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.ServedFile;
import org.postern.manifest.StoppedDesk;

/// The text that an admin signs before a new epoch is drawn: everything about it but its secret (PROTOCOL
/// 9.5). What the manifest will say follows from the manifest in force, this text and what is drawn, and from
/// nothing else.
///
///     postern/lineup/v1
///     origin demo.postern.example
///     after <hex H(manifest note in force)>     64 zeros at the founding
///     epoch 8
///     opens 2026-11-23T09:00:00Z
///     until 2026-11-30T09:00:00Z
///     destroy 2026-12-30
///     because scheduled                         founding, scheduled, removal, join or recovery
///     keys <hex H(key list)>
///     roster <hex roster root>
///     people <hex H(sealed ledger)>
///     stopped 7 <hex desk>                      newly stopped, as in the manifest
///     destroyed 2 2026-11-23                    newly destroyed
///     seats 2 3
///     seat age1pq1…
///     file /postern.js <hex H(bytes)>
///
/// @param origin        the service's name
/// @param after         the manifest note in force, `Hash.NONE` at the founding
/// @param epoch         the new epoch
/// @param opens         when it was composed, in whole seconds
/// @param until         when its intake ends, in whole seconds
/// @param destroyOn     the day from which its secret is destroyed
/// @param because       why
/// @param keys          names the key list
/// @param roster        the new epoch's roster root
/// @param people        names the sealed ledger
/// @param stopped       desks of living epochs that stop with this
/// @param destroyed     epochs whose secrets were destroyed, with the day
/// @param seatThreshold k: 2 to n, or 0 without seats
/// @param seats         the key holders' recipients
/// @param files         what is served, by ascending path
public record Lineup(
        String origin,
        Hash after,
        int epoch,
        Instant opens,
        Instant until,
        LocalDate destroyOn,
        Because because,
        Hash keys,
        Hash roster,
        Hash people,
        List<StoppedDesk> stopped,
        SortedMap<Integer, LocalDate> destroyed,
        int seatThreshold,
        List<HybridRecipient> seats,
        List<ServedFile> files) {
    /// First line of the text.
    public static final String HEADER = "postern/lineup/v1";

    /// Checks what the manifest that follows from it does not check by itself.
    ///
    /// @throws ManifestException MALFORMED
    public Lineup {
        stopped = List.copyOf(stopped);
        destroyed = new TreeMap<>(destroyed);
        seats = List.copyOf(seats);
        files = List.copyOf(files);
        if (epoch < 1 || !opens.isBefore(until)) {
            throw ManifestException.malformed("expected an epoch from 1 on that opens before it ends");
        }
        if ((because == Because.FOUNDING) != after.equals(Hash.NONE)) {
            throw ManifestException.malformed("expected founding exactly where there is no manifest yet");
        }
        if (stopped.size() > Manifest.STOPPED_MAX
                || destroyed.size() > Manifest.EPOCHS_MAX
                || seats.size() > Manifest.SEATS_MAX
                || files.size() > Manifest.FILES_MAX) {
            throw ManifestException.malformed("expected no more lines than a manifest may have");
        }
    }

    /// Reads a lineup's text.
    ///
    /// @param text as above, final newline included
    /// @return the lineup, not verified
    /// @throws ManifestException MALFORMED
    public static Lineup parse(String text) {
        var lines = new Lines(text);
        lines.exactly(HEADER);
        var origin = lines.value("origin");
        var after = new Hash(lines.value("after"));
        int epoch = Lines.number(lines.value("epoch"), 1, Integer.MAX_VALUE);
        var opens = Lines.instant(lines.value("opens"));
        var until = Lines.instant(lines.value("until"));
        var destroyOn = Lines.date(lines.value("destroy"));
        var because = Because.of(lines.value("because"));
        var keys = new Hash(lines.value("keys"));
        var roster = new Hash(lines.value("roster"));
        var people = new Hash(lines.value("people"));
        var stopped = lines.values("stopped", Manifest.STOPPED_MAX).stream()
                .map(StoppedDesk::parse)
                .toList();
        var destroyed = new TreeMap<Integer, LocalDate>();
        for (var value : lines.values("destroyed", Manifest.EPOCHS_MAX)) {
            var fields = Lines.fields(value, 2);
            int gone = Lines.number(fields[0], 1, Integer.MAX_VALUE);
            if (!destroyed.isEmpty() && destroyed.lastKey() >= gone) {
                throw ManifestException.malformed("expected destroyed epochs in ascending order");
            }
            destroyed.put(gone, Lines.date(fields[1]));
        }
        var counts = Lines.fields(lines.value("seats"), 2);
        int threshold = Lines.number(counts[0], 0, Manifest.SEATS_MAX);
        int count = Lines.number(counts[1], 0, Manifest.SEATS_MAX);
        var seats = new ArrayList<HybridRecipient>();
        for (var i = 0; i < count; i++) {
            seats.add(Lines.recipient(lines.value("seat")));
        }
        var files = lines.values("file", Manifest.FILES_MAX).stream()
                .map(ServedFile::parse)
                .toList();
        lines.end();
        return new Lineup(
                origin, after, epoch, opens, until, destroyOn, because, keys, roster, people, stopped, destroyed,
                threshold, seats, files);
    }

    /// Writes the text that an admin signs.
    ///
    /// @return the text, final newline included
    public String text() {
        var text = new StringBuilder(HEADER + "\n");
        line(text, "origin", origin);
        line(text, "after", after);
        line(text, "epoch", epoch);
        line(text, "opens", opens);
        line(text, "until", until);
        line(text, "destroy", destroyOn);
        line(text, "because", because);
        line(text, "keys", keys);
        line(text, "roster", roster);
        line(text, "people", people);
        stopped.forEach(desk -> line(text, "stopped", desk));
        destroyed.forEach((gone, day) -> line(text, "destroyed", gone + " " + day));
        line(text, "seats", seatThreshold + " " + seats.size());
        seats.forEach(seat -> line(text, "seat", seat.text()));
        files.forEach(file -> line(text, "file", file.path() + " " + file.hash()));
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key).append(' ').append(value).append('\n');
    }

    /// Names this lineup; also the proposal's id, and what a drawing is for.
    ///
    /// @return SHA-256 of the text
    public Hash hash() {
        return Hash.of(text().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public SortedMap<Integer, LocalDate> destroyed() {
        return new TreeMap<>(destroyed);
    }
}

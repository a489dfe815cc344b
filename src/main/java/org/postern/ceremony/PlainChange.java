package org.postern.ceremony;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;

/// Says in plain words what changes, for somebody who is about to sign it.
final class PlainChange {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PlainChange() {}

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String list(List<String> deeds) {
        if (deeds.isEmpty()) {
            return "changes nothing";
        }
        return String.join(", ", deeds);
    }

    /// Seats and files, where they differ from what is in force.
    static List<String> of(InForce now, int threshold, List<HybridRecipient> seats, List<ServedFile> files) {
        var lines = new ArrayList<String>();
        var seatsBefore = now.manifest().map(Manifest::seats).orElse(List.of());
        int thresholdBefore = now.manifest().map(Manifest::seatThreshold).orElse(0);
        if (!seats.equals(seatsBefore) || threshold != thresholdBefore) {
            lines.add(
                    seats.isEmpty()
                            ? "There are no key holders."
                            : "Contact details open when " + threshold + " of " + seats.size()
                                    + " key holders agree; before: "
                                    + (seatsBefore.isEmpty() ? "none" : thresholdBefore + " of " + seatsBefore.size())
                                    + ".");
        }
        var filesBefore = new HashSet<>(now.manifest().map(Manifest::files).orElse(List.of()));
        var paths = new ArrayList<String>();
        files.stream().filter(file -> !filesBefore.contains(file)).forEach(file -> paths.add(file.path()));
        var kept = files.stream().map(ServedFile::path).toList();
        var gone = filesBefore.stream()
                .map(ServedFile::path)
                .filter(path -> !kept.contains(path))
                .toList();
        if (!paths.isEmpty() || !gone.isEmpty()) {
            lines.add("Served files that are new or changed: " + (paths.isEmpty() ? "none" : String.join(" ", paths))
                    + (gone.isEmpty() ? "." : "; not served any more: " + String.join(" ", gone) + "."));
        }
        return lines;
    }

    /// A change without a new epoch.
    static String sentence(Manifest before, Manifest after, List<String> people) {
        var deeds = new ArrayList<>(people);
        var stopped = new HashSet<>(after.stopped());
        before.stopped().forEach(stopped::remove);
        if (!stopped.isEmpty()) {
            deeds.add("stops " + count(stopped.size(), "desk") + " at once");
        }
        if (!after.intakeUntil().equals(before.intakeUntil())) {
            deeds.add("lets epoch " + after.intakeEpoch() + " take requests until " + time(after.intakeUntil())
                    + " (before: " + time(before.intakeUntil()) + ")");
        }
        var gone = new ArrayList<>(after.destroyed());
        gone.removeAll(before.destroyed());
        gone.forEach(epoch -> deeds.add("destroys epoch " + epoch.epoch()));
        if (deeds.isEmpty() && !after.files().equals(before.files())) {
            deeds.add("changes the served files");
        }
        return "This " + list(deeds) + ".";
    }

    /// A change of root.
    static List<String> of(Root before, Root after) {
        var lines = new ArrayList<String>();
        var added = new ArrayList<String>();
        after.keys().stream().filter(key -> !before.keys().contains(key)).forEach(key -> added.add(key.text()));
        var removed = new ArrayList<String>();
        before.keys().stream().filter(key -> !after.keys().contains(key)).forEach(key -> removed.add(key.name()));
        lines.add("This makes root " + after.version() + ", good until the end of " + after.notAfter() + " (UTC): "
                + after.threshold() + " of " + count(after.admins().size(), "admin") + " have to agree (before: "
                + before.threshold() + " of " + before.admins().size() + ").");
        added.forEach(key -> lines.add("New admin: " + key));
        removed.forEach(name -> lines.add("No admin any more: " + name));
        if (!after.log().equals(before.log())) {
            lines.add("The log gets another key: " + after.log().text());
        }
        if (after.quorum() != before.quorum() || !after.witnesses().equals(before.witnesses())) {
            lines.add(
                    "Witnesses: " + after.quorum() + " of " + after.witnesses().size() + " (before: " + before.quorum()
                            + " of " + before.witnesses().size() + ").");
        }
        return lines;
    }
}

package org.postern.ceremony;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.manifest.StoppedDesk;
import org.postern.note.VerifierKey;

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

    /// Desks that stop, by their people; nothing if none does.
    static List<String> stopping(List<StoppedDesk> desks, People ledger) {
        if (desks.isEmpty()) {
            return List.of();
        }
        var owners = LedgerChange.owners(ledger, desks);
        return List.of("stops " + count(desks.size(), "desk") + " at once ("
                + (owners.isEmpty() ? "of nobody on the list" : String.join(", ", owners)) + ")");
    }

    /// Older epochs whose intake ends earlier because a new one opens.
    static List<String> closing(InForce now, Lineup lineup) {
        var deeds = new ArrayList<String>();
        for (var epoch : NextManifest.older(now, lineup)) {
            var before = now.living(epoch.epoch()).orElseThrow().until();
            if (!epoch.until().equals(before)) {
                deeds.add(
                        epoch.takesRequests(lineup.opens())
                                ? "ends the intake of epoch " + epoch.epoch() + " at " + time(epoch.until())
                                        + " (before: " + time(before) + ")"
                                : "lets epoch " + epoch.epoch() + " take nothing more, not even what is late (before:"
                                        + " requests until " + time(before) + ")");
            }
        }
        return deeds;
    }

    /// A change without a new epoch.
    ///
    /// @param people what changes in the ledger, in words
    /// @param stops  which desks stop, in words
    static String sentence(Manifest before, Manifest after, List<String> people, List<String> stops) {
        var deeds = new ArrayList<>(people);
        deeds.addAll(stops);
        if (!after.intakeUntil().equals(before.intakeUntil())) {
            deeds.add("lets epoch " + after.intakeEpoch() + " take requests until " + time(after.intakeUntil())
                    + " (before: " + time(before.intakeUntil()) + ")");
        }
        var gone = new ArrayList<>(after.destroyed());
        gone.removeAll(before.destroyed());
        gone.forEach(epoch -> deeds.add("destroys epoch " + epoch.epoch()));
        if (!after.files().equals(before.files())) {
            deeds.add("changes the served files");
        }
        if (after.rootVersion() != before.rootVersion()) {
            deeds.add("puts the keys under root " + after.rootVersion());
        }
        return "This " + list(deeds) + ".";
    }

    /// A change of root: every line of its text that differs is said.
    static List<String> of(Root before, Root after) {
        var lines = new ArrayList<String>();
        lines.add("This makes root " + after.version() + ", good until the end of " + after.notAfter() + " (UTC"
                + (after.notAfter().equals(before.notAfter()) ? "" : "; before: " + before.notAfter()) + "): "
                + after.threshold() + " of " + count(after.admins().size(), "admin") + " have to agree (before: "
                + before.threshold() + " of " + before.admins().size() + ").");
        compare("admin", before.keys(), after.keys(), lines);
        for (var admin : after.admins()) {
            if (!before.keys().contains(admin.key())) {
                lines.add("The card of " + Tally.shortName(admin.key()) + " has to read: " + Tally.sixWords(admin));
            }
            var reads = before.admins().stream()
                    .filter(one -> one.key().equals(admin.key()))
                    .filter(one -> !one.recipient().equals(admin.recipient()))
                    .findFirst();
            if (reads.isPresent()) {
                lines.add("The list of people is sealed to another key of " + Tally.shortName(admin.key())
                        + " from now on. Ask them whether they made a new vault, whose card reads: "
                        + Tally.sixWords(admin));
            }
        }
        if (!after.log().equals(before.log())) {
            lines.add("The log gets another key: " + after.log().text());
        }
        if (after.quorum() != before.quorum() || !after.witnesses().equals(before.witnesses())) {
            lines.add(
                    "Witnesses: " + after.quorum() + " of " + after.witnesses().size() + " (before: " + before.quorum()
                            + " of " + before.witnesses().size() + ").");
            compare("witness", before.witnesses(), after.witnesses(), lines);
        }
        return lines;
    }

    private static void compare(String what, List<VerifierKey> before, List<VerifierKey> after, List<String> lines) {
        after.stream()
                .filter(key -> !before.contains(key))
                .forEach(key -> lines.add("New " + what + ": " + key.text()));
        before.stream()
                .filter(key -> !after.contains(key))
                .forEach(key -> lines.add("No " + what + " any more: " + key.name()));
        if (!before.equals(after) && Set.copyOf(before).equals(Set.copyOf(after))) {
            lines.add("The same keys stand in another order (" + what + "); nothing hangs on it.");
        }
    }
}

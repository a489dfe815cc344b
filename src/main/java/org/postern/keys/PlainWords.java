package org.postern.keys;

import java.util.ArrayList;
import java.util.List;
import org.postern.ceremony.Tally;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;

/// Says what a root or a manifest means, for the person who is about to sign it.
final class PlainWords {
    private static final int RECIPIENT_SHOWN = 24;

    private PlainWords() {}

    static String list(List<Integer> epochs) {
        return String.join(", ", epochs.stream().map(String::valueOf).toList());
    }

    static List<String> of(Root root) {
        var lines = new ArrayList<String>();
        lines.add("Root " + root.version() + " of " + root.origin());
        lines.add("  good until the end of " + root.notAfter() + " (UTC)");
        lines.add("  " + root.threshold() + " of these " + root.admins().size() + " admins must agree:");
        root.admins().forEach(admin -> lines.add("    " + admin.key().text() + ": " + Tally.sixWords(admin)));
        lines.add("  what is published is logged by " + root.log().text());
        lines.add(
                root.quorum() == 0
                        ? "  no witness has to see it: nobody can exclude that somebody is shown old keys"
                        : "  and " + root.quorum() + " of these "
                                + root.witnesses().size() + " witnesses must see it:");
        root.witnesses().forEach(witness -> lines.add("    " + witness.text()));
        return lines;
    }

    static List<String> of(Manifest manifest) {
        var lines = new ArrayList<String>();
        lines.add("Manifest " + manifest.version() + " of " + manifest.origin() + ", under root "
                + manifest.rootVersion());
        lines.add("  intake: epoch " + manifest.intakeEpoch() + ", until " + manifest.intakeUntil());
        lines.add(
                "  requests are sealed to " + manifest.intakeRecipient().text().substring(0, RECIPIENT_SHOWN) + "...");
        lines.add("  epochs that can still be opened: "
                + String.join(
                        ", ",
                        manifest.epochs().stream()
                                .map(LivingEpoch::epoch)
                                .map(String::valueOf)
                                .toList()));
        manifest.epochs()
                .forEach(epoch -> lines.add(
                        "    epoch " + epoch.epoch() + " can be destroyed from " + epoch.destroyOn() + " on (UTC)"));
        manifest.destroyed()
                .forEach(epoch -> lines.add("  epoch " + epoch.epoch() + " was destroyed on " + epoch.day()));
        if (!manifest.stopped().isEmpty()) {
            lines.add("  desks that are stopped: " + manifest.stopped().size());
        }
        lines.add(
                manifest.seats().isEmpty()
                        ? "  no key holders: nobody can leave contact details under lock"
                        : "  contact details open when " + manifest.seatThreshold() + " of "
                                + manifest.seats().size() + " key holders agree");
        lines.add("  served files: " + manifest.files().size());
        manifest.files().forEach(file -> lines.add("    " + file.path() + " " + file.hash()));
        return lines;
    }

    static List<String> signatures(SignedNote note, Root root) {
        return note.signedBy(root.keys()).stream()
                .map(key -> "  signed by " + key.name())
                .toList();
    }
}

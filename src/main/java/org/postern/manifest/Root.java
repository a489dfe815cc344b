package org.postern.manifest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postern.note.NoteException;
import org.postern.note.VerifierKey;

/// The text of a root note: who the admins are and how many must agree (PROTOCOL 8.1).
///
/// @param origin    the service's name, 1 to 100 characters of `a-z 0-9 . : / _ -`
/// @param version   1 for the first, then one more each time
/// @param notAfter  the last day (UTC) on which this root is good
/// @param threshold k: 2 to n
/// @param admins    3 to 16, with different keys, names and recipients
public record Root(String origin, int version, LocalDate notAfter, int threshold, List<Admin> admins) {
    /// Fewest admins.
    public static final int ADMINS_MIN = 3;

    /// Most admins.
    public static final int ADMINS_MAX = 16;

    static final String HEADER = "postern/root/v1";

    private static final int THRESHOLD_MIN = 2;
    private static final Pattern NAME_END = Pattern.compile("[a-z0-9-]{1,32}");

    /// Checks every bound.
    ///
    /// @throws ManifestException MALFORMED if one is broken
    public Root {
        Origin.check(origin);
        admins = List.copyOf(admins);
        if (version < 1) {
            throw ManifestException.malformed("expected a version from 1 on");
        }
        if (admins.size() < ADMINS_MIN || admins.size() > ADMINS_MAX) {
            throw ManifestException.malformed("expected 3 to 16 admins");
        }
        if (threshold < THRESHOLD_MIN || threshold > admins.size()) {
            throw ManifestException.malformed("expected a threshold from 2 to the number of admins");
        }
        for (var admin : admins) {
            var name = admin.key().name();
            if (!name.startsWith(origin + "/")
                    || !NAME_END.matcher(name.substring(origin.length() + 1)).matches()) {
                throw ManifestException.malformed("expected admin names such as origin/admin-1");
            }
        }
        Lines.distinct(admins.stream().map(admin -> admin.key().name()).toList(), "admin names");
        // Two names for one key would let one person count twice.
        Lines.distinct(
                admins.stream()
                        .map(admin -> Hash.ofRaw(admin.key().publicKey()))
                        .toList(),
                "admin keys");
        Lines.distinct(admins.stream().map(admin -> admin.recipient().text()).toList(), "admin recipients");
    }

    /// Reads a root's text.
    ///
    /// @param text as in PROTOCOL 8.1, final newline included
    /// @return the root, not verified
    /// @throws ManifestException MALFORMED
    public static Root parse(String text) {
        var lines = new Lines(text);
        lines.exactly(HEADER);
        var origin = lines.value("origin");
        var version = Lines.number(lines.value("version"), 1, Integer.MAX_VALUE);
        var notAfter = Lines.date(lines.value("not-after"));
        var threshold = Lines.number(lines.value("threshold"), THRESHOLD_MIN, ADMINS_MAX);
        var keys = lines.values("admin", ADMINS_MAX);
        var recipients = lines.values("admin-recipient", ADMINS_MAX);
        lines.end();
        if (keys.size() != recipients.size()) {
            throw ManifestException.malformed("expected one admin-recipient for each admin");
        }
        var admins = new ArrayList<Admin>();
        for (var i = 0; i < keys.size(); i++) {
            admins.add(new Admin(verifierKey(keys.get(i)), Lines.recipient(recipients.get(i))));
        }
        return new Root(origin, version, notAfter, threshold, admins);
    }

    static VerifierKey verifierKey(String vkey) {
        try {
            return VerifierKey.parse(vkey);
        } catch (NoteException e) {
            throw ManifestException.malformed("expected an Ed25519 verifier key");
        }
    }

    /// Writes the text that admins sign.
    ///
    /// @return the text, final newline included
    public String text() {
        var text = new StringBuilder(HEADER + "\n");
        text.append("origin ").append(origin).append('\n');
        text.append("version ").append(version).append('\n');
        text.append("not-after ").append(notAfter).append('\n');
        text.append("threshold ").append(threshold).append('\n');
        admins.forEach(admin -> text.append("admin ").append(admin.key().text()).append('\n'));
        admins.forEach(admin ->
                text.append("admin-recipient ").append(admin.recipient().text()).append('\n'));
        return text.toString();
    }

    /// The admins' verifier keys.
    ///
    /// @return in the root's order
    public List<VerifierKey> keys() {
        return admins.stream().map(Admin::key).toList();
    }

    boolean hasExpired(Instant now) {
        return !now.isBefore(notAfter.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}

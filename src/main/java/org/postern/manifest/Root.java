package org.postern.manifest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postern.note.NoteException;
import org.postern.note.VerifierKey;

/// The text of a root note: who the admins are, how many must agree, and who else must have seen what they publish
/// (PROTOCOL 8.1).
///
/// @param origin    the service's name, 1 to 100 characters of `a-z 0-9 . : / _ -`
/// @param version   1 for the first, then one more each time
/// @param notAfter  the last day (UTC) on which this root is good
/// @param threshold k: 2 to n
/// @param admins    3 to 16, with different keys, names and recipients
/// @param log       signs the log's checkpoints; named `origin/log`, which is also the checkpoints' origin line
/// @param quorum    how many witnesses must have cosigned a checkpoint: 0 to their number. With 0, nobody can exclude
///                  that somebody is shown an old state for ever
/// @param witnesses at most 8, of type 0x04, with names and keys that nobody else in this root has
public record Root(
        String origin,
        int version,
        LocalDate notAfter,
        int threshold,
        List<Admin> admins,
        VerifierKey log,
        int quorum,
        List<VerifierKey> witnesses) {
    /// Fewest admins.
    public static final int ADMINS_MIN = 3;

    /// Most admins.
    public static final int ADMINS_MAX = 16;

    /// Most witnesses.
    public static final int WITNESSES_MAX = 8;

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
        witnesses = List.copyOf(witnesses);
        if (!log.name().equals(logName(origin)) || log.type() != VerifierKey.Type.NOTE) {
            throw ManifestException.malformed("expected a log key that is named origin/log");
        }
        if (witnesses.size() > WITNESSES_MAX
                || witnesses.stream().anyMatch(witness -> witness.type() != VerifierKey.Type.COSIGNATURE)) {
            throw ManifestException.malformed("expected at most 8 witnesses with keys of type 0x04");
        }
        if (quorum < 0 || quorum > witnesses.size()) {
            throw ManifestException.malformed("expected a quorum from 0 to the number of witnesses");
        }
        var everybody = Stream.of(admins.stream().map(Admin::key), Stream.of(log), witnesses.stream())
                .flatMap(keys -> keys)
                .toList();
        Lines.distinct(everybody.stream().map(VerifierKey::name).toList(), "names");
        // Two names for one key would let one person count twice.
        Lines.distinct(
                everybody.stream().map(key -> Hash.ofRaw(key.publicKey())).toList(), "keys");
        Lines.distinct(admins.stream().map(admin -> admin.recipient().text()).toList(), "admin recipients");
    }

    /// Names the key of a service's log.
    ///
    /// @param origin the service's name
    /// @return the log key's name, and the origin line of the log's checkpoints
    public static String logName(String origin) {
        return origin + "/log";
    }

    /// What everything is pinned to, after a look at the file. Hashing alone would call a file that an
    /// editor or a mail program changed the keys of another service.
    ///
    /// @param file all bytes of a first root note
    /// @return its SHA-256
    /// @throws IllegalArgumentException one sentence, if it is no first root note as it was signed
    public static Hash pinned(byte[] file) {
        return first(file).pinned();
    }

    /// A first root, believed because its own admins signed it. Whether it is the right one, only its hash tells.
    ///
    /// @param file all bytes of a first root note
    /// @return the root
    /// @throws IllegalArgumentException one sentence, if it is no first root note as it was signed
    public static VerifiedRoot first(byte[] file) {
        try {
            return VerifiedRoot.verify(List.of(file), Hash.of(file));
        } catch (ManifestException changed) {
            throw new IllegalArgumentException(
                    "This file is not a root note as it was signed. An editor or a mail program"
                            + " may have changed it: get root-0001.note anew, and copy it as it is.",
                    changed);
        }
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
        var log = verifierKey(lines.value("log"));
        var quorum = Lines.number(lines.value("quorum"), 0, WITNESSES_MAX);
        var witnesses = lines.values("witness", WITNESSES_MAX).stream()
                .map(Root::witnessKey)
                .toList();
        lines.end();
        if (keys.size() != recipients.size()) {
            throw ManifestException.malformed("expected one admin-recipient for each admin");
        }
        var admins = new ArrayList<Admin>();
        for (var i = 0; i < keys.size(); i++) {
            admins.add(new Admin(verifierKey(keys.get(i)), Lines.recipient(recipients.get(i))));
        }
        return new Root(origin, version, notAfter, threshold, admins, log, quorum, witnesses);
    }

    static VerifierKey verifierKey(String vkey) {
        try {
            return VerifierKey.parse(vkey);
        } catch (NoteException e) {
            throw ManifestException.malformed("expected an Ed25519 verifier key");
        }
    }

    private static VerifierKey witnessKey(String vkey) {
        try {
            return VerifierKey.parseWitness(vkey);
        } catch (NoteException e) {
            throw ManifestException.malformed("expected a witness's verifier key, of type 0x04");
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
        text.append("log ").append(log.text()).append('\n');
        text.append("quorum ").append(quorum).append('\n');
        witnesses.forEach(
                witness -> text.append("witness ").append(witness.text()).append('\n'));
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

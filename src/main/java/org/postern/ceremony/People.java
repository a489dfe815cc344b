package org.postern.ceremony;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.manifest.Lines;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Roster;

/// The ledger: who is on the team, who vouched, until when, and who can read which epoch. Sealed to the
/// admins, kept by the server as a file that it can't read; the manifest names its hash (PROTOCOL 10.3). An
/// age file whose plaintext is UTF-8, filled with zeros to the next multiple of 65 536 bytes, so that its
/// length tells little:
///
///     postern/people/v1
///     version 3
///     person <hex key>
///     seat age1pq1…                      (if a key holder)
///     roles responder key-holder
///     called Ana
///     vetted-until 2027-05-01
///     added 2026-11-22
///     vouched-by admin-1 admin-2
///     removed 2026-12-01 left the team   (if removed)
///     reads 7 <hex desk>                 every living epoch that was sealed to them
///     person …
///
/// @param version 1 for the first, then one more each time; 0 only in a draft before the first
/// @param people  in the order they were let in; at most 64 who are in, and at most 64 who were removed
public record People(int version, List<Person> people) {
    /// Most people at a time.
    public static final int LIVING_MAX = Roster.LEAVES;

    /// Longest sealed ledger: 262 144 bytes sealed to 16 admins.
    public static final int PEOPLE_BYTES_MAX = 300_000;

    /// Nobody yet.
    public static final People NONE = new People(0, List.of());

    static final String HEADER = "postern/people/v1";

    private static final int REMOVED_MAX = 64;
    private static final int STEP_BYTES = 65_536;
    private static final int PLAINTEXT_BYTES_MAX = 4 * STEP_BYTES;
    private static final int EPOCHS_MAX = 64;

    /// Checks every bound.
    ///
    /// @throws ManifestException MALFORMED
    public People {
        people = List.copyOf(people);
        if (version < 0
                || people.stream().filter(Person::isIn).count() > LIVING_MAX
                || people.stream().filter(person -> !person.isIn()).count() > REMOVED_MAX) {
            throw ManifestException.malformed("expected at most 64 people who are in");
        }
        Lines.distinct(people.stream().map(Person::key).toList(), "people's keys");
        Lines.distinct(people.stream().filter(Person::isIn).map(Person::called).toList(), "what people are called");
        Lines.distinct(
                people.stream()
                        .filter(Person::isIn)
                        .flatMap(person -> person.seat().stream())
                        .toList(),
                "seats");
    }

    /// Opens a sealed ledger.
    ///
    /// @param file  the age file
    /// @param admin one admin's identity
    /// @return the ledger; empty if it is not sealed to this admin
    /// @throws ManifestException MALFORMED if the content has another form
    public static Optional<People> open(byte[] file, HybridIdentity admin) {
        byte[] plaintext;
        try {
            plaintext = AgeFile.open(file, admin);
        } catch (AgeException e) {
            return Optional.empty();
        }
        int end = plaintext.length;
        while (end > 0 && plaintext[end - 1] == 0) {
            end--;
        }
        if (plaintext.length != paddedLength(end)) {
            throw ManifestException.malformed("expected a ledger filled with zeros to a multiple of 65536 bytes");
        }
        return Optional.of(parse(Arrays.copyOf(plaintext, end)));
    }

    /// Seals the ledger.
    ///
    /// @param admins     every admin's recipient, from the newest root
    /// @param randomness for the age file
    /// @return the age file
    /// @throws CeremonyException if there is too much in it
    public byte[] seal(List<HybridRecipient> admins, Randomness randomness) {
        var text = text().getBytes(StandardCharsets.UTF_8);
        if (text.length > PLAINTEXT_BYTES_MAX) {
            throw new CeremonyException(
                    "The list of people is too long. Destroy old epochs first: postern keys destroy");
        }
        return AgeFile.seal(Arrays.copyOf(text, paddedLength(text.length)), admins, randomness);
    }

    private static int paddedLength(int length) {
        return Math.max(1, (length + STEP_BYTES - 1) / STEP_BYTES) * STEP_BYTES;
    }

    static People parse(byte[] utf8) {
        if (utf8.length > PLAINTEXT_BYTES_MAX) {
            throw ManifestException.malformed("expected a shorter ledger");
        }
        var lines = new Utf8Lines(utf8);
        lines.exactly(HEADER);
        int version = Lines.number(lines.value("version"), 0, Integer.MAX_VALUE);
        var people = new ArrayList<Person>();
        while (lines.has("person")) {
            people.add(person(lines));
        }
        lines.end();
        return new People(version, people);
    }

    private static Person person(Utf8Lines lines) {
        var key = new PublicKey(lines.value("person"));
        Optional<HybridRecipient> seat =
                lines.has("seat") ? Optional.of(Lines.recipient(lines.value("seat"))) : Optional.empty();
        var roles = roles(lines.value("roles"));
        var called = lines.value("called");
        var vettedUntil = Lines.date(lines.value("vetted-until"));
        var added = Lines.date(lines.value("added"));
        var vouchedBy = List.of(lines.value("vouched-by").split(" ", -1));
        Optional<Person.Removal> removal = Optional.empty();
        if (lines.has("removed")) {
            var fields = two(lines.value("removed"));
            removal = Optional.of(new Person.Removal(Lines.date(fields[0]), fields[1]));
        }
        var reads = new TreeMap<Integer, PublicKey>();
        while (lines.has("reads")) {
            var fields = two(lines.value("reads"));
            int epoch = Lines.number(fields[0], 1, Integer.MAX_VALUE);
            if ((!reads.isEmpty() && reads.lastKey() >= epoch) || reads.size() == EPOCHS_MAX) {
                throw ManifestException.malformed("expected at most 64 epochs in ascending order");
            }
            reads.put(epoch, new PublicKey(fields[1]));
        }
        return new Person(key, seat, roles, called, vettedUntil, added, vouchedBy, removal, reads);
    }

    private static Set<Role> roles(String value) {
        var roles = new TreeSet<Role>();
        for (var word : value.split(" ", -1)) {
            var role = Role.of(word).orElseThrow(() -> ManifestException.malformed("expected a known role"));
            if (!roles.isEmpty() && roles.last().compareTo(role) >= 0) {
                throw ManifestException.malformed("expected roles in their order, each once");
            }
            roles.add(role);
        }
        return roles;
    }

    private static String[] two(String value) {
        var fields = value.split(" ", 2);
        if (fields.length != 2) {
            throw ManifestException.malformed("expected two values on the line");
        }
        return fields;
    }

    String text() {
        var text = new StringBuilder(HEADER + "\nversion " + version + "\n");
        for (var person : people) {
            text.append("person ").append(person.key()).append('\n');
            person.seat()
                    .ifPresent(seat -> text.append("seat ").append(seat.text()).append('\n'));
            var roles = new TreeSet<>(person.roles()).stream().map(Role::word).toList();
            text.append("roles ").append(String.join(" ", roles)).append('\n');
            text.append("called ").append(person.called()).append('\n');
            text.append("vetted-until ").append(person.vettedUntil()).append('\n');
            text.append("added ").append(person.added()).append('\n');
            text.append("vouched-by ")
                    .append(String.join(" ", person.vouchedBy()))
                    .append('\n');
            person.removal()
                    .ifPresent(removal -> text.append("removed ")
                            .append(removal.day())
                            .append(' ')
                            .append(removal.because())
                            .append('\n'));
            person.reads()
                    .forEach((epoch, desk) -> text.append("reads ")
                            .append(epoch)
                            .append(' ')
                            .append(desk)
                            .append('\n'));
        }
        return text.toString();
    }

    /// Those who are in.
    ///
    /// @return without the removed ones
    public List<Person> living() {
        return people.stream().filter(Person::isIn).toList();
    }

    /// Finds somebody by key.
    ///
    /// @param key the lasting key
    /// @return the entry, removed or not
    public Optional<Person> of(PublicKey key) {
        return people.stream().filter(person -> person.key().equals(key)).findFirst();
    }

    /// Finds somebody who is in by what the team calls them.
    ///
    /// @param called exactly
    /// @return the entry
    public Optional<Person> called(String called) {
        return living().stream()
                .filter(person -> person.called().equals(called))
                .findFirst();
    }

    /// The ledger with one entry put in the place of the one with the same key, or added at the end. The
    /// version stays: it goes up once, when a proposal is composed.
    ///
    /// @param person the entry
    /// @return the ledger
    public People with(Person person) {
        var changed = new ArrayList<>(people);
        changed.replaceAll(known -> known.key().equals(person.key()) ? person : known);
        if (of(person.key()).isEmpty()) {
            changed.add(person);
        }
        return new People(version, changed);
    }

    /// The ledger without somebody, for a wish that is taken back before it came true.
    ///
    /// @param key the lasting key
    /// @return the ledger
    public People without(PublicKey key) {
        return new People(
                version,
                people.stream().filter(person -> !person.key().equals(key)).toList());
    }

    private static final class Utf8Lines {
        private final List<String> lines;
        private int next;

        Utf8Lines(byte[] utf8) {
            String text;
            try {
                text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString();
            } catch (CharacterCodingException e) {
                throw ManifestException.malformed("expected UTF-8");
            }
            if (!text.endsWith("\n")) {
                throw ManifestException.malformed("expected lines that end in a newline");
            }
            lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        }

        void exactly(String line) {
            if (next == lines.size() || !lines.get(next).equals(line)) {
                throw ManifestException.malformed("expected the line \"" + line + "\"");
            }
            next++;
        }

        boolean has(String key) {
            return next < lines.size() && lines.get(next).startsWith(key + " ");
        }

        String value(String key) {
            if (!has(key)) {
                throw ManifestException.malformed("expected the line \"" + key + " ...\" next");
            }
            return lines.get(next++).substring(key.length() + 1);
        }

        void end() {
            if (next != lines.size()) {
                throw ManifestException.malformed("expected no further line");
            }
        }
    }
}

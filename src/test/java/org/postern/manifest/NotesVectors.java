package org.postern.manifest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postern.note.VerifierKey;

/// Writes `src/test/resources/vectors/notes` and `…/roster`, which Java and TypeScript both have to pass. Run once;
/// vectors are added to, never edited. Each file: the pinned root hash, the body of `GET /notes`, the clock, the last
/// version seen, and what must come out: `good`, or the name of a `Reason`.
final class NotesVectors {
    private static final Path FOLDER = Path.of("src/test/resources/vectors");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    final Ceremony c = new Ceremony(8);
    private final byte[] root1 = c.rootNote();
    private final byte[] root2 = c.sign(c.root(2, 2, 3, 4).text(), 1, 2, 4);
    private final String good = c.manifest().text();
    private int number;

    private NotesVectors() {}

    public static void main(String[] args) throws IOException {
        Files.createDirectories(FOLDER.resolve("notes"));
        Files.createDirectories(FOLDER.resolve("roster"));
        var vectors = new NotesVectors();
        vectors.good();
        vectors.refused();
        vectors.malformed();
        new LogVectors(vectors).all();
        vectors.roster();
        vectors.example();
    }

    private void good() throws IOException {
        manifest("first", "good", c.sign(good, 1, 2));
        manifest("all-three-admins", "good", c.sign(good, 3, 1, 2));
        manifest("unknown-signer-ignored", "good", c.sign(good, 5, 1, 3));
        manifest("one-admin-twice-and-another", "good", Ceremony.doubled(c.sign(good, 1, 2)));
        var second = good.replace("version 1\nroot 1", "version 2\nroot 2");
        write("after-root-rotation", "good", notes(Ceremony.NOW, c.sign(second, 3, 4), root1, root2), Ceremony.NOW, 1);
        write("same-version-as-last-seen", "good", notes(Ceremony.NOW, c.sign(good, 1, 2), root1), Ceremony.NOW, 1);
        var bare = good.replaceAll("seat age1pq.*\n", "")
                .replace("seats 2 3", "seats 0 0")
                .replaceAll("file /.*\n", "");
        manifest("no-seats-no-files", "good", c.sign(bare, 1, 2));
        at("last-second-of-intake", "good", Ceremony.UNTIL.minusSeconds(1));
        at("eight-days-ahead", "good", Ceremony.UNTIL.minus(SignedManifest.INTAKE_AHEAD_MAX));
        var late = good.replace("2026-11-30T00:00:00Z", "2027-11-25T00:00:00Z").replace("2026-12-30", "2027-12-30");
        write(
                "last-second-of-root",
                "good",
                notes(Instant.parse("2027-11-22T23:59:59Z"), c.sign(late, 1, 2), root1),
                Instant.parse("2027-11-22T23:59:59Z"),
                0);
    }

    private void refused() throws IOException {
        write("nothing-published", "NOT_PUBLISHED", Notes.NONE.bytes(), Ceremony.NOW, 0);
        write("no-manifest", "NOT_PUBLISHED", new Notes(List.of(root1), Optional.empty()).bytes(), Ceremony.NOW, 0);
        var other = new Ceremony(9);
        write("another-root", "WRONG_ROOT", other.notes(other.sign(good, 1, 2)).bytes(), Ceremony.NOW, 0);
        var resigned = c.sign(c.root(1, 1, 2, 3).text(), 2, 3);
        write(
                "same-root-other-signatures",
                "WRONG_ROOT",
                notes(Ceremony.NOW, c.sign(good, 1, 2), resigned),
                Ceremony.NOW,
                0);
        manifest(
                "recipient-swapped",
                "BAD_SIGNATURE",
                edited(
                        edited(
                                c.sign(good, 1, 2),
                                c.intake.text(),
                                c.seats.get(0).text()),
                        LivingEpoch.hashOf(c.intake).hex(),
                        LivingEpoch.hashOf(c.seats.get(0)).hex()));
        manifest("third-signature-bad", "BAD_SIGNATURE", joined(c.sign(good, 1, 2), c.sign(good + "x\n", 3)));
        var second = c.sign(good.replace("root 1", "root 2"), 2, 3);
        chain("root-edited", "BAD_SIGNATURE", second, edited(root2, "not-after 2027", "not-after 2028"));
        chain(
                "root-version-skipped",
                "BROKEN_ROOT_CHAIN",
                second,
                c.sign(c.root(3, 2, 3, 4).text(), 1, 2, 4));
        chain("root-twice", "BROKEN_ROOT_CHAIN", second, root1);
        var moved = c.root(2, 2, 3, 4).text().replace(Ceremony.ORIGIN, "evil.example");
        chain(
                "root-of-another-service",
                "BROKEN_ROOT_CHAIN",
                second,
                c.sign(foreignRoot().text(), 1, 2));
        chain("root-with-another-origin-line", "MALFORMED", second, c.sign(moved, 1, 2, 4));
        chain(
                "root-without-old-admins",
                "ROOT_UNDER_SIGNED",
                second,
                c.sign(c.root(2, 3, 4, 5).text(), 3, 4, 5));
        chain(
                "root-without-new-admins",
                "ROOT_UNDER_SIGNED",
                second,
                c.sign(c.root(2, 3, 4, 5).text(), 1, 2, 3));
        chain(
                "root-signed-twice-by-one",
                "ROOT_UNDER_SIGNED",
                second,
                Ceremony.doubled(c.sign(c.root(2, 2, 3, 4).text(), 4, 2)));
        manifest("another-origin", "WRONG_ORIGIN", c.sign(good.replace(Ceremony.ORIGIN, "evil.example"), 1, 2));
        manifest("future-root", "WRONG_ROOT_VERSION", c.sign(good.replace("root 1", "root 2"), 1, 2));
        chain("past-root", "WRONG_ROOT_VERSION", c.sign(good, 1, 2, 3), root2);
        manifest("one-signature", "UNDER_SIGNED", c.sign(good, 1));
        manifest("one-admin-twice", "UNDER_SIGNED", Ceremony.doubled(c.sign(good, 1)));
        manifest("one-admin-and-a-stranger", "UNDER_SIGNED", c.sign(good, 1, 4));
        chain("an-admin-who-left", "UNDER_SIGNED", c.sign(good.replace("root 1", "root 2"), 1, 4), root2);
        write(
                "older-than-last-seen",
                "OLDER_THAN_SEEN",
                notes(Ceremony.NOW, c.sign(good, 1, 2), root1),
                Ceremony.NOW,
                2);
        var late = good.replace("2026-11-30T00:00:00Z", "2027-11-25T00:00:00Z").replace("2026-12-30", "2027-12-30");
        write(
                "root-expired",
                "ROOT_EXPIRED",
                notes(Instant.parse("2027-11-23T00:00:00Z"), c.sign(late, 1, 2), root1),
                Instant.parse("2027-11-23T00:00:00Z"),
                0);
        at("intake-over", "CLOSED", Ceremony.UNTIL);
        at("intake-long-over", "CLOSED", Ceremony.UNTIL.plusSeconds(86_400L * 30));
        at(
                "more-than-eight-days-ahead",
                "TOO_FAR_AHEAD",
                Ceremony.UNTIL.minus(SignedManifest.INTAKE_AHEAD_MAX).minusSeconds(1));
    }

    private Root foreignRoot() {
        var root = c.root(2, 1, 2, 3);
        var admins = root.admins().stream()
                .map(admin -> new Admin(
                        new VerifierKey(
                                admin.key().name().replace(Ceremony.ORIGIN, "evil.example"),
                                admin.key().publicKey()),
                        admin.recipient()))
                .toList();
        var log = new VerifierKey(Root.logName("evil.example"), root.log().publicKey());
        return new Root(
                "evil.example", 2, root.notAfter(), root.threshold(), admins, log, root.quorum(), root.witnesses());
    }

    private void malformed() throws IOException {
        framing();
        epochForms();
        edit("unknown-line", "seats 2 3", "colour red\nseats 2 3");
        edit("wrong-order", "version 1\nroot 1\n", "root 1\nversion 1\n");
        edit("wrong-header", "postern/manifest/v1", "postern/manifest/v2");
        edit("leading-zero", "version 1", "version 01");
        edit("version-zero", "version 1", "version 0");
        edit("version-too-large", "version 1", "version 2147483648");
        edit("sign-in-number", "version 1", "version +1");
        edit("two-spaces", "version 1", "version  1");
        edit("trailing-space", "version 1", "version 1 ");
        edit("empty-line", "version 1", "\nversion 1");
        edit("text-after-the-end", "0000\n", "0000\nmore\n");
        edit("no-such-day", "2026-11-30T00:00:00Z", "2026-02-30T00:00:00Z");
        edit("no-such-hour", "2026-11-30T00:00:00Z", "2026-11-29T24:00:00Z");
        edit("leap-second", "2026-11-30T00:00:00Z", "2026-11-29T23:59:60Z");
        edit("fraction-of-a-second", "2026-11-30T00:00:00Z", "2026-11-30T00:00:00.5Z");
        edit("upper-case-hash", Ceremony.FILES.hex(), Ceremony.FILES.hex().toUpperCase(Locale.ROOT));
        edit("short-hash", Ceremony.FILES.hex(), Ceremony.FILES.hex().substring(2));
        edit("intake-epoch-not-last", "intake-epoch 1", "intake-epoch 2");
        edit("epoch-twice", "epoch " + c.epoch(), "epoch " + c.epoch() + "\nepoch " + c.epoch());
        edit("one-seat-key-twice", c.seats.get(1).text(), c.seats.get(0).text());
        edit("seat-threshold-one", "seats 2 3", "seats 1 3");
        edit("seat-threshold-above-count", "seats 2 3", "seats 4 3");
        edit("seat-missing", "seats 2 3", "seats 2 4");
        edit("seat-too-many", "seats 2 3", "seats 2 2");
        edit("six-seats", "seats 2 3", "seats 2 6");
        edit("file-twice", "file /postern.css", "file /postern.js");
        edit("files-not-ordered", "file / ", "file /z ");
        edit("path-with-dots", "file /postern.css", "file /../postern.css");
        edit("path-without-slash", "file /postern.css", "file postern.css");
        edit("path-not-ascii", "file /postern.css", "file /p\u00f6stern.css");
        var recipient = c.intake.text();
        var changed =
                recipient.substring(0, 100) + (recipient.charAt(100) == 'q' ? 'p' : 'q') + recipient.substring(101);
        edit("recipient-checksum", recipient, changed);
        edit("recipient-upper-case", recipient, recipient.toUpperCase(Locale.ROOT));
        edit("recipient-x25519", recipient, "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p");
        rootForms();
        noteForms();
    }

    private void epochForms() throws IOException {
        var line = "epoch " + c.epoch();
        var roster = c.roster.root();
        edit("intake-until-of-another-epoch", "intake-until 2026-11-30", "intake-until 2026-11-29");
        edit("recipient-of-another-epoch", LivingEpoch.hashOf(c.intake).hex(), Hash.NONE.hex());
        edit("epoch-with-six-values", line, line.substring(0, line.lastIndexOf(' ')));
        edit("epoch-with-eight-values", line, line + " 1");
        edit("destroyed-on-the-day-that-intake-ends", "2026-12-30", "2026-11-30");
        edit("people-missing", "people " + Ceremony.PEOPLE + "\n", "");
        var three = good.replace("intake-epoch 1", "intake-epoch 3").replace(line, line.replace("epoch 1", "epoch 3"));
        var past = "destroyed 1 2026-10-02 " + roster + "\ndestroyed 2 2026-11-01 " + roster + "\n";
        var stopped = "stopped 3 " + "aa".repeat(32) + "\nstopped 3 " + "bb".repeat(32) + "\n";
        var people = "people " + Ceremony.PEOPLE;
        manifest("with-a-past", "good", c.sign(three.replace(people, past + stopped + people), 1, 2));
        lines("destroyed-not-ordered", three, past.replace("destroyed 1 ", "destroyed 3 "));
        lines("destroyed-twice", three, past.replace("destroyed 1 ", "destroyed 2 "));
        lines("destroyed-and-living", three, past.replace("destroyed 2 ", "destroyed 3 "));
        lines("destroyed-but-newer", three, past.replace("destroyed 2 ", "destroyed 4 "));
        lines("destroyed-on-no-day", three, past.replace("2026-10-02", "2026-10-32"));
        lines("destroyed-without-roster", three, past.replace(" " + roster, ""));
        lines("stopped-before-destroyed", three, stopped + past);
        lines("stopped-not-ordered", three, stopped.replace("aa", "cc"));
        lines("stopped-twice", three, stopped.replace("aa", "bb"));
        lines("stopped-of-a-destroyed-epoch", three, past + stopped.replace("stopped 3 aa", "stopped 2 aa"));
        lines("stopped-upper-case", three, stopped.replace("aa", "AA"));
        lines("stopped-short-key", three, stopped.replace("aa".repeat(32), "aa".repeat(31)));
        lines("too-many-stopped", three, numbered(129, i -> "stopped 3 %064x\n".formatted(i)));
        var sixtySix = three.replace("intake-epoch 3", "intake-epoch 66").replace("\nepoch 3 ", "\nepoch 66 ");
        lines(
                "too-many-destroyed",
                sixtySix,
                numbered(65, i -> "destroyed " + (i + 1) + " 2026-10-02 " + roster + "\n"));
        var many = numbered(64, i -> "epoch " + (i + 1) + line.substring("epoch 1".length()) + "\n");
        manifest("too-many-epochs", "MALFORMED", c.sign(sixtySix.replace("epoch 66 ", many + "epoch 66 "), 1, 2));
    }

    private static String numbered(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
    }

    private void lines(String name, String manifest, String lines) throws IOException {
        manifest(name, "MALFORMED", c.sign(manifest.replace("people ", lines + "people "), 1, 2));
    }

    private void framing() throws IOException {
        var body = new String(notes(Ceremony.NOW, c.sign(good, 1, 2), root1), StandardCharsets.UTF_8);
        raw("framing-empty", "");
        raw("framing-other-header", body.replace("notes/v1", "notes/v2"));
        raw("framing-truncated", body.substring(0, body.length() - 1));
        raw("framing-bytes-after", body + "\n");
        var proof = body.substring(body.indexOf("\nproof ") + 1);
        raw("framing-two-proofs", body + proof);
        raw("framing-proof-first", body.replace(proof, "").replace("\nmanifest ", "\n" + proof + "manifest "));
        raw("framing-unknown-part", body.replace("\nmanifest ", "\nmanifesto "));
        raw("framing-leading-zero", body.replace("\nroot " + root1.length, "\nroot 0" + root1.length));
        raw("framing-length-too-large", body.replace("\nroot " + root1.length, "\nroot 4294967297"));
        var manifest = c.sign(good, 1, 2);
        raw(
                "framing-manifest-first",
                "postern/notes/v1\nmanifest " + manifest.length + "\n" + new String(manifest, StandardCharsets.UTF_8)
                        + "root " + root1.length + "\n" + new String(root1, StandardCharsets.UTF_8));
        raw(
                "framing-two-manifests",
                body + "manifest " + manifest.length + "\n" + new String(manifest, StandardCharsets.UTF_8));
    }

    private void rootForms() throws IOException {
        var root = c.root(1, 1, 2, 3).text();
        var key = c.admin(1).verifierKey();
        root(
                "root-one-key-under-two-names",
                root.replace(
                        c.admin(2).verifierKey().text(),
                        new VerifierKey(Ceremony.ORIGIN + "/admin-2", key.publicKey()).text()));
        root("root-key-id-wrong", root.replace(key.text(), key.text().replaceFirst("\\+[0-9a-f]{8}\\+", "+00000000+")));
        root("root-threshold-one", root.replace("threshold 2", "threshold 1"));
        root("root-threshold-above-count", root.replace("threshold 2", "threshold 4"));
        root("root-two-admins", root.replaceFirst("admin-recipient .*\n", "").replaceFirst("admin .*\n", ""));
        root("root-recipient-missing", root.replaceFirst("admin-recipient .*\n", ""));
        witnessForms(root);
        root(
                "root-foreign-admin-name",
                root.replace(key.text(), new VerifierKey("evil.example/admin-1", key.publicKey()).text()));
        root("root-no-such-day", root.replace("2027-11-22", "2027-02-29"));
    }

    private void witnessForms(String root) throws IOException {
        var log = c.log.verifierKey();
        var witness = c.witness(1);
        var admin = c.admin(1).verifierKey();
        root("root-without-log", root.replace("log " + log.text() + "\n", ""));
        root(
                "root-with-a-foreign-log",
                root.replace(log.text(), new VerifierKey("evil.example/log", log.publicKey()).text()));
        root(
                "root-where-an-admin-is-the-log",
                root.replace(log.text(), new VerifierKey(log.name(), admin.publicKey()).text()));
        root("root-where-the-log-is-a-witness", root.replace(witness.text(), witness(witness.name(), log.publicKey())));
        root(
                "root-where-an-admin-is-a-witness",
                root.replace(witness.text(), witness(witness.name(), admin.publicKey())));
        root(
                "root-with-an-admins-name-for-a-witness",
                root.replace(witness.text(), witness(admin.name(), witness.publicKey())));
        root(
                "root-with-one-witness-twice",
                root.replace(witness.text(), c.witness(2).text()));
        root(
                "root-with-one-witness-under-two-names",
                root.replace(
                        witness.text(), witness("other.example", c.witness(2).publicKey())));
        root(
                "root-with-a-note-key-for-a-witness",
                root.replace(witness.text(), new VerifierKey(witness.name(), witness.publicKey()).text()));
        root(
                "root-with-a-witness-key-for-an-admin",
                root.replace("admin " + admin.text(), "admin " + witness(admin.name(), admin.publicKey())));
        root("root-with-a-witness-key-for-the-log", root.replace(log.text(), witness(log.name(), log.publicKey())));
        root("root-quorum-above-count", root.replace("quorum 2", "quorum 4"));
        root("root-quorum-negative", root.replace("quorum 2", "quorum -1"));
        root("root-quorum-missing", root.replace("quorum 2\n", ""));
        root(
                "root-with-nine-witnesses",
                root + numbered(6, i -> "witness " + witness("w" + i, new byte[] {(byte) i}) + "\n"));
    }

    private static String witness(String name, byte[] key) {
        return new VerifierKey(VerifierKey.Type.COSIGNATURE, name, Arrays.copyOf(key, 32)).text();
    }

    private void noteForms() throws IOException {
        var note = new String(c.sign(good, 1, 2), StandardCharsets.UTF_8);
        text("note-without-signatures", note.substring(0, note.indexOf("\n\n") + 1));
        text("note-with-empty-signatures", note.substring(0, note.indexOf("\n\n") + 2));
        text("note-without-final-newline", note.substring(0, note.length() - 1));
        text("note-with-hyphen", note.replaceFirst("\u2014", "-"));
        text("note-with-carriage-return", note.replaceFirst("\n\n", "\r\n\n"));
        text("note-with-tab", note.replaceFirst("version 1", "version\t1"));
        text("note-with-plus-in-name", note.replaceFirst("admin-1 ", "admin+1 "));
        text("note-with-space-in-name", note.replaceFirst("admin-1 ", "admin 1 "));
        text("note-base64-unpadded", note.replaceFirst("=\n$", "\n"));
        // 4 + 64 bytes leave one pad character, so the last letter has two bits that must be zero.
        var letter = note.charAt(note.length() - 3);
        text("note-base64-stray-bits", note.substring(0, note.length() - 3) + (char) (letter + 1) + "=\n");
        text(
                "note-with-65-signatures",
                note + note.substring(note.lastIndexOf("\u2014")).repeat(63));
    }

    private void roster() throws IOException {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("roster", new String(c.roster.bytes(), StandardCharsets.US_ASCII));
        vector.put("root", c.roster.root().hex());
        vector.put(
                "leaves",
                IntStream.range(0, Roster.LEAVES)
                        .mapToObj(leaf -> Map.of(
                                "leaf",
                                leaf,
                                "desk",
                                HexFormat.of().formatHex(c.roster.desks().get(leaf)),
                                "path",
                                HexFormat.of().formatHex(c.roster.path(leaf))))
                        .map(TreeMap::new)
                        .toList());
        Files.writeString(FOLDER.resolve("roster/01-paths.json"), JSON.writeValueAsString(vector) + "\n");
    }

    private void example() throws IOException {
        Files.write(FOLDER.resolve("notes/root-0001.note"), root1);
        Files.write(FOLDER.resolve("notes/manifest-0001.note"), c.sign(good, 1, 2));
        Files.write(FOLDER.resolve("notes/notes"), notes(Ceremony.NOW, c.sign(good, 1, 2), root1));
    }

    private void manifest(String name, String expected, byte[] manifest) throws IOException {
        write(name, expected, notes(Ceremony.NOW, manifest, root1), Ceremony.NOW, 0);
    }

    private void at(String name, String expected, Instant now) throws IOException {
        write(name, expected, notes(now, c.sign(good, 1, 2), root1), now, 0);
    }

    private void chain(String name, String expected, byte[] manifest, byte[] second) throws IOException {
        write(name, expected, notes(Ceremony.NOW, manifest, root1, second), Ceremony.NOW, 0);
    }

    private void edit(String name, String from, String to) throws IOException {
        require(good.contains(from), name);
        manifest(name, "MALFORMED", c.sign(good.replaceFirst(Pattern.quote(from), to), 1, 2));
    }

    private void text(String name, String note) throws IOException {
        manifest(name, "MALFORMED", note.getBytes(StandardCharsets.UTF_8));
    }

    private void root(String name, String text) throws IOException {
        require(!text.equals(c.root(1, 1, 2, 3).text()), name);
        var note = c.sign(text, 1, 2);
        write(name, "MALFORMED", notes(Ceremony.NOW, c.sign(good, 1, 2), note), Ceremony.NOW, 0, Hash.of(note));
    }

    private void raw(String name, String body) throws IOException {
        write(name, "MALFORMED", body.getBytes(StandardCharsets.UTF_8), Ceremony.NOW, 0);
    }

    private static byte[] edited(byte[] note, String from, String to) {
        var text = new String(note, StandardCharsets.UTF_8);
        require(text.contains(from), from);
        return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] note, byte[] other) {
        var lines = new String(other, StandardCharsets.UTF_8);
        return (new String(note, StandardCharsets.UTF_8) + lines.substring(lines.lastIndexOf("\u2014")))
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] notes(Instant now, byte[] manifest, byte[]... roots) {
        return c.notes(List.of(roots), manifest, now).bytes();
    }

    private void write(String name, String expected, byte[] notes, Instant now, int lastSeen) throws IOException {
        write(name, expected, notes, now, lastSeen, Hash.of(root1));
    }

    void write(String name, String expected, byte[] notes, Instant now, int lastSeen, Hash pinned) throws IOException {
        var vector = new LinkedHashMap<String, Object>();
        vector.put("name", name);
        vector.put("pinned", pinned.hex());
        vector.put("now", now.toString());
        vector.put("lastSeen", lastSeen);
        vector.put("expected", expected);
        vector.put("notes", new String(notes, StandardCharsets.UTF_8));
        number++;
        Files.writeString(
                FOLDER.resolve("notes/%03d-%s.json".formatted(number, name)), JSON.writeValueAsString(vector) + "\n");
    }

    private static void require(boolean holds, String name) {
        if (!holds) {
            throw new AssertionError("the case " + name + " changes nothing");
        }
    }
}

package org.postern.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.Admin;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// Roots that a dishonest admin changes by hand: whatever differs is refused, or said in words.
final class RootReviewTest {
    private final Circle circle = Circle.founded(4_714);

    @Test
    void everyFieldOfTheRootThatDiffersIsRefusedOrSaid() {
        var before = circle.root(2, LocalDate.parse("2027-11-22"));
        var admins = before.admins();
        var fourth = new Admin(
                new VerifierKey(Circle.ORIGIN + "/admin-4", key(91)),
                circle.identity().recipient());
        var rekeyed = new Admin(admins.getFirst().key(), circle.identity().recipient());
        var renamed = new Admin(
                new VerifierKey(
                        Circle.ORIGIN + "/admin-9", admins.getFirst().key().publicKey()),
                admins.getFirst().recipient());
        var one = new VerifierKey(VerifierKey.Type.COSIGNATURE, "witness.example", key(92));
        var two = new VerifierKey(VerifierKey.Type.COSIGNATURE, "witness.example", key(93));
        var cases = new LinkedHashMap<String, Map<Root, String>>();
        cases.put("origin", Map.of());
        cases.put("version", Map.of(root(before, "version", 3), "", root(before, "version", 1), ""));
        cases.put("notAfter", Map.of(root(before, "notAfter", LocalDate.parse("2026-12-31")), "before: 2027-11-22"));
        cases.put("threshold", Map.of(root(before, "threshold", 3), "3 of 3 admins have to agree (before: 2 of 3)"));
        cases.put(
                "admins",
                Map.of(
                        root(before, "admins", List.of(admins.get(0), admins.get(1), fourth)),
                        "New admin: " + Circle.ORIGIN + "/admin-4",
                        root(before, "admins", List.of(rekeyed, admins.get(1), admins.get(2))),
                        "sealed to another key of admin-1",
                        root(before, "admins", List.of(renamed, admins.get(1), admins.get(2))),
                        "New admin: " + Circle.ORIGIN + "/admin-9",
                        root(before, "admins", List.of(admins.get(1), admins.get(0), admins.get(2))),
                        "in another order"));
        cases.put(
                "log",
                Map.of(
                        root(before, "log", new VerifierKey(Circle.ORIGIN + "/log", key(94))),
                        "The log gets another key: "));
        cases.put("quorum", Map.of());
        cases.put("witnesses", Map.of(root(before, "witnesses", List.of(one)), "New witness: witness.example"));
        assertEquals(Altered.names(Root.class), List.copyOf(cases.keySet()), "a new field needs its row here");
        cases.forEach((field, roots) -> roots.forEach((root, words) -> assertRootRefusedOrSaid(field, root, words)));

        var first = new Root(Circle.ORIGIN, 2, before.notAfter(), 2, admins, before.log(), 1, List.of(one));
        var lines = String.join("\n", PlainChange.of(circle.now.root(), first));
        assertTrue(lines.contains("Witnesses: 1 of 1 (before: 0 of 0)."), lines);
        var swapped = new Root(Circle.ORIGIN, 3, before.notAfter(), 2, admins, before.log(), 1, List.of(two));
        var other = String.join("\n", PlainChange.of(first, swapped));
        assertTrue(other.contains("New witness: " + two.text()), other);
        assertTrue(other.contains("No witness any more: witness.example"), other);
        var none = new Root(Circle.ORIGIN, 3, before.notAfter(), 2, admins, before.log(), 0, List.of(one));
        assertTrue(String.join("\n", PlainChange.of(first, none)).contains("Witnesses: 0 of 1 (before: 1 of 1)."));
    }

    private void assertRootRefusedOrSaid(String field, Root root, String words) {
        var signed = SignedNote.sign(root.text(), circle.signers.getFirst());
        var manifest = NextManifest.changing(
                circle.now,
                root,
                new NextManifest.Change(
                        Optional.empty(), Optional.empty(), Optional.empty(), List.of(), new TreeMap<>()));
        String summary;
        try {
            summary = String.join(
                    "\n",
                    circle.review(
                                    2,
                                    Proposal.ofChange(
                                            Optional.empty(),
                                            Optional.of(signed),
                                            Optional.of(SignedNote.sign(manifest.text(), circle.signers.getFirst()))))
                            .summary());
        } catch (CeremonyException | ManifestException refused) {
            assertTrue(words.isEmpty(), field + ": " + refused.getMessage());
            return;
        }
        assertTrue(!words.isEmpty() && summary.contains(words), field + ": " + summary);
        assertFalse(summary.contains("changes nothing"), field + ": " + summary);
    }

    private static byte[] key(int seed) {
        return Ed25519.publicKey(SecretBytes.random(new SeededRandomness(seed), 32));
    }

    private static Root root(Root root, String field, Object value) {
        return (Root) Altered.record(root, Map.of(field, value));
    }
}

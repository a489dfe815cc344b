package org.postern.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postern.crypto.SecretBytes;
import org.postern.note.NoteSigner;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogPolicy;
import org.postern.tlog.LogProof;
import org.postern.tlog.LogSigner;
import org.postern.tlog.MerkleTree;

/// The vectors about the log: one good manifest note, and everything that can be wrong with its proof.
final class LogVectors {
    private static final Instant NOW = Ceremony.NOW;
    private static final Instant SEEN = NOW.minusSeconds(60);

    private final NotesVectors vectors;
    private final Ceremony c;
    private final byte[] root;
    private final byte[] manifest;
    private final MerkleTree tree;
    private final SignedNote checkpoint;
    private final byte[] proof;

    LogVectors(NotesVectors vectors) {
        this.vectors = vectors;
        c = vectors.c;
        root = c.rootNote();
        manifest = c.sign(c.manifest().text(), 1, 2);
        tree = Ceremony.tree(c.leaves(List.of(root), manifest));
        checkpoint = c.cosigned(tree, SEEN, 1, 2);
        proof = Ceremony.proof(tree, tree.size() - 1, checkpoint);
    }

    void all() throws IOException {
        good();
        wrongLog();
        witnesses();
        notLogged();
        malformed();
        noProof();
        twoTimes();
    }

    private void good() throws IOException {
        checkpoint("three-witnesses", "good", c.cosigned(tree, SEEN, 1, 2, 3));
        checkpoint("unknown-witness-ignored", "good", c.cosigned(tree, SEEN, 4, 3, 1));
        checkpoint("cosigned-72-hours-ago", "good", c.cosigned(tree, NOW.minus(LogPolicy.FRESH_FOR), 1, 2));
        checkpoint("cosigned-72-hours-ahead", "good", c.cosigned(tree, NOW.plus(LogPolicy.FRESH_FOR), 1, 2));
        var old = c.cosigned(tree, NOW.minus(Duration.ofDays(30)), 3);
        checkpoint("one-old-cosignature-too-many", "good", c.cosigned(old, SEEN, 1, 2));
        checkpoint("one-witness-twice-and-another", "good", twice(c.cosigned(tree, SEEN, 1, 2)));
        var claimed = Checkpoint.claimedBy(checkpoint);
        var extended = new Checkpoint(claimed.origin(), claimed.size(), claimed.root(), List.of("a line more"));
        try (var signer = c.logNoteSigner()) {
            checkpoint(
                    "checkpoint-with-an-extension",
                    "good",
                    c.cosigned(SignedNote.sign(extended.text(), signer), SEEN, 1, 2));
        }
        var extra = "nobody signs this".getBytes(StandardCharsets.US_ASCII);
        var last = tree.size() - 1L;
        proof(
                "proof-with-extra-data",
                "good",
                new LogProof(extra, last, tree.inclusion(last, tree.size()), checkpoint).bytes());
        for (var size : new int[] {1, 2, 300}) {
            longer("log-of-" + size, size);
        }
        var lonely = c.rootNote(0, List.of());
        var alone = Ceremony.tree(c.leaves(List.of(lonely), manifest));
        var notes = new Notes(
                List.of(lonely),
                Optional.of(manifest),
                Optional.of(Ceremony.proof(alone, alone.size() - 1, c.log.sign(alone))));
        vectors.write("no-witnesses-asked-for", "good", notes.bytes(), NOW, 0, Hash.of(lonely));
    }

    private void longer(String name, int size) throws IOException {
        var leaves = new ArrayList<byte[]>();
        for (var i = 1; i < size; i++) {
            leaves.add(("leaf " + i).getBytes(StandardCharsets.US_ASCII));
        }
        leaves.add(manifest);
        var other = Ceremony.tree(leaves);
        proof(name, "good", Ceremony.proof(other, size - 1L, c.cosigned(other, SEEN, 1, 2)));
    }

    private void wrongLog() throws IOException {
        try (var another = new LogSigner(Root.logName(Ceremony.ORIGIN), SecretBytes.random(c.randomness, 32));
                var foreign = new LogSigner("evil.example/log", SecretBytes.random(c.randomness, 32))) {
            checkpoint("another-logs-key", "WRONG_LOG", c.cosigned(another.sign(tree), SEEN, 1, 2));
            checkpoint("another-logs-name", "WRONG_LOG", c.cosigned(foreign.sign(tree), SEEN, 1, 2));
            var both = foreign.sign(tree);
            try (var log = c.logNoteSigner()) {
                checkpoint(
                        "another-logs-checkpoint-signed-by-this-log",
                        "WRONG_LOG",
                        c.cosigned(both.with(log), SEEN, 1, 2));
            }
        }
        var text = Checkpoint.claimedBy(checkpoint).text();
        checkpoint("signed-by-an-admin-only", "WRONG_LOG", c.cosigned(SignedNote.sign(text, c.admin(1)), SEEN, 1, 2));
        checkpoint(
                "signed-by-witnesses-only",
                "WRONG_LOG",
                without(checkpoint, c.log.verifierKey().name()));
        var other = SignedNote.sign(text + "x\n", c.admin(1));
        var line = c.log.sign(1, tree.leaf(0)).signatures().getFirst();
        checkpoint(
                "log-signature-of-another-checkpoint",
                "BAD_SIGNATURE",
                c.cosigned(SignedNote.sign(text, c.admin(1)).with(line), SEEN, 1, 2));
        require(other.signatureCount() == 1);
    }

    private void witnesses() throws IOException {
        checkpoint("no-witness", "TOO_FEW_WITNESSES", c.log.sign(tree));
        checkpoint("one-witness", "TOO_FEW_WITNESSES", c.cosigned(tree, SEEN, 1));
        checkpoint("one-witness-twice", "TOO_FEW_WITNESSES", twice(c.cosigned(tree, SEEN, 1)));
        checkpoint("one-witness-and-a-stranger", "TOO_FEW_WITNESSES", c.cosigned(tree, SEEN, 1, 4));
        checkpoint(
                "one-witness-and-an-admin",
                "TOO_FEW_WITNESSES",
                c.cosigned(tree, SEEN, 1).with(c.admin(1)));
        var seed = SecretBytes.random(c.randomness, 32);
        try (var namesake = new CosignatureSigner(c.witness(2).name(), SecretBytes.takeOwnershipOf(seed.copy()));
                var asNote = new NoteSigner(c.witness(2).name(), seed)) {
            var claimed = Checkpoint.claimedBy(checkpoint);
            var one = c.cosigned(tree, SEEN, 1);
            checkpoint("one-witness-and-a-namesake", "TOO_FEW_WITNESSES", one.with(namesake.cosign(claimed, SEEN)));
            checkpoint("one-witness-and-a-plain-signature", "TOO_FEW_WITNESSES", one.with(asNote));
        }
        checkpoint(
                "cosigned-too-long-ago",
                "STALE",
                c.cosigned(tree, NOW.minus(LogPolicy.FRESH_FOR).minusSeconds(1), 1, 2));
        checkpoint(
                "cosigned-too-far-ahead",
                "STALE",
                c.cosigned(tree, NOW.plus(LogPolicy.FRESH_FOR).plusSeconds(1), 1, 2));
        var stale = c.cosigned(tree, NOW.minus(Duration.ofDays(30)), 1, 2);
        checkpoint("one-fresh-two-stale", "STALE", c.cosigned(stale, SEEN, 3));
        var forked = Ceremony.tree(List.of(root, manifest));
        var line = c.cosigned(forked, SEEN, 2).signatures().getLast();
        checkpoint(
                "cosignature-of-a-fork",
                "BAD_SIGNATURE",
                c.cosigned(tree, SEEN, 1).with(line));
        var earlier = c.cosigned(tree, SEEN, 2).signatures().getLast();
        var moved = earlier.signature();
        moved[7] ^= 1;
        checkpoint(
                "cosignature-with-another-time",
                "BAD_SIGNATURE",
                c.cosigned(tree, SEEN, 1).with(SignatureLine.of(c.witness(2), moved)));
        var third = c.witness(3);
        checkpoint(
                "third-cosignature-too-short", "BAD_SIGNATURE", checkpoint.with(SignatureLine.of(third, new byte[64])));
    }

    private void notLogged() throws IOException {
        var fuller = c.sign(c.manifest().text(), 1, 2, 3);
        var notes = new Notes(List.of(root), Optional.of(fuller), Optional.of(proof));
        vectors.write("logged-with-other-signatures", "NOT_LOGGED", notes.bytes(), NOW, 0, Hash.of(root));
        var forked = Ceremony.tree(
                List.of(root, c.epoch().logged(), c.sign(c.manifest().text(), 2, 3)));
        proof("forked-checkpoint", "NOT_LOGGED", Ceremony.proof(tree, 2, c.cosigned(forked, SEEN, 1, 2)));
        var path = tree.inclusion(2, 3);
        proof("path-empty", "NOT_LOGGED", new LogProof(new byte[0], 2, List.of(), checkpoint).bytes());
        proof(
                "path-too-long",
                "NOT_LOGGED",
                new LogProof(new byte[0], 2, List.of(path.getFirst(), path.getFirst()), checkpoint).bytes());
        proof("path-damaged", "NOT_LOGGED", new LogProof(new byte[0], 2, tree.inclusion(0, 2), checkpoint).bytes());
        proof(
                "index-of-another-leaf",
                "NOT_LOGGED",
                new LogProof(new byte[0], 1, tree.inclusion(1, 3), checkpoint).bytes());
        proof("index-beyond-the-log", "NOT_LOGGED", new LogProof(new byte[0], 3, path, checkpoint).bytes());
        var leaves = new ArrayList<>(c.leaves(List.of(root), manifest));
        leaves.add("a newer manifest".getBytes(StandardCharsets.US_ASCII));
        var grown = Ceremony.tree(leaves);
        proof("not-the-last-leaf", "NOT_NEWEST", Ceremony.proof(grown, 2, c.cosigned(grown, SEEN, 1, 2)));
    }

    private void malformed() throws IOException {
        var text = new String(proof, StandardCharsets.UTF_8);
        edit("proof-other-header", text, "tlog-proof@v1", "tlog-proof@v2");
        edit("proof-without-index", text, "index 2\n", "");
        edit("proof-index-leading-zero", text, "index 2", "index 02");
        edit("proof-index-negative", text, "index 2", "index -1");
        edit("proof-index-too-large", text, "index 2", "index 9223372036854775808");
        edit("proof-hash-unpadded", text, "=\n\n", "\n\n");
        edit("proof-hash-too-short", text, "\n\n", "\nAAAA\n\n");
        edit("proof-empty-extra", text, "index 2", "extra \nindex 2");
        var hash = Base64.getEncoder().encodeToString(new byte[32]);
        edit("proof-with-64-hashes", text, "index 2\n", "index 2\n" + (hash + "\n").repeat(63));
        edit("proof-without-checkpoint", text, text.substring(text.indexOf("\n\n") + 2), "");
        edit("checkpoint-size-leading-zero", text, "/log\n3\n", "/log\n03\n");
        edit("checkpoint-without-root", text, "/log\n3\n", "/log\n");
        edit("checkpoint-empty-origin", text, "\n\n" + Ceremony.ORIGIN + "/log\n", "\n\n\n");
    }

    /// Of one witness's times the newest counts, wherever its lines stand.
    private void twoTimes() throws IOException {
        var inAMonth = c.cosigned(tree, NOW.plus(Duration.ofDays(30)), 2);
        var aMonthAgo = c.cosigned(tree, NOW.minus(Duration.ofDays(30)), 2);
        checkpoint("one-witness-now-and-in-a-month", "STALE", joined(checkpoint, inAMonth));
        checkpoint("one-witness-now-and-a-month-ago", "good", joined(checkpoint, aMonthAgo));
        checkpoint(
                "one-witness-a-month-ago-and-now",
                "good",
                joined(c.cosigned(aMonthAgo, SEEN, 1), c.cosigned(tree, SEEN, 2)));
    }

    private static SignedNote joined(SignedNote note, SignedNote other) {
        var text = new String(note.bytes(), StandardCharsets.UTF_8)
                + other.signatures().getLast().text() + "\n";
        return SignedNote.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private void noProof() throws IOException {
        vectors.write(
                "no-proof",
                "NOT_LOGGED",
                new Notes(List.of(root), Optional.of(manifest)).bytes(),
                NOW,
                0,
                Hash.of(root));
    }

    private void edit(String name, String text, String from, String to) throws IOException {
        require(text.contains(from));
        var at = text.indexOf(from);
        var edited = text.substring(0, at) + to + text.substring(at + from.length());
        proof(name, "MALFORMED", edited.getBytes(StandardCharsets.UTF_8));
    }

    private void checkpoint(String name, String expected, SignedNote signed) throws IOException {
        proof(name, expected, Ceremony.proof(tree, tree.size() - 1, signed));
    }

    private void proof(String name, String expected, byte[] bytes) throws IOException {
        var notes = new Notes(List.of(root), Optional.of(manifest), Optional.of(bytes));
        vectors.write(name, expected, notes.bytes(), NOW, 0, Hash.of(root));
    }

    /// The last line once more, which `SignedNote.with` would not do.
    private static SignedNote twice(SignedNote note) {
        return SignedNote.parse(Ceremony.doubled(note.bytes()));
    }

    private static SignedNote without(SignedNote note, String name) {
        var text = new String(note.bytes(), StandardCharsets.UTF_8);
        return SignedNote.parse(
                text.replaceFirst("\u2014 " + name + " .*\n", "").getBytes(StandardCharsets.UTF_8));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new AssertionError("a case changes nothing");
        }
    }
}

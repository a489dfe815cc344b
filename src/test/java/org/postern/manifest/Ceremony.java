package org.postern.manifest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogProof;
import org.postern.tlog.LogSigner;
import org.postern.tlog.MerkleTree;
import org.postern.tlog.TreeHash;

/// A made-up service whose notes are the same at every run: admins 1 to 3, seats 1 to 3, k = 2 of both.
final class Ceremony {
    static final String ORIGIN = "demo.postern.example";
    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    static final Instant UNTIL = Instant.parse("2026-11-30T00:00:00Z");
    static final LocalDate NOT_AFTER = LocalDate.parse("2027-11-22");
    static final LocalDate DESTROY_ON = LocalDate.parse("2026-12-30");
    static final Hash FILES = Hash.of("epoch-0001.age".getBytes(StandardCharsets.US_ASCII));
    static final Hash RECOVERY = Hash.of("recovery".getBytes(StandardCharsets.US_ASCII));
    static final Hash PEOPLE = Hash.of("people".getBytes(StandardCharsets.US_ASCII));

    final Randomness randomness;
    final Roster roster;
    final HybridRecipient intake;
    final List<HybridRecipient> seats = new ArrayList<>();

    final LogSigner log;
    final List<CosignatureSigner> witnesses = new ArrayList<>();

    private final SecretBytes logSeed;
    private final List<NoteSigner> signers = new ArrayList<>();
    private final List<HybridRecipient> recipients = new ArrayList<>();

    Ceremony(long seed) {
        randomness = new SeededRandomness(seed);
        for (var i = 1; i <= 5; i++) {
            // Admins 4 and 5 are not in the first root.
            signers.add(new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32)));
            recipients.add(recipient());
        }
        intake = recipient();
        for (var i = 0; i < 3; i++) {
            seats.add(recipient());
        }
        roster = Roster.draw(1, List.of(randomness.bytes(32), randomness.bytes(32)), randomness);
        logSeed = SecretBytes.random(randomness, 32);
        log = new LogSigner(Root.logName(ORIGIN), SecretBytes.takeOwnershipOf(logSeed.copy()));
        for (var i = 1; i <= 4; i++) {
            // Witness 4 is in no root.
            witnesses.add(new CosignatureSigner("witness-" + i + ".example", SecretBytes.random(randomness, 32)));
        }
    }

    HybridRecipient recipient() {
        try (var identity = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32))) {
            return identity.recipient();
        }
    }

    /// The signer of admin `number`, from 1.
    NoteSigner admin(int number) {
        return signers.get(number - 1);
    }

    /// The public half of witness `number`, from 1.
    VerifierKey witness(int number) {
        return witnesses.get(number - 1).verifierKey();
    }

    Root root(int version, int... admins) {
        return root(version, 2, List.of(witness(1), witness(2), witness(3)), admins);
    }

    private Root root(int version, int quorum, List<VerifierKey> watching, int... admins) {
        var list = Arrays.stream(admins)
                .mapToObj(i -> new Admin(admin(i).verifierKey(), recipients.get(i - 1)))
                .toList();
        return new Root(ORIGIN, version, NOT_AFTER, 2, list, log.verifierKey(), quorum, watching);
    }

    /// Root 1 of admins 1 to 3, signed by 1 and 2.
    byte[] rootNote() {
        return sign(root(1, 1, 2, 3).text(), 1, 2);
    }

    /// The same with other witnesses.
    byte[] rootNote(int quorum, List<VerifierKey> watching) {
        return sign(root(1, quorum, watching, 1, 2, 3).text(), 1, 2);
    }

    /// The log's key as one that signs any text.
    NoteSigner logNoteSigner() {
        return new NoteSigner(Root.logName(ORIGIN), SecretBytes.takeOwnershipOf(logSeed.copy()));
    }

    Hash pinned() {
        return Hash.of(rootNote());
    }

    /// The line of epoch 1.
    LivingEpoch epoch() {
        return new LivingEpoch(1, UNTIL, DESTROY_ON, roster.root(), LivingEpoch.hashOf(intake), FILES, RECOVERY);
    }

    Manifest manifest() {
        return new Manifest(
                ORIGIN,
                1,
                1,
                intake,
                List.of(epoch()),
                List.of(),
                List.of(),
                PEOPLE,
                2,
                seats,
                List.of(file("/"), file("/postern.css"), file("/postern.js")),
                Hash.NONE);
    }

    static ServedFile file(String path) {
        return new ServedFile(path, Hash.of(path.getBytes(StandardCharsets.US_ASCII)));
    }

    byte[] sign(String text, int... admins) {
        var note = SignedNote.sign(text, admin(admins[0]));
        for (var i = 1; i < admins.length; i++) {
            note = note.with(admin(admins[i]));
        }
        return note.bytes();
    }

    /// Adds one more line by the same admin, which `SignedNote.with` would not do.
    static byte[] doubled(byte[] note) {
        var text = new String(note, StandardCharsets.UTF_8);
        var last = text.substring(text.lastIndexOf("\u2014"));
        return (text + last).getBytes(StandardCharsets.UTF_8);
    }

    Notes notes(byte[] manifest) {
        return notes(List.of(rootNote()), manifest, NOW);
    }

    /// What a server would serve: the notes, and the proof that the manifest is the last leaf of the log, which
    /// witnesses 1 and 2 saw a minute ago.
    Notes notes(List<byte[]> roots, byte[] manifest, Instant now) {
        var tree = tree(leaves(roots, manifest));
        var proof = proof(tree, tree.size() - 1, cosigned(tree, now.minusSeconds(60), 1, 2));
        return new Notes(roots, Optional.of(manifest), Optional.of(proof));
    }

    /// Everything that was published, as the log has it: first root, roster, further roots, manifest.
    List<byte[]> leaves(List<byte[]> roots, byte[] manifest) {
        var leaves = new ArrayList<>(roots);
        leaves.add(1, epoch().logged());
        leaves.add(manifest);
        return leaves;
    }

    static MerkleTree tree(List<byte[]> leaves) {
        return MerkleTree.of(leaves.stream().map(TreeHash::leaf).toList());
    }

    SignedNote cosigned(MerkleTree tree, Instant when, int... numbers) {
        return cosigned(log.sign(tree), when, numbers);
    }

    SignedNote cosigned(SignedNote checkpoint, Instant when, int... numbers) {
        var note = checkpoint;
        for (var number : numbers) {
            note = note.with(witnesses.get(number - 1).cosign(Checkpoint.claimedBy(checkpoint), when));
        }
        return note;
    }

    static byte[] proof(MerkleTree tree, long index, SignedNote checkpoint) {
        return new LogProof(new byte[0], index, tree.inclusion(index, tree.size()), checkpoint).bytes();
    }
}

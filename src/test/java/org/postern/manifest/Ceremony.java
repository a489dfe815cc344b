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
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

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

    final NoteSigner log;
    final List<SecretBytes> witnesses = new ArrayList<>();

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
        log = new NoteSigner(Root.logName(ORIGIN), SecretBytes.random(randomness, 32));
        for (var i = 0; i < 3; i++) {
            witnesses.add(SecretBytes.random(randomness, 32));
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
        return new VerifierKey(
                VerifierKey.Type.COSIGNATURE,
                "witness-" + number + ".example",
                Ed25519.publicKey(witnesses.get(number - 1)));
    }

    Root root(int version, int... admins) {
        var list = Arrays.stream(admins)
                .mapToObj(i -> new Admin(admin(i).verifierKey(), recipients.get(i - 1)))
                .toList();
        var watching = List.of(witness(1), witness(2), witness(3));
        return new Root(ORIGIN, version, NOT_AFTER, 2, list, log.verifierKey(), 2, watching);
    }

    /// Root 1 of admins 1 to 3, signed by 1 and 2.
    byte[] rootNote() {
        return sign(root(1, 1, 2, 3).text(), 1, 2);
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
        return new Notes(List.of(rootNote()), Optional.of(manifest));
    }
}

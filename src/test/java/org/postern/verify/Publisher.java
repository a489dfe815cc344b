package org.postern.verify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.Admin;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;

/// A made-up service with three admins, two of whom must sign, and a public log. What is published goes into the log
/// first; a fork of it has the same keys and another history.
final class Publisher {
    static final String ORIGIN = "help.example";
    static final byte[] PAGE = "<!doctype html>".getBytes(StandardCharsets.US_ASCII);

    private final SeededRandomness randomness;
    private final List<NoteSigner> admins;
    private final Root root;
    private final byte[] rootNote;
    private final PublicLog log;
    private Optional<Manifest> manifest = Optional.empty();
    private Optional<byte[]> note = Optional.empty();

    Publisher(long seed, int witnesses, int quorum, LocalDate rootEnds) {
        randomness = new SeededRandomness(seed);
        log = new PublicLog(Root.logName(ORIGIN), witnesses, randomness);
        admins = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32)))
                .toList();
        var people = admins.stream()
                .map(admin -> new Admin(admin.verifierKey(), recipient()))
                .toList();
        root = new Root(ORIGIN, 1, rootEnds, 2, people, log.key(), quorum, log.witnessKeys());
        rootNote = sign(root.text(), 2);
        log.append(rootNote);
    }

    private Publisher(Publisher other, int size) {
        randomness = other.randomness;
        admins = other.admins;
        root = other.root;
        rootNote = other.rootNote;
        log = other.log.fork(size);
        manifest = other.manifest;
        note = other.note;
    }

    private HybridRecipient recipient() {
        try (var identity = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32))) {
            return identity.recipient();
        }
    }

    byte[] sign(String text, int signers) {
        var signed = SignedNote.sign(text, admins.getFirst());
        for (var admin : admins.subList(1, signers)) {
            signed = signed.with(admin);
        }
        return signed.bytes();
    }

    /// Another history after this moment, with the same keys.
    Publisher fork() {
        return new Publisher(this, log.size());
    }

    byte[] rootNote() {
        return rootNote.clone();
    }

    PublicLog log() {
        return log;
    }

    Manifest manifest() {
        return manifest.orElseThrow();
    }

    byte[] note() {
        return note.orElseThrow();
    }

    /// Composes a manifest that opens the next epoch.
    Manifest opening(Instant until) {
        var epochs = new ArrayList<>(manifest.map(Manifest::epochs).orElse(List.of()));
        var intake = recipient();
        epochs.add(new LivingEpoch(
                epochs.size() + 1,
                until,
                LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(30),
                Hash.of(randomness.bytes(32)),
                LivingEpoch.hashOf(intake),
                Hash.of(randomness.bytes(32)),
                Hash.NONE));
        return next(intake, epochs);
    }

    /// Composes a manifest with another end of intake.
    Manifest renewing(Instant until) {
        var epochs = new ArrayList<>(manifest().epochs());
        epochs.addLast(epochs.removeLast().withUntil(until));
        return next(manifest().intakeRecipient(), epochs);
    }

    private Manifest next(HybridRecipient intake, List<LivingEpoch> epochs) {
        return new Manifest(
                ORIGIN,
                manifest.map(Manifest::version).orElse(0) + 1,
                1,
                intake,
                epochs,
                List.of(),
                List.of(),
                Hash.NONE,
                0,
                List.of(),
                List.of(new ServedFile("/", Hash.of(PAGE))),
                note.map(Hash::of).orElse(Hash.NONE));
    }

    /// Puts a manifest in force: a new epoch's roster, then the manifest, are the last entries of the log.
    Publisher publish(Manifest next) {
        if (manifest.map(Manifest::intakeEpoch).orElse(0) != next.intakeEpoch()) {
            log.append(roster(next.epochs().getLast()));
        }
        manifest = Optional.of(next);
        note = Optional.of(sign(next.text(), 2));
        log.append(note());
        return this;
    }

    static byte[] roster(LivingEpoch epoch) {
        return ("postern/roster-root/v1\nepoch " + epoch.epoch() + "\nroot " + epoch.rosterRoot() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// What an honest server shows now, after asking so many witnesses.
    View show(int asked, Instant now) {
        var checkpoint = log.checkpoint(asked, now);
        var proof = log.proofOfLast(checkpoint).bytes();
        return new View(notes(proof), checkpoint, log.at(log.size()), Map.of("/", PAGE));
    }

    Notes notes(byte[] proof) {
        return new Notes(List.of(rootNote), note, Optional.of(proof));
    }
}

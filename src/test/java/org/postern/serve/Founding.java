package org.postern.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.api.DeskSigner;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.Admin;
import org.postern.manifest.DestroyedEpoch;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.manifest.StoppedDesk;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;
import org.postern.tlog.LogSigner;

/// A made-up service with three admins (k = 2) and two desks an epoch, whose keys all come from one printed seed. It
/// can make every publication that follows the one it made last.
public final class Founding {
    static final int EPOCH = 1;
    static final String ORIGIN = "test.postern.example";

    private final Randomness randomness;
    private final List<NoteSigner> admins = new ArrayList<>();
    private final byte[] logSeed;
    private final Root root;
    private final HybridRecipient intake;
    private final Map<Integer, List<SecretBytes>> desks = new HashMap<>();
    private final Map<Integer, List<EpochFile>> files = new HashMap<>();
    private final Roster roster;
    private final Instant now;
    private Manifest last;
    private byte[] lastNote;

    public Founding(long seed, Instant now) {
        this(seed, now, 0, List.of());
    }

    public Founding(long seed, Instant now, int quorum, List<VerifierKey> witnesses) {
        this.now = now;
        randomness = new SeededRandomness(seed);
        var list = new ArrayList<Admin>();
        for (var i = 1; i <= 3; i++) {
            var signer = new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32));
            admins.add(signer);
            list.add(new Admin(signer.verifierKey(), recipient()));
        }
        logSeed = randomness.bytes(32);
        var notAfter = LocalDate.ofInstant(now, ZoneOffset.UTC).plusYears(1);
        root = new Root(ORIGIN, 1, notAfter, 2, list, logKey(), quorum, witnesses);
        intake = recipient();
        roster = roster(EPOCH);
        files.put(EPOCH, List.of(epochFile()));
        last = manifest(1, Hash.NONE);
        lastNote = signed(last.text(), 2);
    }

    private VerifierKey logKey() {
        try (var signer = new LogSigner(Root.logName(ORIGIN), SecretBytes.copyOf(logSeed))) {
            return signer.verifierKey();
        }
    }

    private HybridRecipient recipient() {
        try (var identity = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32))) {
            return identity.recipient();
        }
    }

    private Roster roster(int epoch) {
        var seeds = List.of(SecretBytes.random(randomness, 32), SecretBytes.random(randomness, 32));
        desks.put(epoch, seeds);
        return Roster.draw(epoch, seeds.stream().map(Ed25519::publicKey).toList(), randomness);
    }

    private EpochFile epochFile() {
        return EpochFile.parse(AgeFile.seal(new byte[37], List.of(recipient(), recipient()), randomness));
    }

    public Root root() {
        return root;
    }

    public byte[] rootNote() {
        return signed(root.text(), 2);
    }

    /// Signs with the first admins.
    byte[] signed(String text, int signatures) {
        var note = SignedNote.sign(text, admins.getFirst());
        for (var i = 1; i < signatures; i++) {
            note = note.with(admins.get(i));
        }
        return note.bytes();
    }

    /// Signs with one admin, from 1.
    SignedNote signedBy(String text, int admin) {
        return SignedNote.sign(text, admins.get(admin - 1));
    }

    /// A manifest of the first epoch alone.
    Manifest manifest(int version, Hash previous) {
        var line = line(EPOCH, now.plus(Duration.ofDays(6)), roster, intake, files.get(EPOCH));
        return new Manifest(
                ORIGIN,
                version,
                1,
                intake,
                List.of(line),
                List.of(),
                List.of(),
                Hash.NONE,
                0,
                List.of(),
                List.of(),
                previous);
    }

    private static LivingEpoch line(
            int epoch, Instant until, Roster roster, HybridRecipient recipient, List<EpochFile> files) {
        return new LivingEpoch(
                epoch,
                until.truncatedTo(ChronoUnit.SECONDS),
                LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(30),
                roster.root(),
                LivingEpoch.hashOf(recipient),
                new EpochFiles(files).hash(),
                Hash.NONE);
    }

    /// The founding publication: root, manifest 1, epoch file, roster.
    public byte[] publication() {
        return publication(signed(manifest(1, Hash.NONE).text(), 2));
    }

    byte[] publication(byte[] manifestNote) {
        return new Publication(
                        Optional.of(rootNote()),
                        Optional.of(manifestNote),
                        List.of(new EpochPart(EPOCH, files.get(EPOCH).getFirst())),
                        Optional.of(roster.bytes()),
                        Optional.empty(),
                        Optional.empty())
                .bytes();
    }

    /// The manifest that was made last.
    Manifest last() {
        return last;
    }

    public byte[] lastNote() {
        return lastNote;
    }

    /// Goes on after another manifest than the one that was made last.
    void continueAfter(byte[] manifestNote) {
        lastNote = manifestNote;
        last = Manifest.parse(SignedNote.parse(manifestNote).text());
    }

    /// Opens a new epoch; the one before closes at a time, and takes nothing new a day later.
    byte[] rotation(Instant closed, Instant until) {
        var epoch = last.intakeEpoch() + 1;
        var recipient = recipient();
        var fresh = roster(epoch);
        files.put(epoch, List.of(epochFile()));
        var lines = new ArrayList<>(last.epochs());
        lines.set(lines.size() - 1, lines.getLast().withUntil(closed.truncatedTo(ChronoUnit.SECONDS)));
        lines.add(line(epoch, until, fresh, recipient, files.get(epoch)));
        follow(lines, last.destroyed(), last.stopped(), recipient);
        return new Publication(
                        Optional.empty(),
                        Optional.of(lastNote),
                        List.of(new EpochPart(epoch, files.get(epoch).getFirst())),
                        Optional.of(fresh.bytes()),
                        Optional.empty(),
                        Optional.empty())
                .bytes();
    }

    /// Adds a file to the intake epoch for somebody who joined.
    byte[] supplement() {
        var epoch = last.intakeEpoch();
        var longer = new ArrayList<>(files.get(epoch));
        longer.add(epochFile());
        files.put(epoch, longer);
        var lines = new ArrayList<>(last.epochs());
        lines.set(lines.size() - 1, lines.getLast().withFiles(new EpochFiles(longer).hash()));
        follow(lines, last.destroyed(), last.stopped(), last.intakeRecipient());
        return new Publication(
                        Optional.empty(),
                        Optional.of(lastNote),
                        List.of(new EpochPart(epoch, longer.getLast())),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .bytes();
    }

    /// Stops a desk of the intake epoch at once.
    byte[] stopping(int desk) {
        var epoch = last.intakeEpoch();
        var stopped = new ArrayList<>(last.stopped());
        stopped.add(new StoppedDesk(epoch, Ed25519.publicKey(desks.get(epoch).get(desk))));
        return follow(last.epochs(), last.destroyed(), stopped, last.intakeRecipient());
    }

    /// Destroys the oldest epoch.
    byte[] destruction(LocalDate day) {
        var oldest = last.epochs().getFirst();
        var destroyed = new ArrayList<>(last.destroyed());
        destroyed.add(new DestroyedEpoch(oldest.epoch(), day, oldest.rosterRoot()));
        return follow(
                last.epochs().subList(1, last.epochs().size()), destroyed, last.stopped(), last.intakeRecipient());
    }

    /// Lets the intake epoch go on.
    public byte[] renewal(Instant until) {
        return changed(lines -> {
            var longer = new ArrayList<>(lines);
            longer.set(lines.size() - 1, lines.getLast().withUntil(until.truncatedTo(ChronoUnit.SECONDS)));
            return longer;
        });
    }

    private byte[] changed(UnaryOperator<List<LivingEpoch>> change) {
        return follow(change.apply(last.epochs()), last.destroyed(), last.stopped(), last.intakeRecipient());
    }

    private byte[] follow(
            List<LivingEpoch> lines,
            List<DestroyedEpoch> destroyed,
            List<StoppedDesk> stopped,
            HybridRecipient recipient) {
        last = new Manifest(
                ORIGIN,
                last.version() + 1,
                1,
                recipient,
                lines,
                destroyed,
                stopped,
                last.people(),
                0,
                List.of(),
                List.of(),
                Hash.of(lastNote));
        lastNote = signed(last.text(), 2);
        return Publication.of(lastNote).bytes();
    }

    DeskSigner desk(int number) {
        return desk(EPOCH, number);
    }

    DeskSigner desk(int epoch, int number) {
        return signer(epoch, desks.get(epoch).get(number));
    }

    /// A desk that is in no roster.
    DeskSigner stranger() {
        return signer(EPOCH, SecretBytes.random(randomness, 32));
    }

    private static DeskSigner signer(int epoch, SecretBytes seed) {
        return new DeskSigner() {
            @Override
            public int epoch() {
                return epoch;
            }

            @Override
            public byte[] publicKey() {
                return Ed25519.publicKey(seed);
            }

            @Override
            public byte[] sign(String context, byte[] message) {
                return ContextSignature.sign(seed, context, message);
            }
        };
    }

    /// Settings for a server of this service on loopback ports of the system's choice; root note and log key lie in
    /// `folder`.
    public ServeConfig config(Path folder, int tickMillis) {
        var name = UUID.nameUUIDFromBytes(rootNote());
        var file = folder.resolve("root-" + name + ".note");
        var key = folder.resolve("log-" + name + ".key");
        try {
            Files.write(file, rootNote());
            if (!Files.exists(key)) {
                LogSigner.create(key, Root.logName(ORIGIN), SecretBytes.copyOf(logSeed))
                        .close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new ServeConfig(
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                file,
                ServeConfig.Log.of(key),
                ServeConfig.LEAVE_URL_DEFAULT,
                false,
                folder.resolve("data"),
                Optional.empty(),
                tickMillis,
                Bounds.DEFAULT);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

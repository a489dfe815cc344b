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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;

/// A made-up service with three admins (k = 2) and two desks, whose keys all come from one printed seed.
final class Founding {
    static final int EPOCH = 1;
    private static final String ORIGIN = "test.postern.example";

    private final Randomness randomness;
    private final List<NoteSigner> admins = new ArrayList<>();
    private final List<SecretBytes> desks = new ArrayList<>();
    private final Root root;
    private final HybridRecipient intake;
    private final EpochFile epochFile;
    private final NoteSigner log;
    private final Roster roster;
    private final Instant now;

    Founding(long seed, Instant now) {
        this.now = now;
        randomness = new SeededRandomness(seed);
        var list = new ArrayList<Admin>();
        for (var i = 1; i <= 3; i++) {
            var signer = new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32));
            admins.add(signer);
            list.add(new Admin(signer.verifierKey(), recipient()));
        }
        log = new NoteSigner(Root.logName(ORIGIN), SecretBytes.random(randomness, 32));
        var notAfter = LocalDate.ofInstant(now, ZoneOffset.UTC).plusYears(1);
        root = new Root(ORIGIN, 1, notAfter, 2, list, log.verifierKey(), 0, List.of());
        intake = recipient();
        epochFile = EpochFile.parse(AgeFile.seal(new byte[37], List.of(recipient(), recipient()), randomness));
        desks.add(SecretBytes.random(randomness, 32));
        desks.add(SecretBytes.random(randomness, 32));
        roster = Roster.draw(EPOCH, desks.stream().map(Ed25519::publicKey).toList(), randomness);
    }

    private HybridRecipient recipient() {
        try (var identity = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32))) {
            return identity.recipient();
        }
    }

    byte[] rootNote() {
        return signed(root.text(), 2);
    }

    byte[] signed(String text, int signatures) {
        var note = SignedNote.sign(text, admins.getFirst());
        for (var i = 1; i < signatures; i++) {
            note = note.with(admins.get(i));
        }
        return note.bytes();
    }

    Manifest manifest(int version, Hash previous) {
        var until = now.plus(Duration.ofDays(6)).truncatedTo(ChronoUnit.SECONDS);
        var epoch = new LivingEpoch(
                EPOCH,
                until,
                LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(30),
                roster.root(),
                LivingEpoch.hashOf(intake),
                new EpochFiles(List.of(epochFile)).hash(),
                Hash.NONE);
        return new Manifest(
                ORIGIN,
                version,
                1,
                intake,
                List.of(epoch),
                List.of(),
                List.of(),
                Hash.NONE,
                0,
                List.of(),
                List.of(),
                previous);
    }

    /// The founding publication: root, manifest 1, epoch file, roster.
    byte[] publication() {
        return publication(signed(manifest(1, Hash.NONE).text(), 2));
    }

    byte[] publication(byte[] manifestNote) {
        return new Publication(
                        Optional.of(rootNote()),
                        Optional.of(manifestNote),
                        List.of(new EpochPart(EPOCH, epochFile)),
                        Optional.of(roster.bytes()),
                        Optional.empty(),
                        Optional.empty())
                .bytes();
    }

    DeskSigner desk(int number) {
        return signer(desks.get(number));
    }

    /// A desk that is in no roster.
    DeskSigner stranger() {
        return signer(SecretBytes.random(randomness, 32));
    }

    private static DeskSigner signer(SecretBytes seed) {
        return new DeskSigner() {
            @Override
            public int epoch() {
                return EPOCH;
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

    /// Settings for a server of this service on loopback ports of the system's choice; the root note lies in `folder`.
    ServeConfig config(Path folder, int tickMillis) {
        var file = folder.resolve("root-" + UUID.nameUUIDFromBytes(rootNote()) + ".note");
        try {
            Files.write(file, rootNote());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new ServeConfig(
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                file,
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

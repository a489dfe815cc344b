package org.postern.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.api.DeskSigner;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Admin;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.serve.ServeConfig;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogSigner;
import org.postern.tlog.TiledLog;

/// A founded service with throw-away keys: 3 admins with k = 2, one epoch, 3 seats with k = 2, one desk, a log and 3
/// witnesses.
public final class House {
    static final String ORIGIN = "test.postern.example";
    static final int EPOCH = 3;

    private final Randomness randomness = Randomness.system();
    private final List<NoteSigner> admins = new ArrayList<>();
    private final List<Admin> members;
    private final int quorum;
    private final byte[] rootNote;
    public final HybridIdentity epoch = identity();
    public final List<HybridIdentity> seats = List.of(identity(), identity(), identity());
    public final SecretBytes deskSeed = SecretBytes.random(randomness, 32);
    public final Roster roster = Roster.draw(EPOCH, List.of(Ed25519.publicKey(deskSeed)), randomness);

    private final EpochFile epochFile = EpochFile.parse(AgeFile.seal(
            new byte[37], List.of(identity().recipient(), identity().recipient()), randomness));
    private final byte[] logSeed = randomness.bytes(32);
    private final LogSigner log = new LogSigner(Root.logName(ORIGIN), SecretBytes.copyOf(logSeed));
    private final List<CosignatureSigner> witnesses = new ArrayList<>();
    final HybridIdentity nextEpoch = identity();

    /// A small house, whose root demands no witness.
    public House() {
        this(0);
    }

    /// A house whose root demands so many of its three witnesses.
    public House(int quorum) {
        for (var i = 1; i <= 3 && quorum > 0; i++) {
            witnesses.add(new CosignatureSigner("witness-" + i + ".example/w", SecretBytes.random(randomness, 32)));
        }
        for (var i = 1; i <= 3; i++) {
            admins.add(new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32)));
        }
        members = admins.stream()
                .map(admin -> new Admin(admin.verifierKey(), identity().recipient()))
                .toList();
        this.quorum = quorum;
        rootNote = sign(rootText(1), 1, 2);
    }

    private String rootText(int version) {
        var notAfter = LocalDate.now(ZoneOffset.UTC).plusYears(1);
        return new Root(ORIGIN, version, notAfter, 2, members, log.verifierKey(), quorum, witnessKeys()).text();
    }

    private List<VerifierKey> witnessKeys() {
        return witnesses.stream().map(CosignatureSigner::verifierKey).toList();
    }

    private HybridIdentity identity() {
        return HybridIdentity.fromSeed(SecretBytes.random(randomness, 32));
    }

    /// {@return the pin, also the salt of the nine words}
    Hash pinned() {
        return Hash.of(rootNote);
    }

    byte[] rootNote() {
        return rootNote.clone();
    }

    /// Signs a text with the named admins, from 1.
    byte[] sign(String text, int... who) {
        var note = SignedNote.sign(text, admins.get(who[0] - 1));
        for (var admin : Arrays.stream(who).skip(1).toArray()) {
            note = note.with(admins.get(admin - 1));
        }
        return note.bytes();
    }

    /// A manifest's text.
    ///
    /// @param version its number
    /// @param until when intake ends
    String manifest(int version, Instant until) {
        return manifest(version, 1, epoch, List.of(line(EPOCH, epoch, until)));
    }

    /// A manifest's text after the epoch was closed at once and a new one opened.
    ///
    /// @param version its number
    /// @param until when intake of the new epoch ends
    String manifestOfTheNextEpoch(int version, Instant until) {
        var closed = line(EPOCH, epoch, Instant.now().minus(1, ChronoUnit.DAYS));
        return manifest(version, 1, nextEpoch, List.of(closed, line(EPOCH + 1, nextEpoch, until)));
    }

    private LivingEpoch line(int number, HybridIdentity identity, Instant until) {
        return new LivingEpoch(
                number,
                until.truncatedTo(ChronoUnit.SECONDS),
                LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(30),
                roster.root(),
                LivingEpoch.hashOf(identity.recipient()),
                new EpochFiles(List.of(epochFile)).hash(),
                Hash.NONE);
    }

    private String manifest(int version, int root, HybridIdentity intake, List<LivingEpoch> epochs) {
        return new Manifest(
                        ORIGIN,
                        version,
                        root,
                        intake.recipient(),
                        epochs,
                        List.of(),
                        List.of(),
                        Hash.NONE,
                        2,
                        seats.stream().map(HybridIdentity::recipient).toList(),
                        List.of(),
                        Hash.NONE)
                .text();
    }

    /// A proof that the log has this note, after the root and a roster.
    ///
    /// @param note the note's bytes
    /// @param after how many entries follow it
    /// @param seenAt when each of the first witnesses saw that
    byte[] proof(byte[] note, int after, Instant... seenAt) {
        var entries = new ArrayList<>(List.of(rootNote, roster.bytes(), note));
        for (var i = 0; i < after; i++) {
            entries.add(new byte[] {(byte) i});
        }
        return proof(2, entries, seenAt);
    }

    private byte[] proof(int index, List<byte[]> entries, Instant... seenAt) {
        var tiled = TiledLog.of(entries);
        var checkpoint = log.sign(tiled.tree());
        for (var i = 0; i < seenAt.length; i++) {
            checkpoint = checkpoint.with(witnesses.get(i).cosign(Checkpoint.claimedBy(checkpoint), seenAt[i]));
        }
        return tiled.proof(index, checkpoint).bytes();
    }

    /// What `/notes` says after some years: two roots, a manifest that all three admins signed, as the last of many
    /// entries in the log.
    ///
    /// @param entries how many the log has
    Notes notesAfterYears(int entries) {
        var secondRoot = sign(rootText(2), 1, 2, 3);
        var note = sign(manifest(7, 2, epoch, List.of(line(EPOCH, epoch, inFiveDays()))), 1, 2, 3);
        var all = new ArrayList<byte[]>();
        for (var i = 1; i < entries; i++) {
            all.add(("entry " + i).getBytes(StandardCharsets.US_ASCII));
        }
        all.add(note);
        return new Notes(List.of(rootNote, secondRoot), Optional.of(note), Optional.of(proof(entries - 1, all, now())));
    }

    private Instant[] now() {
        return witnesses.stream().map(witness -> Instant.now()).toArray(Instant[]::new);
    }

    static Instant inFiveDays() {
        return Instant.now().plus(5, ChronoUnit.DAYS);
    }

    /// What `/notes` says with this manifest note as the last one in the log, which every witness has just seen.
    byte[] notes(byte[] manifestNote) {
        return notes(manifestNote, Optional.of(proof(manifestNote, 0, now())));
    }

    /// What `/notes` says with this manifest note and this proof.
    byte[] notes(byte[] manifestNote, Optional<byte[]> proof) {
        return new Notes(List.of(rootNote), Optional.of(manifestNote), proof).bytes();
    }

    /// What `/notes` says when everything is as it should be.
    byte[] notes() {
        return notes(sign(manifest(7, inFiveDays()), 1, 2));
    }

    /// What the admins upload to open the service.
    public byte[] publication() {
        return publication(sign(manifest(7, inFiveDays()), 1, 2));
    }

    /// What the admins upload to open the service with this manifest note.
    byte[] publication(byte[] manifestNote) {
        return new Publication(
                        Optional.of(rootNote),
                        Optional.of(manifestNote),
                        List.of(new EpochPart(EPOCH, epochFile)),
                        Optional.of(roster.bytes()),
                        Optional.empty(),
                        Optional.empty())
                .bytes();
    }

    /// The desk as it signs team calls.
    public DeskSigner signer() {
        return new DeskSigner() {
            @Override
            public int epoch() {
                return EPOCH;
            }

            @Override
            public byte[] publicKey() {
                return Ed25519.publicKey(deskSeed);
            }

            @Override
            public byte[] sign(String context, byte[] message) {
                return ContextSignature.sign(deskSeed, context, message);
            }
        };
    }

    /// Settings of a server for this house, with its root note written into the folder.
    public ServeConfig config(Path folder) {
        var note = folder.resolve("root-0001.note");
        var logKey = folder.resolve("log.key");
        try {
            Files.write(note, rootNote);
            LogSigner.create(logKey, Root.logName(ORIGIN), SecretBytes.copyOf(logSeed))
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServeConfig(
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                note,
                ServeConfig.Log.of(logKey),
                URI.create("about:blank"),
                false,
                folder.resolve("data"),
                Optional.empty(),
                20,
                Bounds.DEFAULT);
    }

    /// A manifest that one admin signed twice.
    byte[] signedTwiceByOne() {
        var once = new String(sign(manifest(7, inFiveDays()), 1), StandardCharsets.UTF_8);
        return (once + once.substring(once.lastIndexOf('\u2014'))).getBytes(StandardCharsets.UTF_8);
    }
}

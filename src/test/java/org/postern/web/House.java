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
import org.postern.serve.ServeConfig;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;

/// A founded service with throw-away keys: 3 admins with k = 2, one epoch, 3 seats with k = 2, one desk.
final class House {
    static final String ORIGIN = "test.postern.example";
    static final int EPOCH = 3;

    private final Randomness randomness = Randomness.system();
    private final List<NoteSigner> admins = new ArrayList<>();
    private final byte[] rootNote;
    final HybridIdentity epoch = identity();
    final List<HybridIdentity> seats = List.of(identity(), identity(), identity());
    final SecretBytes deskSeed = SecretBytes.random(randomness, 32);
    final Roster roster = Roster.draw(EPOCH, List.of(Ed25519.publicKey(deskSeed)), randomness);

    private final EpochFile epochFile = EpochFile.parse(AgeFile.seal(
            new byte[37], List.of(identity().recipient(), identity().recipient()), randomness));
    private final NoteSigner log = new NoteSigner(Root.logName(ORIGIN), SecretBytes.random(randomness, 32));

    House() {
        for (var i = 1; i <= 3; i++) {
            admins.add(new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32)));
        }
        var members = admins.stream()
                .map(admin -> new Admin(admin.verifierKey(), identity().recipient()))
                .toList();
        var notAfter = LocalDate.now(ZoneOffset.UTC).plusYears(1);
        rootNote = sign(new Root(ORIGIN, 1, notAfter, 2, members, log.verifierKey(), 0, List.of()).text(), 1, 2);
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
        var line = new LivingEpoch(
                EPOCH,
                until.truncatedTo(ChronoUnit.SECONDS),
                LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(30),
                roster.root(),
                LivingEpoch.hashOf(epoch.recipient()),
                new EpochFiles(List.of(epochFile)).hash(),
                Hash.NONE);
        return new Manifest(
                        ORIGIN,
                        version,
                        1,
                        epoch.recipient(),
                        List.of(line),
                        List.of(),
                        List.of(),
                        Hash.NONE,
                        2,
                        seats.stream().map(HybridIdentity::recipient).toList(),
                        List.of(),
                        Hash.NONE)
                .text();
    }

    static Instant inFiveDays() {
        return Instant.now().plus(5, ChronoUnit.DAYS);
    }

    /// What `/notes` says with this manifest note.
    byte[] notes(byte[] manifestNote) {
        return new Notes(List.of(rootNote), Optional.of(manifestNote)).bytes();
    }

    /// What `/notes` says when everything is as it should be.
    byte[] notes() {
        return notes(sign(manifest(7, inFiveDays()), 1, 2));
    }

    /// What the admins upload to open the service.
    byte[] publication() {
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
    DeskSigner signer() {
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
    ServeConfig config(Path folder) {
        var note = folder.resolve("root-0001.note");
        try {
            Files.write(note, rootNote);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServeConfig(
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                Listen.anyLoopbackPort(),
                note,
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

package org.postern.demo;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.api.DeskSigner;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Admin;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.message.Desk;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;
import org.postern.tlog.LogSigner;

/// A founded service seen from the team's side, with one desk whose secret the test holds.
final class CanaryTeam {
    private static final int EPOCH = 1;
    private static final String ORIGIN = "canary.postern.example";

    private final SecretBytes deskSeed;
    private final SecretBytes logSeed;
    private final EpochSeed epochSeed;
    private final SignedNote root;
    private final SignedNote manifest;
    private final EpochFile file;
    private final Roster roster;

    CanaryTeam(Randomness randomness, Instant now) {
        deskSeed = SecretBytes.random(randomness, Ed25519.SEED_BYTES);
        logSeed = SecretBytes.random(randomness, Ed25519.SEED_BYTES);
        epochSeed = EpochSeed.draw(EPOCH, randomness);
        var cards = List.of(
                card(Ed25519.publicKey(deskSeed), randomness),
                card(Ed25519.publicKey(SecretBytes.random(randomness, Ed25519.SEED_BYTES)), randomness));
        file = epochSeed.seal(cards, randomness);
        roster = Roster.draw(EPOCH, cards.stream().map(ResponderCard::desk).toList(), randomness);
        var signers = IntStream.rangeClosed(1, 3)
                .mapToObj(admin -> new NoteSigner(ORIGIN + "/admin-" + admin, SecretBytes.random(randomness, 32)))
                .toList();
        var admins = signers.stream()
                .map(signer -> new Admin(signer.verifierKey(), recipient(randomness)))
                .toList();
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        VerifierKey log;
        try (var signer = new LogSigner(Root.logName(ORIGIN), SecretBytes.takeOwnershipOf(logSeed.copy()))) {
            log = signer.verifierKey();
        }
        root = sign(new Root(ORIGIN, 1, today.plusMonths(12), 2, admins, log, 0, List.of()).text(), signers);
        manifest = sign(manifest(now, today, cards).text(), signers);
    }

    private static ResponderCard card(byte[] desk, Randomness randomness) {
        return new ResponderCard(EPOCH, recipient(randomness), desk, Optional.of(recipient(randomness)));
    }

    private static SignedNote sign(String text, List<NoteSigner> signers) {
        return SignedNote.sign(text, signers.get(0)).with(signers.get(1));
    }

    private Manifest manifest(Instant now, LocalDate today, List<ResponderCard> cards) {
        var line = new LivingEpoch(
                EPOCH,
                now.plus(Duration.ofDays(6)).truncatedTo(ChronoUnit.SECONDS),
                today.plusDays(36),
                roster.root(),
                LivingEpoch.hashOf(epochSeed.recipient()),
                new EpochFiles(List.of(file)).hash(),
                Hash.NONE);
        return new Manifest(
                ORIGIN,
                1,
                1,
                epochSeed.recipient(),
                List.of(line),
                List.of(),
                List.of(),
                Hash.NONE,
                2,
                cards.stream().map(card -> card.seat().orElseThrow()).toList(),
                List.of(),
                Hash.NONE);
    }

    private static HybridRecipient recipient(Randomness randomness) {
        try (var seed = SecretBytes.random(randomness, 32);
                var identity = HybridIdentity.fromSeed(seed)) {
            return identity.recipient();
        }
    }

    /// What the operator keeps for the log.
    void writeLogKey(Path file) {
        LogSigner.create(file, Root.logName(ORIGIN), SecretBytes.takeOwnershipOf(logSeed.copy()))
                .close();
    }

    byte[] rootNote() {
        return root.bytes();
    }

    byte[] publication() {
        return new Publication(
                        Optional.of(root.bytes()),
                        Optional.of(manifest.bytes()),
                        List.of(new EpochPart(EPOCH, file)),
                        Optional.of(roster.bytes()),
                        Optional.empty(),
                        Optional.empty())
                .bytes();
    }

    HybridIdentity epochIdentity() {
        return epochSeed.identity();
    }

    Desk desk() {
        return new Desk(roster, epochSeed.recipient(), deskSeed);
    }

    Roster roster() {
        return roster;
    }

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

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

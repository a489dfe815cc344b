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
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.api.DeskSigner;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.keys.Founding;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.message.Desk;
import org.postern.note.SignedNote;
import org.postern.tlog.LogSigner;

/// A founded service seen from the team's side, with one desk whose secret the test holds.
final class CanaryTeam {
    private static final int EPOCH = 1;
    private static final String ORIGIN = "canary.postern.example";

    private final SecretBytes deskSeed;
    private final EpochSeed epochSeed;
    private final Founding founding;
    private final SignedNote root;
    private final Founding.Founded founded;

    CanaryTeam(Randomness randomness, Instant now) {
        deskSeed = SecretBytes.random(randomness, Ed25519.SEED_BYTES);
        epochSeed = EpochSeed.draw(EPOCH, randomness);
        founding = Founding.draw(ORIGIN, 3, randomness);
        root = founding.root(2, LocalDate.ofInstant(now, ZoneOffset.UTC).plusMonths(12));
        var cards = List.of(
                new ResponderCard(
                        EPOCH, recipient(randomness), Ed25519.publicKey(deskSeed), Optional.of(recipient(randomness))),
                new ResponderCard(
                        EPOCH,
                        recipient(randomness),
                        Ed25519.publicKey(SecretBytes.random(randomness, Ed25519.SEED_BYTES)),
                        Optional.of(recipient(randomness))));
        var file = epochSeed.seal(cards, randomness);
        founded = founding.found(
                root,
                epochSeed.card(file),
                file,
                cards,
                2,
                List.of(),
                now.plus(Duration.ofDays(6)).truncatedTo(ChronoUnit.SECONDS));
    }

    private static HybridRecipient recipient(Randomness randomness) {
        try (var seed = SecretBytes.random(randomness, 32);
                var identity = HybridIdentity.fromSeed(seed)) {
            return identity.recipient();
        }
    }

    /// What the operator keeps for the log.
    void writeLogKey(Path file) {
        LogSigner.create(file, Root.logName(ORIGIN), founding.logSeed()).close();
    }

    byte[] rootNote() {
        return root.bytes();
    }

    byte[] publication() {
        return founded.publication().bytes();
    }

    Founding.Founded founded() {
        return founded;
    }

    HybridIdentity epochIdentity() {
        return epochSeed.identity();
    }

    Desk desk() {
        return new Desk(founded.roster(), epochSeed.recipient(), deskSeed);
    }

    Roster roster() {
        return founded.roster();
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

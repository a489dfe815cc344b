package org.postern.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.api.IntakeClient;
import org.postern.api.PublishClient;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.manifest.Admin;
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
import org.postern.manifest.VerifiedManifest;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.serve.ServeConfig;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;
import org.postern.serve.Server;
import org.postern.store.TestPostgres;
import org.postern.tlog.LogSigner;

/// A whole service for a test: three admins, three responders who hold the three seats (k = 2), a published
/// manifest and a running server on its own PostgreSQL.
final class TestHouse implements AutoCloseable {
    private static final String ORIGIN = "test.postern.example";
    private static final Path PROGRAMS = Path.of("/var/tmp/postern-test-" + System.getProperty("user.name"));

    final Randomness randomness = Randomness.system();
    final List<Keyring> keyrings = new ArrayList<>();
    final byte[] rootNote;
    private final Path home = TestPostgres.freshHome();
    private Server server;
    private int teamPort;
    private int publicPort;

    TestHouse() throws IOException {
        var signers = new ArrayList<NoteSigner>();
        var admins = new ArrayList<Admin>();
        for (int i = 1; i <= 3; i++) {
            var signer = new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32));
            signers.add(signer);
            admins.add(new Admin(signer.verifierKey(), recipient()));
        }
        var log = LogSigner.create(home.resolve("log.key"), Root.logName(ORIGIN));
        var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        rootNote = sign(
                new Root(ORIGIN, 1, today.plusDays(300), 2, admins, log.verifierKey(), 0, List.of()).text(), signers);
        Files.write(home.resolve("root-0001.note"), rootNote);

        var cards = new ArrayList<ResponderCard>();
        for (int i = 0; i < 3; i++) {
            var keyring = Keyring.draw(true, randomness);
            cards.add(keyring.drawEpoch(1, randomness));
            keyrings.add(keyring);
        }
        try (var seed = EpochSeed.draw(1, randomness)) {
            var epochFile = seed.seal(cards, randomness);
            var roster = Roster.draw(1, cards.stream().map(ResponderCard::desk).toList(), randomness);
            var epoch = new LivingEpoch(
                    1,
                    Instant.now().plus(Duration.ofDays(6)).truncatedTo(ChronoUnit.DAYS),
                    today.plusDays(36),
                    roster.root(),
                    LivingEpoch.hashOf(seed.recipient()),
                    new EpochFiles(List.of(epochFile)).hash(),
                    Hash.NONE);
            var manifest = new Manifest(
                    ORIGIN,
                    1,
                    1,
                    seed.recipient(),
                    List.of(epoch),
                    List.of(),
                    List.of(),
                    Hash.NONE,
                    2,
                    cards.stream().map(card -> card.seat().orElseThrow()).toList(),
                    List.of(),
                    Hash.NONE);
            start();
            new PublishClient(teamUri())
                    .publish(new Publication(
                                    Optional.of(rootNote),
                                    Optional.of(sign(manifest.text(), signers)),
                                    List.of(new EpochPart(1, epochFile)),
                                    Optional.of(roster.bytes()),
                                    Optional.empty(),
                                    Optional.empty())
                            .bytes());
        }
    }

    private HybridRecipient recipient() {
        try (var identity = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32))) {
            return identity.recipient();
        }
    }

    private static byte[] sign(String text, List<NoteSigner> signers) {
        return SignedNote.sign(text, signers.get(0)).with(signers.get(1)).bytes();
    }

    /// Starts the server, on the same ports as before.
    void start() {
        var config = new ServeConfig(
                Listen.anyLoopbackPort(),
                new Listen.Tcp("127.0.0.1", publicPort),
                new Listen.Tcp("127.0.0.1", teamPort),
                home.resolve("root-0001.note"),
                ServeConfig.Log.of(home.resolve("log.key")),
                ServeConfig.LEAVE_URL_DEFAULT,
                false,
                home.resolve("data"),
                Optional.empty(),
                20,
                Bounds.DEFAULT);
        server = Server.start(config, PROGRAMS, InstantSource.system());
        teamPort = server.teamUri().getPort();
        publicPort = server.publicUri().getPort();
    }

    /// Stops the server; its data stays.
    void stop() {
        server.close();
    }

    URI teamUri() {
        return URI.create("http://127.0.0.1:" + teamPort);
    }

    IntakeClient intake() {
        return new IntakeClient(URI.create("http://127.0.0.1:" + publicPort));
    }

    VerifiedManifest manifest() {
        return VerifiedManifest.verify(intake().notes(), Hash.of(rootNote), 0, InstantSource.system());
    }

    /// A console of one responder, quick and without waiting.
    ///
    /// @param responder 0 to 2
    Console console(int responder) {
        return Console.start(keyrings.get(responder), settings(Duration.ofHours(1)));
    }

    Settings settings(Duration autoLock) {
        return new Settings(
                teamUri(),
                Hash.of(rootNote),
                Duration.ofMillis(200),
                Duration.ZERO,
                autoLock,
                InstantSource.system(),
                randomness);
    }

    @Override
    public void close() {
        server.close();
        TestPostgres.deleteAll(home);
    }
}

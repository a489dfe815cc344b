package org.postern.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.age.HybridIdentity;
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
import org.postern.tlog.TiledLog;

/// A whole service for a test: three admins, three responders who hold the three seats (k = 2), a published
/// manifest and a running server on its own PostgreSQL.
final class TestHouse implements AutoCloseable {
    private static final String ORIGIN = "test.postern.example";
    private static final Path PROGRAMS = Path.of("/var/tmp/postern-test-" + System.getProperty("user.name"));

    final Randomness randomness = Randomness.system();
    final List<Keyring> keyrings = new ArrayList<>();

    /// What each console wrote as its vault last.
    final Map<Integer, byte[]> vaults = new ConcurrentHashMap<>();

    /// What the admins publish next follows from this.
    final Admins admins;

    final byte[] rootNote;
    private final Path home = TestPostgres.freshHome();
    private volatile Duration passed = Duration.ZERO;
    final InstantSource clock = () -> Instant.now().plus(passed);
    private Server server;
    private int teamPort;
    private int publicPort;

    TestHouse() throws IOException {
        var signers = new ArrayList<NoteSigner>();
        var adminKeys = new ArrayList<Admin>();
        var identities = new ArrayList<HybridIdentity>();
        for (int i = 1; i <= 3; i++) {
            var signer = new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32));
            signers.add(signer);
            identities.add(HybridIdentity.fromSeed(SecretBytes.random(randomness, 32)));
            adminKeys.add(new Admin(signer.verifierKey(), identities.getLast().recipient()));
        }
        var log = LogSigner.create(home.resolve("log.key"), Root.logName(ORIGIN));
        var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        rootNote = sign(
                new Root(ORIGIN, 1, today.plusDays(300), 2, adminKeys, log.verifierKey(), 0, List.of()).text(),
                signers);
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
                    today.plusDays(Admins.DESTROYED_AFTER_DAYS),
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
            admins = new Admins(this, signers, identities, rootNote, manifest, List.of(epochFile));
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

    static byte[] sign(String text, List<NoteSigner> signers) {
        return SignedNote.sign(text, signers.get(0)).with(signers.get(1)).bytes();
    }

    /// What a server with the log's key can sign: another log, that ends with a manifest.
    ///
    /// @param fillers entries before it
    TiledLog forgedLog(int fillers, byte[] manifest) {
        var entries = new ArrayList<byte[]>();
        for (int i = 0; i < fillers; i++) {
            entries.add(randomness.bytes(40));
        }
        entries.add(manifest);
        return TiledLog.of(entries);
    }

    /// The proof that goes with such a log.
    byte[] proof(TiledLog log) {
        try (var signer = LogSigner.load(home.resolve("log.key"))) {
            return log.proof(log.tree().size() - 1, signer.sign(log.tree())).bytes();
        }
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
        server = Server.start(config, PROGRAMS, clock);
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
        return VerifiedManifest.verify(intake().notes(), Hash.of(rootNote), 0, clock);
    }

    /// A console of one responder, quick and without waiting.
    ///
    /// @param responder 0 to 2
    Console console(int responder) {
        return console(responder, teamUri());
    }

    /// The same, at another address.
    Console console(int responder, URI at) {
        return Console.start(
                keyrings.get(responder),
                settings(Duration.ofDays(1_000), at),
                keyring -> vaults.put(responder, keyring.encode()),
                onTheWay(responder));
    }

    /// A console of one responder with other settings, on what a locked one left, if there was one.
    Console console(int responder, Settings settings) {
        return Console.start(
                Keyring.decode(
                        vaults.getOrDefault(responder, keyrings.get(responder).encode())),
                settings,
                keyring -> vaults.put(responder, keyring.encode()),
                onTheWay(responder));
    }

    /// Where a responder's answers lie until they are sent.
    Path onTheWay(int responder) {
        return home.resolve("responder-" + responder + ".outbox");
    }

    /// A folder of this test.
    Path home() {
        return home;
    }

    /// Opens the vault that a locked console has left.
    Keyring vault(int responder) {
        return Keyring.decode(vaults.get(responder));
    }

    /// What PostgreSQL still holds of an epoch and can be opened with its secret, or brings that secret back.
    ///
    /// @return by table; without those of which nothing is left
    Map<String, Integer> rowsOf(int epoch) {
        var rows = new TreeMap<String, Integer>();
        try (var owner = TestPostgres.owner(home.resolve("data/postgres"));
                var ask = owner.createStatement()) {
            for (var table : Map.of(
                            "request", "true",
                            "reply", "true",
                            "epoch_file", "true",
                            "deposit", "true",
                            "log_entry", "body IS NOT NULL",
                            "epoch", "recovery IS NOT NULL")
                    .entrySet()) {
                try (var row = ask.executeQuery("SELECT count(*) FROM postern." + table.getKey() + " WHERE epoch = "
                        + epoch + " AND " + table.getValue())) {
                    row.next();
                    if (row.getInt(1) > 0) {
                        rows.put(table.getKey(), row.getInt(1));
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    /// Lets time pass, for everybody.
    void advance(Duration time) {
        passed = passed.plus(time);
    }

    Settings settings(Duration autoLock) {
        return settings(autoLock, teamUri());
    }

    /// Settings that never lock.
    ///
    /// @param poll how often a console reads
    /// @param waits how long an answer waits at most
    Settings settings(URI at, Duration poll, Duration waits) {
        return new Settings(at, Hash.of(rootNote), poll, waits, Duration.ofDays(1_000), clock, randomness);
    }

    private Settings settings(Duration autoLock, URI at) {
        return new Settings(at, Hash.of(rootNote), Duration.ofMillis(200), Duration.ZERO, autoLock, clock, randomness);
    }

    @Override
    public void close() {
        server.close();
        TestPostgres.deleteAll(home);
    }
}

package org.postern.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import java.util.Set;
import java.util.stream.IntStream;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import org.postern.keys.AdminKey;
import org.postern.keys.Founding;
import org.postern.keys.NextManifest;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.manifest.ServedFile;
import org.postern.manifest.SignedManifest;
import org.postern.note.SignedNote;
import org.postern.tlog.LogSigner;

/// A service's keys, all in one folder and under one passphrase that is written beside them: everything that a real
/// service must never do. Three admins of whom two sign, three responders, each with a seat of whom two open.
final class ThrowAwayKeys implements AutoCloseable {
    /// What every vault of the demo is sealed under.
    static final String PASSPHRASE = "demo";

    private static final String ORIGIN = "demo.postern.example";
    private static final int PEOPLE = 3;
    private static final int THRESHOLD = 2;
    private static final Duration INTAKE = Duration.ofDays(7);

    private static final String LOG_KEY = "log.key";

    private final Path folder;
    private final Randomness randomness;
    private final InstantSource clock;
    private final Founding founding;
    private final List<Keyring> responders;
    private final boolean isNew;

    private ThrowAwayKeys(
            Path folder,
            Randomness randomness,
            InstantSource clock,
            Founding founding,
            List<Keyring> responders,
            boolean isNew) {
        this.folder = folder;
        this.randomness = randomness;
        this.clock = clock;
        this.founding = founding;
        this.responders = responders;
        this.isNew = isNew;
    }

    /// Reads the keys of an earlier run, or draws new ones and signs the first root.
    ///
    /// @param folder where the vaults and notes are; created if need be
    /// @param randomness for keys
    /// @param clock for the root's last day and the end of intake
    static ThrowAwayKeys in(Path folder, Randomness randomness, InstantSource clock) {
        try {
            if (Files.exists(folder.resolve("complete"))) {
                return reading(folder, randomness, clock);
            }
            // Started by root, PostgreSQL runs as nobody and has to pass through the folder around this one.
            createDirectories(folder.toAbsolutePath().getParent(), "rwx--x--x");
            createDirectories(folder, "rwx------");
            var founding = Founding.draw(ORIGIN, PEOPLE, randomness);
            var notAfter = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusMonths(12);
            Files.write(
                    folder.resolve("root-0001.note"),
                    founding.root(THRESHOLD, notAfter).bytes());
            try (var log = founding.logSeed()) {
                Files.write(logSeed(folder), log.copy());
            }
            LogSigner.create(folder.resolve(LOG_KEY), Root.logName(ORIGIN), founding.logSeed())
                    .close();
            var responders = IntStream.range(0, PEOPLE)
                    .mapToObj(person -> Keyring.draw(true, randomness))
                    .toList();
            return new ThrowAwayKeys(folder, randomness, clock, founding, responders, true);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's keys can't be read or written", e);
        }
    }

    private static ThrowAwayKeys reading(Path folder, Randomness randomness, InstantSource clock) throws IOException {
        var admins = new ArrayList<AdminKey>();
        var responders = new ArrayList<Keyring>();
        for (int person = 1; person <= PEOPLE; person++) {
            try (var admin = vault(adminVault(folder, person), randomness);
                    var content = admin.content();
                    var responder = vault(responderVault(folder, person), randomness)) {
                admins.add(AdminKey.decode(content));
                responders.add(responder.open());
            }
        }
        var log = SecretBytes.takeOwnershipOf(Files.readAllBytes(logSeed(folder)));
        var founding = Founding.of(ORIGIN, admins, log, randomness);
        return new ThrowAwayKeys(folder, randomness, clock, founding, List.copyOf(responders), false);
    }

    /// The seed of the log's key, which a real server would draw for itself.
    private static Path logSeed(Path folder) {
        return folder.resolve("log.seed");
    }

    /// The first root note, which everything is pinned to.
    Path rootNote() {
        return folder.resolve("root-0001.note");
    }

    /// The key that signs the log's checkpoints.
    Path logKey() {
        return folder.resolve(LOG_KEY);
    }

    /// The newest manifest's note that this folder holds.
    Path manifestNote(int version) {
        return folder.resolve("manifest-%04d.note".formatted(version));
    }

    static Path adminVault(Path folder, int person) {
        return folder.resolve("admin-" + person + ".vault");
    }

    static Path responderVault(Path folder, int person) {
        return folder.resolve("responder-" + person + ".vault");
    }

    /// The responders' keyrings, in order. Whoever starts a console with one owns it.
    List<Keyring> responders() {
        return responders;
    }

    /// What has to be published so that intake is open and the manifest lists what is served: the first
    /// manifest, one with a new epoch when intake has ended, one with new hashes when the pages have changed,
    /// or nothing.
    ///
    /// @param standing what is published and believed, if anything is
    /// @param files what is served now
    Optional<Publication> next(Optional<SignedManifest> standing, List<ServedFile> files) {
        if (standing.isEmpty()) {
            return Optional.of(opening(standing, 1, files));
        }
        var manifest = standing.get().manifest();
        if (!clock.instant().isBefore(manifest.intakeUntil())) {
            return Optional.of(opening(standing, manifest.intakeEpoch() + 1, files));
        }
        if (Set.copyOf(manifest.files()).equals(Set.copyOf(files))) {
            return Optional.empty();
        }
        var note = founding.sign(NextManifest.renewing(standing.get(), files, manifest.intakeUntil()), THRESHOLD);
        keep(manifest.version() + 1, note);
        return Optional.of(Publication.of(note.bytes()));
    }

    /// A responder draws the epoch, the others are given it, and two admins sign for it.
    private Publication opening(Optional<SignedManifest> standing, int epoch, List<ServedFile> files) {
        var cards = responders.stream()
                .map(responder -> responder.drawEpoch(epoch, randomness))
                .toList();
        var until = clock.instant().plus(INTAKE).truncatedTo(ChronoUnit.SECONDS);
        try (var seed = EpochSeed.draw(epoch, randomness)) {
            var sealed = seed.seal(cards, randomness);
            if (standing.isEmpty()) {
                var founded = founding.found(root(), seed.card(sealed), sealed, cards, THRESHOLD, files, until);
                keep(1, founded.manifest());
                return founded.publication();
            }
            return following(standing.get(), seed, sealed, cards, files, until);
        }
    }

    private Publication following(
            SignedManifest standing,
            EpochSeed seed,
            EpochFile sealed,
            List<ResponderCard> cards,
            List<ServedFile> files,
            Instant until) {
        var roster = Roster.draw(
                seed.epoch(), cards.stream().map(ResponderCard::desk).toList(), randomness);
        var before = standing.manifest();
        var manifest = NextManifest.opening(
                standing.root(),
                Optional.of(before),
                standing.noteHash(),
                seed.card(sealed),
                roster,
                new NextManifest.Seats(before.seatThreshold(), before.seats()),
                files,
                until,
                NextManifest.destroyOn(until),
                Hash.NONE,
                Map.of());
        var note = founding.sign(manifest, THRESHOLD);
        keep(manifest.version(), note);
        return new Publication(
                Optional.empty(),
                Optional.of(note.bytes()),
                List.of(new EpochPart(seed.epoch(), sealed)),
                Optional.of(roster.bytes()),
                Optional.empty(),
                Optional.empty());
    }

    private SignedNote root() {
        try {
            return SignedNote.parse(Files.readAllBytes(rootNote()));
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's root note can't be read", e);
        }
    }

    /// The hash that pages and consoles pin.
    Hash pinned() {
        return Hash.of(root().bytes());
    }

    private void keep(int version, SignedNote note) {
        try {
            Files.write(manifestNote(version), note.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's manifest can't be kept", e);
        }
    }

    /// Writes every vault. Six times Argon2id takes a few seconds, so the pages are served first.
    void writeVaults() {
        for (int person = 1; person <= PEOPLE; person++) {
            try (var vault = vault(adminVault(folder, person), randomness);
                    var content = founding.admins().get(person - 1).encode()) {
                vault.keep(content);
            }
            writeVault(person, responders.get(person - 1));
        }
        if (isNew) {
            write(folder.resolve("passphrase"), (PASSPHRASE + "\n").getBytes(StandardCharsets.UTF_8));
            write(folder.resolve("complete"), new byte[0]);
        }
    }

    /// Writes one responder's vault.
    ///
    /// @param person 1 to 3
    /// @param keyring open
    void writeVault(int person, Keyring keyring) {
        try (var vault = vault(responderVault(folder, person), randomness)) {
            vault.keep(keyring);
        }
    }

    private static VaultFile vault(Path file, Randomness randomness) {
        return new VaultFile(file, PASSPHRASE.toCharArray(), randomness);
    }

    private static void createDirectories(Path folder, String permissions) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's keys can't be written", e);
        }
    }

    /// Wipes the admins' keys; the consoles wipe theirs.
    @Override
    public void close() {
        founding.close();
    }
}

package org.postern.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.api.CeremonyClient;
import org.postern.ceremony.Because;
import org.postern.crypto.Randomness;
import org.postern.file.WholeFile;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultException;
import org.postern.keyring.VaultFile;
import org.postern.keys.AdminKey;
import org.postern.keys.Rehearsal;
import org.postern.manifest.Admin;
import org.postern.manifest.AdminCard;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.manifest.SignedManifest;
import org.postern.serve.StartException;
import org.postern.tlog.LogSigner;

/// Everybody's folders, side by side and under one passphrase that is written beside them: everything that a real
/// service must never do. Three admins of whom two sign, three responders, each with a seat of whom two open; each has
/// what they would have after typing `keys/README`: `my.vault`, and a folder `keys`.
final class ThrowAwayKeys implements AutoCloseable {
    /// What every vault of the demo is sealed under.
    static final String PASSPHRASE = "demo";

    /// The admins' folders.
    static final List<String> ADMINS = List.of("admin-1", "admin-2", "admin-3");

    /// The responders' folders.
    static final List<String> RESPONDERS = List.of("ada", "bo", "cy");

    private static final String ORIGIN = "demo.postern.example";
    private static final int THRESHOLD = 2;
    private static final int ROOT_MONTHS = 12;
    private static final String FIRST_ROOT = "root-0001.note";

    private final Path people;
    private final Randomness randomness;
    private final InstantSource clock;
    private final List<AdminKey> admins;
    private final List<Keyring> responders;

    private ThrowAwayKeys(
            Path people, Randomness randomness, InstantSource clock, List<AdminKey> admins, List<Keyring> responders) {
        this.people = people;
        this.randomness = randomness;
        this.clock = clock;
        this.admins = admins;
        this.responders = responders;
    }

    /// Reads the folders of an earlier run, or founds anew. The folders appear all at once: whatever stops the program,
    /// the next start finds all of them or none.
    ///
    /// @param data       the demo's folder; created if need be
    /// @param randomness for keys
    /// @param clock      for the root's last day and the end of intake
    /// @throws StartException in one clear sentence
    static ThrowAwayKeys in(Path data, Randomness randomness, InstantSource clock) {
        var people = people(data);
        if (Files.exists(data.resolve("keys"))) {
            throw new StartException("the folder " + data
                    + " is of an older demo, which this one can't read: give another folder, or delete that one");
        }
        try {
            if (Files.exists(people)) {
                return reading(people, randomness, clock);
            }
            // Started by root, PostgreSQL runs as nobody and has to pass through the folder around this one.
            createDirectories(data, "rwx--x--x");
            return founded(data.resolve("people.unfinished"), people, randomness, clock);
        } catch (VaultException | IllegalArgumentException changed) {
            throw new StartException("a vault in " + people + " is not as the demo left it: " + changed.getMessage()
                    + " Give another folder");
        } catch (IOException | UncheckedIOException e) {
            throw new StartException("the keys in " + people + " can't be read or written: " + e.getMessage());
        }
    }

    /// Where everybody's folders are.
    ///
    /// @param data the demo's folder
    static Path people(Path data) {
        return data.resolve("people");
    }

    private static ThrowAwayKeys reading(Path people, Randomness randomness, InstantSource clock) {
        // Each vault takes a third of a second to open.
        var admins = ADMINS.parallelStream()
                .map(name -> {
                    try (var vault = vault(people, name, randomness);
                            var content = vault.content()) {
                        return AdminKey.decode(content);
                    }
                })
                .toList();
        var responders = RESPONDERS.parallelStream()
                .map(name -> {
                    try (var vault = vault(people, name, randomness)) {
                        return vault.open();
                    }
                })
                .toList();
        return new ThrowAwayKeys(people, randomness, clock, admins, responders);
    }

    private static ThrowAwayKeys founded(Path unfinished, Path people, Randomness randomness, InstantSource clock)
            throws IOException {
        DemoCommand.delete(unfinished);
        createDirectories(unfinished, "rwx------");
        for (var name : Stream.concat(ADMINS.stream(), RESPONDERS.stream()).toList()) {
            Files.createDirectory(unfinished.resolve(name));
        }
        var admins = ADMINS.stream()
                .map(name -> AdminKey.draw(ORIGIN + "/" + name, randomness))
                .toList();
        var responders =
                RESPONDERS.stream().map(name -> Keyring.draw(true, randomness)).toList();
        new ThrowAwayKeys(unfinished, randomness, clock, admins, responders).found();
        Files.move(unfinished, people, StandardCopyOption.ATOMIC_MOVE);
        return new ThrowAwayKeys(people, randomness, clock, admins, responders);
    }

    private void found() throws IOException {
        WholeFile.replace(people.resolve("passphrase"), (PASSPHRASE + "\n").getBytes(StandardCharsets.UTF_8));
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try (var log = LogSigner.create(logKey(), Root.logName(ORIGIN))) {
            rehearsal().found(ORIGIN, THRESHOLD, today.plusMonths(ROOT_MONTHS), log.verifierKey());
        }
        for (int person = 0; person < RESPONDERS.size(); person++) {
            var name = RESPONDERS.get(person);
            var card = responders.get(person).personCard();
            WholeFile.replace(people.resolve(name).resolve(name + ".card"), card.bytes());
            Files.createDirectory(keys(name));
            Files.copy(rootNote(), keys(name).resolve(FIRST_ROOT));
            rehearsal().vet(card, name);
        }
        handIn(List.of(), 1);
        ADMINS.parallelStream().forEach(name -> {
            try (var vault = vault(people, name, randomness);
                    var content = admins.get(ADMINS.indexOf(name)).encode()) {
                vault.keep(content);
            }
        });
        writeResponders();
    }

    /// What `keys enrol` does: each responder draws keys for the coming weeks, and writes them for the admins.
    private void handIn(List<Integer> living, int next) throws IOException {
        var recipients = admins.stream()
                .map(AdminKey::card)
                .map(AdminCard::admin)
                .map(Admin::recipient)
                .toList();
        for (int person = 0; person < RESPONDERS.size(); person++) {
            var keyring = responders.get(person);
            var deposit = keyring.deposit(living, next, randomness, clock);
            WholeFile.replace(deposits().get(person), deposit.seal(keyring.person(), recipients, randomness));
        }
    }

    private List<Path> deposits() {
        return RESPONDERS.stream()
                .map(name -> people.resolve(name).resolve(name + ".deposit"))
                .toList();
    }

    private void writeResponders() {
        RESPONDERS.parallelStream().forEach(name -> writeVault(name, responders.get(RESPONDERS.indexOf(name))));
    }

    private Rehearsal rehearsal() {
        var folders = ADMINS.stream().map(this::keys).toList();
        return new Rehearsal(folders, admins, people.resolve("going-around.postern"), clock, randomness);
    }

    /// Whatever has to be published so that intake is open and the manifest lists what is served: the first epoch, or
    /// the next one when intake has ended or the program serves other pages than before.
    ///
    /// @param team the server's team listener
    /// @return what stands in the way, one sentence, if people did something in these folders that the demo can't
    ///         follow; the keys then stay as they are
    /// @throws StartException if it can't even be founded
    Optional<String> publish(URI team) {
        var client = new CeremonyClient(team);
        var notes = client.notes();
        try {
            if (notes.manifest().isEmpty()) {
                rehearsal().open(Because.FOUNDING, Optional.of(THRESHOLD), deposits(), responders.getFirst(), team);
                return Optional.empty();
            }
            var manifest = SignedManifest.verifyOpenOrClosed(notes, pinned(), 0).manifest();
            if (clock.instant().isBefore(manifest.intakeUntil())
                    && Set.copyOf(manifest.files()).equals(Set.copyOf(client.served()))) {
                return Optional.empty();
            }
            handIn(epochs(manifest), manifest.intakeEpoch() + 1);
            writeResponders();
            rehearsal().open(Because.SCHEDULED, Optional.empty(), deposits(), responders.getFirst(), team);
            return Optional.empty();
        } catch (IOException | RuntimeException inTheWay) {
            if (notes.manifest().isEmpty()) {
                throw new StartException("the service can't be founded: " + inTheWay.getMessage(), inTheWay);
            }
            return Optional.of("New keys could not be made: " + inTheWay.getMessage());
        }
    }

    private static List<Integer> epochs(Manifest manifest) {
        return manifest.epochs().stream().map(LivingEpoch::epoch).toList();
    }

    /// Someone's copy of the public notes.
    ///
    /// @param name of [#ADMINS] or [#RESPONDERS]
    Path keys(String name) {
        return people.resolve(name).resolve("keys");
    }

    /// The first root note, which everything is pinned to.
    Path rootNote() {
        return keys(ADMINS.getFirst()).resolve(FIRST_ROOT);
    }

    /// The key that signs the log's checkpoints.
    Path logKey() {
        return people.resolve("log.key");
    }

    /// The responders' keyrings, in order. Whoever starts a console with one owns it.
    List<Keyring> responders() {
        return responders;
    }

    /// A responder's keyring out of the vault, for a console that follows a locked one.
    ///
    /// @param name of [#RESPONDERS]
    /// @throws VaultException if the vault was changed or removed
    Keyring reopened(String name) {
        try (var vault = vault(people, name, randomness)) {
            return vault.open();
        }
    }

    /// The hash that pages and consoles pin.
    Hash pinned() {
        try {
            return Root.pinned(Files.readAllBytes(rootNote()));
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's root note can't be read", e);
        }
    }

    /// Writes one responder's vault.
    ///
    /// @param name    of [#RESPONDERS]
    /// @param keyring open
    void writeVault(String name, Keyring keyring) {
        try (var vault = vault(people, name, randomness)) {
            vault.keep(keyring);
        }
    }

    private static VaultFile vault(Path people, String name, Randomness randomness) {
        return new VaultFile(people.resolve(name).resolve("my.vault"), PASSPHRASE.toCharArray(), randomness);
    }

    private static void createDirectories(Path folder, String permissions) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    }

    /// Wipes the admins' keys; the consoles wipe theirs.
    @Override
    public void close() {
        admins.forEach(AdminKey::close);
    }
}

package org.postern.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.age.HybridRecipient;
import org.postern.ceremony.Because;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Deposit;
import org.postern.ceremony.DepositedKeys;
import org.postern.ceremony.Drawing;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Opening;
import org.postern.ceremony.Person;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.PublicKey;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SeededRandomness;
import org.postern.keyring.Keyring;
import org.postern.manifest.Admin;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;

/// Three admins, each with a folder of their own, three responders with keyrings, and a board between them.
final class Admins {
    static final String ORIGIN = "demo.postern.example";

    final SeededRandomness randomness;
    final List<AdminKey> admins = new ArrayList<>();
    final List<Path> folders = new ArrayList<>();
    final List<Keyring> people = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    final MemoryBoard board = new MemoryBoard(ORIGIN, clock(), this::deposits);
    Instant time = Instant.parse("2026-11-23T09:00:00Z");
    boolean consolesAreOpen = true;

    private final List<Integer> serials = new ArrayList<>();

    Admins(Path parent, long seed, int responders) {
        randomness = new SeededRandomness(seed);
        for (var i = 1; i <= 4; i++) {
            admins.add(AdminKey.draw(ORIGIN + "/admin-" + i, randomness));
        }
        var note = admins.get(0).sign(root(1, 0, 1, 2).text());
        note = admins.get(1).sign(note);
        for (var i = 0; i < 4; i++) {
            var folder = parent.resolve("admin-" + (i + 1));
            write(folder, note.bytes());
            folders.add(folder);
        }
        board.pinned = Hash.of(note.bytes());
        admins.forEach(admin -> board.known.add(admin.verifierKey()));
        for (var i = 0; i < responders; i++) {
            people.add(Keyring.draw(i < 3, randomness));
            serials.add(0);
        }
    }

    private static void write(Path folder, byte[] root) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("root-0001.note"), root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InstantSource clock() {
        return () -> time;
    }

    Root root(int version, int... which) {
        var list =
                Arrays.stream(which).mapToObj(i -> admins.get(i).card().admin()).toList();
        return new Root(ORIGIN, version, LocalDate.parse("2027-11-22"), 2, list, board.log.verifierKey(), 0, List.of());
    }

    PersonCard card(int person) {
        try (var seat = people.get(person).seatIdentity().orElse(null)) {
            return new PersonCard(
                    PublicKey.of(Ed25519.publicKey(people.get(person).person())),
                    Optional.ofNullable(seat).map(identity -> identity.recipient()));
        }
    }

    /// What the consoles have deposited: what each can't read yet, and the next three epochs.
    List<byte[]> deposits() {
        var deposits = new ArrayList<byte[]>();
        var now = inForce();
        for (var i = 0; i < people.size(); i++) {
            var keyring = people.get(i);
            var keys = new ArrayList<DepositedKeys>();
            for (var epoch : now.epochs()) {
                if (keyring.epochSeed(epoch.epoch()).isEmpty()) {
                    keys.add(keys(keyring, epoch.epoch()));
                }
            }
            for (int epoch = now.nextEpoch(); epoch < now.nextEpoch() + 3; epoch++) {
                keys.add(keys(keyring, epoch));
            }
            serials.set(i, serials.get(i) + 1);
            var deposit = new Deposit(PublicKey.of(Ed25519.publicKey(keyring.person())), serials.get(i), keys);
            deposits.add(deposit.seal(keyring.person(), recipients(now), randomness));
        }
        return deposits;
    }

    private static List<HybridRecipient> recipients(InForce now) {
        return now.root().admins().stream().map(Admin::recipient).toList();
    }

    private DepositedKeys keys(Keyring keyring, int epoch) {
        var card = keyring.drawEpoch(epoch, randomness);
        return new DepositedKeys(epoch, card.preKey(), PublicKey.of(card.desk()), card.seatPreKey());
    }

    InForce inForce() {
        try {
            return board.notes.roots().isEmpty()
                    ? new AdminFolder(folders.getFirst()).inForce()
                    : AdminFolder.signed(board.notes, new AdminFolder(folders.getFirst()).pinned());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets every console look at the board: it opens new epochs, and the first that may draws.
    void consoles() {
        var now = inForce();
        for (var keyring : people) {
            for (var epoch : now.epochs()) {
                for (var file : board.files.getOrDefault(epoch.epoch(), List.of())) {
                    keyring.preKey(epoch.epoch())
                            .flatMap(preKey -> EpochSeed.open(file, preKey, epoch.epoch(), epoch.recipient()))
                            .ifPresent(keyring::keep);
                }
            }
        }
        for (var proposal : board.proposals()) {
            if (proposal.lineup().isPresent() && proposal.drawn().isEmpty() && consolesAreOpen) {
                var drawer = new KeyringDrawer(
                        people.getFirst(),
                        epoch -> board.files.getOrDefault(epoch, List.of()).stream()
                                .map(EpochFile::hash)
                                .toList());
                try {
                    board.post(proposal.withDrawn(Drawing.draw(now, proposal, drawer, clock(), randomness)));
                } catch (CeremonyException notYet) {
                    // Not yet: too few admins stand behind it.
                }
            }
        }
    }

    /// An admin's command: a new program each time, as from the command line.
    Round round(int admin, Consumer<String> step) throws IOException {
        return round(admin, board, step);
    }

    Round round(int admin, Board where, Consumer<String> step) throws IOException {
        return new Round(new Round.World(
                new AdminFolder(folders.get(admin - 1)),
                where,
                admins.get(admin - 1),
                clock(),
                randomness,
                new Willing(),
                step));
    }

    Opening opening(Because because) {
        return Opening.usual(because, clock());
    }

    /// Founded, with every responder in.
    static Admins founded(Path parent, long seed, int responders) throws IOException {
        return founded(parent, seed, responders, Instant.parse("2026-11-23T09:00:00Z"));
    }

    /// The same, founded two days before a given time.
    static Admins founded(Path parent, long seed, int responders, Instant start) throws IOException {
        var house = new Admins(parent, seed, responders);
        house.time = start;
        var round = house.round(1, step -> {});
        var draft = round.draft();
        for (var i = 0; i < responders; i++) {
            draft = draft.with(Person.of(
                    house.card(i),
                    "p" + i,
                    false,
                    LocalDate.parse("2027-11-01"),
                    LocalDate.parse("2026-11-22"),
                    List.of("admin-1")));
        }
        round.keepDraft(draft);
        house.round(1, step -> {})
                .rotate(house.opening(Because.FOUNDING)
                        .withSeatThreshold(2)
                        .withFiles(List.of(new ServedFile("/", Hash.of(new byte[] {1})))));
        house.round(2, step -> {}).sign(Optional.empty(), false);
        house.consoles();
        house.time = house.time.plusSeconds(2L * 24 * 60 * 60);
        return house;
    }

    /// Makes room for the deposits of somebody who was added.
    void join() {
        serials.add(0);
    }

    /// Somebody who reads, agrees, and waits a little while consoles work.
    private final class Willing implements Talk {
        private int patience = 5;

        @Override
        public void say(String sentence) {
            said.add(sentence);
        }

        @Override
        public boolean agrees(List<String> lines, String question, String declined) {
            said.addAll(lines);
            return true;
        }

        @Override
        public boolean waitsMore(String what) {
            if (board.notes.manifest().isEmpty()) {
                drawFounding();
            } else {
                consoles();
            }
            return patience-- > 0;
        }

        @Override
        public boolean isDryRun() {
            return false;
        }

        private void drawFounding() {
            for (var proposal : board.proposals()) {
                if (proposal.drawn().isEmpty()) {
                    var drawer = new KeyringDrawer(people.getFirst(), epoch -> List.of());
                    board.post(proposal.withDrawn(Drawing.draw(inForce(), proposal, drawer, clock(), randomness)));
                }
            }
        }
    }
}

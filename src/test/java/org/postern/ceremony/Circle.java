package org.postern.ceremony;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.manifest.Admin;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;
import org.postern.manifest.ServedFile;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.note.VerifierKey;

/// A made-up service in memory: three admins of whom two agree, people with vaults, a clock that tests set.
/// It walks through ceremonies as the programs would, each admin with their own keys.
final class Circle {
    static final String ORIGIN = "demo.postern.example";

    final SeededRandomness randomness;
    final List<NoteSigner> signers = new ArrayList<>();
    final List<HybridIdentity> identities = new ArrayList<>();
    final List<Vault> people = new ArrayList<>();
    final Map<Integer, List<EpochFile>> files = new TreeMap<>();
    Instant time = Instant.parse("2026-11-23T09:00:00Z");
    InForce now;
    People ledger = People.NONE;
    People draft = People.NONE;

    Circle(long seed) {
        randomness = new SeededRandomness(seed);
        for (var i = 1; i <= 3; i++) {
            signers.add(new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32)));
            identities.add(identity());
        }
        now = InForce.founding(root(1, LocalDate.parse("2027-11-22")));
    }

    InstantSource clock() {
        return InstantSource.fixed(time);
    }

    Root root(int version, LocalDate notAfter) {
        var admins = new ArrayList<Admin>();
        for (var i = 0; i < 3; i++) {
            admins.add(new Admin(signers.get(i).verifierKey(), identities.get(i).recipient()));
        }
        var log = new VerifierKey(ORIGIN + "/log", Ed25519.publicKey(SecretBytes.random(new SeededRandomness(77), 32)));
        return new Root(ORIGIN, version, notAfter, 2, admins, log, 0, List.of());
    }

    HybridIdentity identity() {
        return HybridIdentity.fromSeed(SecretBytes.random(randomness, 32));
    }

    List<HybridRecipient> adminRecipients() {
        return now.root().admins().stream().map(Admin::recipient).toList();
    }

    /// A person's vault: lasting key, perhaps a seat, and keys that are drawn when first asked for.
    final class Vault implements Drawer {
        final String called;
        final SecretBytes person = SecretBytes.random(randomness, 32);
        final Optional<HybridIdentity> seat;
        final Map<Integer, HybridIdentity> preKeys = new TreeMap<>();
        final Map<Integer, HybridIdentity> seatPreKeys = new TreeMap<>();
        final Map<Integer, SecretBytes> desks = new TreeMap<>();
        final Map<Integer, SecretBytes> seeds = new TreeMap<>();
        int serial;

        Vault(String called, boolean isKeyHolder) {
            this.called = called;
            this.seat = isKeyHolder ? Optional.of(identity()) : Optional.empty();
        }

        PublicKey key() {
            return PublicKey.of(Ed25519.publicKey(person));
        }

        PersonCard card() {
            return new PersonCard(key(), seat.map(HybridIdentity::recipient));
        }

        DepositedKeys keys(int epoch) {
            var preKey = preKeys.computeIfAbsent(epoch, absent -> identity());
            var desk = desks.computeIfAbsent(epoch, absent -> SecretBytes.random(randomness, 32));
            var seatPreKey = seat.map(has ->
                    seatPreKeys.computeIfAbsent(epoch, absent -> identity()).recipient());
            return new DepositedKeys(epoch, preKey.recipient(), PublicKey.of(Ed25519.publicKey(desk)), seatPreKey);
        }

        Deposit deposit(int from, int to) {
            var keys = new ArrayList<DepositedKeys>();
            for (int epoch = from; epoch <= to; epoch++) {
                keys.add(keys(epoch));
            }
            return new Deposit(key(), ++serial, keys);
        }

        byte[] sealed(Deposit deposit) {
            return deposit.seal(person, adminRecipients(), randomness);
        }

        /// The deposit that a console would make now: what this person can't read yet, and the next three.
        byte[] usualDeposit() {
            int first = now.epochs().stream()
                    .map(LivingEpoch::epoch)
                    .filter(epoch -> !seeds.containsKey(epoch))
                    .findFirst()
                    .orElse(now.nextEpoch());
            return sealed(deposit(first, now.nextEpoch() + 2));
        }

        /// Opens what the manifest in force lets this vault open.
        void catchUp() {
            for (var epoch : now.epochs()) {
                for (var file : files.getOrDefault(epoch.epoch(), List.of())) {
                    if (!seeds.containsKey(epoch.epoch()) && preKeys.containsKey(epoch.epoch())) {
                        EpochSeed.open(file, preKeys.get(epoch.epoch()), epoch.epoch(), epoch.recipient())
                                .ifPresent(seed -> seeds.put(epoch.epoch(), seed.seed()));
                    }
                }
            }
        }

        @Override
        public Optional<SecretBytes> desk(int epoch) {
            return Optional.ofNullable(desks.get(epoch));
        }

        @Override
        public SecretBytes person() {
            return person;
        }

        @Override
        public Optional<HybridRecipient> preKey(int epoch) {
            return Optional.ofNullable(preKeys.get(epoch)).map(HybridIdentity::recipient);
        }

        @Override
        public Optional<EpochSeed> seed(int epoch) {
            return Optional.ofNullable(seeds.get(epoch))
                    .map(seed -> new EpochSeed(epoch, SecretBytes.takeOwnershipOf(seed.copy())));
        }

        @Override
        public List<Hash> files(int epoch) {
            return files.getOrDefault(epoch, List.of()).stream()
                    .map(EpochFile::hash)
                    .toList();
        }
    }

    /// Somebody new, in the draft of the ledger.
    Vault vet(String called, boolean isKeyHolder) {
        var vault = new Vault(called, isKeyHolder);
        people.add(vault);
        draft = draft.with(Person.of(
                vault.card(),
                called,
                false,
                LocalDate.parse("2027-06-30"),
                LocalDate.parse("2026-11-22"),
                List.of("admin-1")));
        return vault;
    }

    void remove(String called) {
        draft = draft.with(draft.called(called).orElseThrow().removed(LocalDate.parse("2026-12-01"), "left"));
    }

    List<byte[]> deposits() {
        return people.stream().map(Vault::usualDeposit).toList();
    }

    NextEpoch compose(Opening opening, List<byte[]> deposits) {
        return NextEpoch.compose(
                now, ledger, draft, Deposits.open(deposits, identities.getFirst()), opening, randomness);
    }

    Proposal signed(NextEpoch epoch, int... admins) {
        var note = SignedNote.sign(epoch.lineup().text(), signers.get(admins[0] - 1));
        for (var i = 1; i < admins.length; i++) {
            note = note.with(signers.get(admins[i] - 1));
        }
        return epoch.proposal(note);
    }

    Review review(int admin, Proposal proposal) {
        return Review.of(now, Optional.of(ledger), proposal, identities.get(admin - 1), clock());
    }

    /// Lets an admin review and sign the manifest.
    Proposal sign(int admin, Proposal proposal) {
        var manifest = review(admin, proposal).manifest().orElseThrow();
        var signer = signers.get(admin - 1);
        return proposal.withManifest(proposal.manifest()
                .map(note -> note.with(signer))
                .orElseGet(() -> SignedNote.sign(manifest.text(), signer)));
    }

    /// Puts a signed proposal in force, and lets everybody open what they can.
    void publish(Proposal proposal) {
        var after = review(1, proposal).people();
        var note = proposal.manifest().orElseThrow();
        proposal.publication()
                .epochFiles()
                .forEach(part -> files.computeIfAbsent(part.epoch(), absent -> new ArrayList<>())
                        .add(part.file()));
        now = InForce.of(now.root(), Manifest.parse(note.text()), Hash.of(note.bytes()));
        after.ifPresent(people -> {
            ledger = people;
            draft = people;
        });
        people.forEach(Vault::catchUp);
    }

    /// A whole rotation: composed by admin 1, signed by as many as the drawing needs, drawn, signed by two,
    /// published.
    Proposal rotate(Opening opening, Vault drawer) {
        var epoch = compose(opening, deposits());
        var needed = Drawing.signaturesNeeded(now, epoch.keys());
        var proposal = needed == 1 ? signed(epoch, 1) : signed(epoch, 1, 2);
        proposal = proposal.withDrawn(Drawing.draw(now, proposal, drawer, clock(), randomness));
        proposal = Proposal.parse(sign(2, sign(1, proposal)).bytes());
        publish(proposal);
        return proposal;
    }

    /// Founded with Ana, Bea and Cem, all key holders, two of whom agree.
    static Circle founded(long seed) {
        var circle = new Circle(seed);
        var ana = circle.vet("Ana", true);
        circle.vet("Bea", true);
        circle.vet("Cem", true);
        circle.rotate(
                Opening.usual(Because.FOUNDING, circle.clock())
                        .withSeatThreshold(2)
                        .withFiles(List.of(new ServedFile("/", Hash.of(new byte[] {1})))),
                ana);
        return circle;
    }

    Vault person(String called) {
        return people.stream()
                .filter(vault -> vault.called.equals(called))
                .findFirst()
                .orElseThrow();
    }

    Randomness randomness() {
        return randomness;
    }
}

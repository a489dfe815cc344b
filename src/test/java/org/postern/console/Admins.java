package org.postern.console;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.api.CeremonyClient;
import org.postern.api.PublishClient;
import org.postern.ceremony.Because;
import org.postern.ceremony.Drawn;
import org.postern.ceremony.InForce;
import org.postern.ceremony.KeyList;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.NextManifest;
import org.postern.ceremony.People;
import org.postern.ceremony.Proposal;
import org.postern.crypto.Ed25519;
import org.postern.keyring.Keyring;
import org.postern.manifest.DestroyedEpoch;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Roster;
import org.postern.manifest.StoppedDesk;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;

/// The admins of a [TestHouse]: each call signs and publishes the manifest that follows. What `postern keys` does
/// around
/// it is tested there.
final class Admins {
    /// The first epoch of the house is destroyed so many days after it opened.
    static final int DESTROYED_AFTER_DAYS = 20;

    private static final int LATER_ONES_AFTER_DAYS = 60;

    final List<HybridIdentity> identities;
    private final TestHouse house;
    private final List<NoteSigner> signers;
    private final byte[] rootNote;
    private final Map<Integer, List<EpochFile>> files = new HashMap<>();
    private Manifest manifest;

    Admins(
            TestHouse house,
            List<NoteSigner> signers,
            List<HybridIdentity> identities,
            byte[] rootNote,
            Manifest manifest,
            List<EpochFile> files) {
        this.house = house;
        this.signers = signers;
        this.identities = identities;
        this.rootNote = rootNote;
        this.manifest = manifest;
        this.files.put(1, files);
    }

    /// Opens the next epoch for some people, with the keys that their consoles drew ahead.
    void rotate(List<Keyring> people) {
        int epoch = manifest.intakeEpoch() + 1;
        var cards = people.stream()
                .map(keyring -> keyring.drawEpoch(epoch, house.randomness))
                .toList();
        try (var seed = EpochSeed.draw(epoch, house.randomness)) {
            var file = seed.seal(cards, house.randomness);
            var roster =
                    Roster.draw(epoch, cards.stream().map(ResponderCard::desk).toList(), house.randomness);
            files.put(epoch, List.of(file));
            var line = new LivingEpoch(
                    epoch,
                    house.clock.instant().plus(Duration.ofDays(6)).truncatedTo(ChronoUnit.DAYS),
                    today().plusDays(LATER_ONES_AFTER_DAYS),
                    roster.root(),
                    LivingEpoch.hashOf(seed.recipient()),
                    new EpochFiles(List.of(file)).hash(),
                    Hash.NONE);
            var epochs = new ArrayList<>(manifest.epochs());
            epochs.add(line);
            var next = new Manifest(
                    manifest.origin(),
                    manifest.version() + 1,
                    1,
                    seed.recipient(),
                    epochs,
                    manifest.destroyed(),
                    manifest.stopped(),
                    Hash.NONE,
                    2,
                    manifest.seats(),
                    List.of(),
                    previous());
            publish(next, List.of(new EpochPart(epoch, file)), Optional.of(roster.bytes()));
        }
    }

    /// Puts the next epoch on the board, signed by one admin, for the keys that consoles drew ahead.
    ///
    /// @return the proposal's id
    Hash propose(List<Keyring> people) {
        int epoch = manifest.intakeEpoch() + 1;
        var cards = people.stream()
                .map(keyring -> keyring.drawEpoch(epoch, house.randomness))
                .toList();
        var keys = new KeyList(
                cards.stream().map(ResponderCard::preKey).toList(),
                new TreeMap<>(),
                2,
                people.stream().map(keyring -> seatPreKey(keyring, epoch)).toList());
        var roster = Roster.draw(epoch, cards.stream().map(ResponderCard::desk).toList(), house.randomness);
        var ledger = new People(1, List.of())
                .seal(identities.stream().map(HybridIdentity::recipient).toList(), house.randomness);
        var now = house.clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var lineup = new Lineup(
                manifest.origin(),
                previous(),
                epoch,
                now,
                now.plus(Duration.ofDays(6)),
                today().plusDays(LATER_ONES_AFTER_DAYS),
                Because.SCHEDULED,
                keys.hash(),
                roster.root(),
                Hash.of(ledger),
                List.of(),
                new TreeMap<>(),
                2,
                manifest.seats(),
                List.of());
        var proposal = Proposal.of(SignedNote.sign(lineup.text(), signers.getFirst()), keys, roster, ledger, List.of());
        new CeremonyClient(house.teamUri()).post(proposal.bytes());
        return proposal.id();
    }

    /// The drawing that a console has put beside a proposal.
    Optional<Drawn> drawn(Hash proposal) {
        return proposed(proposal).flatMap(Proposal::drawn);
    }

    /// Signs and publishes what was drawn.
    void publish(Hash id) {
        var proposal = proposed(id).orElseThrow();
        var note = house.manifest();
        var now = InForce.of(note.root(), note.manifest(), note.noteHash());
        manifest = NextManifest.opening(
                now,
                Lineup.parse(proposal.lineup().orElseThrow().text()),
                proposal.drawn().orElseThrow());
        var signed = SignedNote.sign(manifest.text(), signers.get(0)).with(signers.get(1));
        new PublishClient(house.teamUri())
                .publish(proposal.withManifest(signed).publication().bytes());
    }

    private Optional<Proposal> proposed(Hash id) {
        return new CeremonyClient(house.teamUri())
                .proposals().stream()
                        .map(Proposal::parse)
                        .filter(proposal -> proposal.id().equals(id))
                        .findFirst();
    }

    private static HybridRecipient seatPreKey(Keyring keyring, int epoch) {
        try (var identity = keyring.seatPreKey(epoch).orElseThrow()) {
            return identity.recipient();
        }
    }

    /// Lets somebody read an older epoch, sealed by somebody who can.
    void supplement(int epoch, Keyring reader, Keyring joiner) {
        try (var seed = reader.epochSeed(epoch).orElseThrow()) {
            var card = joiner.drawEpoch(epoch, house.randomness);
            var more = seed.seal(List.of(card), house.randomness);
            var all = new ArrayList<>(files.get(epoch));
            all.add(more);
            files.put(epoch, all);
            var epochs = manifest.epochs().stream()
                    .map(line -> line.epoch() == epoch ? line.withFiles(new EpochFiles(all).hash()) : line)
                    .toList();
            publish(with(epochs, manifest.destroyed(), manifest.stopped()), List.of(new EpochPart(epoch, more)));
        }
    }

    /// Stops a desk of the intake epoch at once.
    void stop(Keyring person) {
        int epoch = manifest.intakeEpoch();
        var desk = Ed25519.publicKey(person.desk(epoch).orElseThrow());
        publish(with(manifest.epochs(), manifest.destroyed(), List.of(new StoppedDesk(epoch, desk))), List.of());
    }

    /// Says that an epoch is destroyed.
    void destroy(int epoch) {
        var gone = manifest.living(epoch).orElseThrow();
        var epochs =
                manifest.epochs().stream().filter(line -> line.epoch() != epoch).toList();
        var destroyed = new ArrayList<>(manifest.destroyed());
        destroyed.add(new DestroyedEpoch(epoch, today(), gone.rosterRoot()));
        publish(with(epochs, destroyed, manifest.stopped()), List.of());
    }

    /// Gives the intake epoch six more days.
    void renew() {
        var last = manifest.epochs().getLast();
        var epochs = new ArrayList<>(manifest.epochs());
        epochs.set(
                epochs.size() - 1,
                last.withUntil(house.clock.instant().plus(Duration.ofDays(6)).truncatedTo(ChronoUnit.DAYS)));
        publish(with(epochs, manifest.destroyed(), manifest.stopped()), List.of());
    }

    /// Signs another manifest with the number of the one in force, as admins who conspire could.
    byte[] sameNumberAgain() {
        var last = manifest.epochs().getLast();
        var epochs = new ArrayList<>(manifest.epochs());
        epochs.set(epochs.size() - 1, last.withUntil(last.until().minus(Duration.ofDays(1))));
        var other = new Manifest(
                manifest.origin(),
                manifest.version(),
                1,
                manifest.intakeRecipient(),
                epochs,
                manifest.destroyed(),
                manifest.stopped(),
                manifest.people(),
                2,
                manifest.seats(),
                List.of(),
                manifest.previous());
        return TestHouse.sign(other.text(), signers);
    }

    Manifest manifest() {
        return manifest;
    }

    private Manifest with(List<LivingEpoch> epochs, List<DestroyedEpoch> destroyed, List<StoppedDesk> stopped) {
        return new Manifest(
                manifest.origin(),
                manifest.version() + 1,
                1,
                manifest.intakeRecipient(),
                epochs,
                destroyed,
                stopped,
                Hash.NONE,
                2,
                manifest.seats(),
                List.of(),
                previous());
    }

    private Hash previous() {
        return Hash.of(house.intake().notes().manifest().orElseThrow());
    }

    private void publish(Manifest next, List<EpochPart> parts) {
        publish(next, parts, Optional.empty());
    }

    private void publish(Manifest next, List<EpochPart> parts, Optional<byte[]> roster) {
        manifest = next;
        new PublishClient(house.teamUri())
                .publish(new Publication(
                                Optional.of(rootNote),
                                Optional.of(TestHouse.sign(next.text(), signers)),
                                parts,
                                roster,
                                Optional.empty(),
                                Optional.empty())
                        .bytes());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(house.clock.instant(), ZoneOffset.UTC);
    }
}

package org.postern.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.postern.age.HybridIdentity;
import org.postern.api.TeamAnswer;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Roster;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Desk;
import org.postern.message.RosterRoots;
import org.postern.triage.Author;
import org.postern.triage.DeskKey;
import org.postern.triage.LogKey;
import org.postern.triage.LogRing;

/// What this console can open and sign: the epochs of the verified manifest for which it holds a pre-key, with their
/// rosters.
///
/// An epoch counts only when its file is the one that the manifest names, the seed in it belongs to the manifest's
/// recipient, and the roster has the manifest's root (DESIGN.md 3).
final class Ring implements LogRing, RosterRoots, AutoCloseable {
    private final Keyring keyring;
    private final Map<Integer, Epoch> epochs = new HashMap<>();
    private final Map<Integer, Hash> triedInVain = new HashMap<>();
    private Optional<VerifiedManifest> manifest = Optional.empty();

    private record Epoch(HybridIdentity identity, LogKey logKey, Roster roster, EpochFiles files) {}

    /// @param keyring lends the secrets; stays the caller's
    Ring(Keyring keyring) {
        this.keyring = keyring;
    }

    /// Takes a newer manifest.
    synchronized void learn(VerifiedManifest verified) {
        manifest = Optional.of(verified);
    }

    /// The newest manifest, once there was one.
    synchronized Optional<VerifiedManifest> manifest() {
        return manifest;
    }

    /// The living epochs whose keys have to be fetched, oldest first: those that are new here, that somebody joined
    /// since, or that could not be opened with the files of an earlier manifest.
    synchronized List<Integer> unknown() {
        return living().filter(line -> Optional.ofNullable(epochs.get(line.epoch()))
                        .map(known -> !known.files.hash().equals(line.files()))
                        .orElseGet(() -> !line.files().equals(triedInVain.get(line.epoch()))))
                .map(LivingEpoch::epoch)
                .toList();
    }

    /// The living epochs that this console can't open, although its desk may work in them, oldest first.
    synchronized List<Integer> unreadable() {
        return living().map(LivingEpoch::epoch)
                .filter(epoch -> !epochs.containsKey(epoch))
                .toList();
    }

    private Stream<LivingEpoch> living() {
        return manifest.stream().flatMap(verified -> verified.manifest().epochs().stream());
    }

    /// Takes what the server says about an epoch, if it is what the manifest promises.
    ///
    /// @param epoch one of the manifest's
    /// @param keys as fetched
    /// @return whether the epoch can be used now and could not before
    synchronized boolean learn(int epoch, TeamAnswer.EpochKeys keys) {
        var line = living().filter(one -> one.epoch() == epoch).findFirst().orElseThrow();
        triedInVain.put(epoch, line.files());
        try {
            var roster = Roster.parse(keys.roster());
            var files =
                    new EpochFiles(keys.files().stream().map(EpochFile::parse).toList());
            boolean promised = roster.epoch() == epoch
                    && roster.root().equals(line.rosterRoot())
                    && files.hash().equals(line.files());
            if (!promised) {
                return false;
            }
            var known = Optional.ofNullable(epochs.get(epoch));
            known.ifPresent(open -> epochs.put(epoch, new Epoch(open.identity, open.logKey, roster, files)));
            var seed = known.isPresent() ? Optional.<EpochSeed>empty() : seed(line, files);
            seed.ifPresent(opened -> {
                try (opened) {
                    keyring.keep(opened);
                    epochs.put(epoch, new Epoch(opened.identity(), new LogKey(epoch, opened.logKey()), roster, files));
                }
            });
            return seed.isPresent();
        } catch (ManifestException e) {
            return false;
        }
    }

    private Optional<EpochSeed> seed(LivingEpoch line, EpochFiles files) {
        int epoch = line.epoch();
        return keyring.epochSeed(epoch)
                .or(() -> keyring.preKey(epoch).flatMap(preKey -> {
                    try (preKey) {
                        return files.files().stream()
                                .flatMap(file -> EpochSeed.open(file, preKey, epoch, line.recipient()).stream())
                                .findFirst();
                    }
                }));
    }

    /// The sealed files of an epoch that this console can open, as the manifest names them.
    ///
    /// @param epoch 1 or more
    /// @return in order; none if it can't
    synchronized List<Hash> files(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).stream()
                .flatMap(known -> known.files.files().stream())
                .map(EpochFile::hash)
                .toList();
    }

    /// Wipes what was opened of an epoch.
    ///
    /// @param epoch 1 or more
    synchronized void forget(int epoch) {
        triedInVain.remove(epoch);
        Optional.ofNullable(epochs.remove(epoch)).ifPresent(Ring::wipe);
    }

    private static void wipe(Epoch epoch) {
        epoch.identity.close();
        epoch.logKey.close();
    }

    /// What opens requests and replies of an epoch; stays the ring's.
    synchronized Optional<HybridIdentity> identity(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).map(Epoch::identity);
    }

    @Override
    public synchronized Optional<LogKey> logKey(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).map(Epoch::logKey);
    }

    @Override
    public synchronized Optional<Roster> roster(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).map(Epoch::roster);
    }

    @Override
    public synchronized Optional<Hash> of(int epoch) {
        return manifest.flatMap(verified -> verified.rosterRoot(epoch));
    }

    /// The desk to answer from: in the intake epoch, proved by its roster.
    synchronized Optional<Desk> desk() {
        return manifest.flatMap(verified -> deskSeed(verified.intakeEpoch())
                .map(seed -> new Desk(epochs.get(verified.intakeEpoch()).roster, verified.intakeRecipient(), seed)));
    }

    /// Who writes events: the same desk.
    synchronized Optional<Author> author() {
        return manifest.map(VerifiedManifest::intakeEpoch)
                .flatMap(epoch -> deskSeed(epoch).map(seed -> new Author(epoch, seed)));
    }

    /// Keys that were drawn ahead are no desk before the roster says so.
    private Optional<SecretBytes> deskSeed(int epoch) {
        return keyring.desk(epoch)
                .filter(seed -> Optional.ofNullable(epochs.get(epoch))
                        .flatMap(known -> leafOf(known.roster, seed))
                        .isPresent());
    }

    private static Optional<Integer> leafOf(Roster roster, SecretBytes seed) {
        return roster.leafOf(Ed25519.publicKey(seed)).stream().boxed().findFirst();
    }

    /// Whether a desk is this person's, in whichever epoch.
    synchronized boolean owns(DeskKey desk) {
        return keyring.epochs().stream()
                .flatMap(epoch -> keyring.desk(epoch).stream())
                .anyMatch(seed -> DeskKey.of(Ed25519.publicKey(seed)).equals(desk));
    }

    /// This person's place among the manifest's seats, from 1; nothing without one.
    synchronized OptionalInt seat() {
        var identity = keyring.seatIdentity();
        if (identity.isEmpty() || manifest.isEmpty()) {
            return OptionalInt.empty();
        }
        try (var own = identity.get()) {
            int place = manifest.get().seats().indexOf(own.recipient());
            return place < 0 ? OptionalInt.empty() : OptionalInt.of(place + 1);
        }
    }

    /// Wipes what was opened.
    @Override
    public synchronized void close() {
        epochs.values().forEach(Ring::wipe);
        epochs.clear();
    }
}

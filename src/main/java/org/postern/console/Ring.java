package org.postern.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.age.HybridIdentity;
import org.postern.api.TeamAnswer;
import org.postern.crypto.Ed25519;
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
    private Optional<VerifiedManifest> manifest = Optional.empty();

    private record Epoch(HybridIdentity identity, LogKey logKey, Roster roster) {}

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

    /// The epochs whose seeds still exist, oldest first.
    synchronized List<Integer> epochNumbers() {
        return manifest.map(verified -> verified.manifest().epochs().stream()
                        .map(LivingEpoch::epoch)
                        .toList())
                .orElse(List.of());
    }

    /// Takes what the server says about an epoch, if it is what the manifest promises.
    ///
    /// @param epoch one of the manifest's
    /// @param keys as fetched
    /// @return whether the epoch can be used now
    synchronized boolean learn(int epoch, TeamAnswer.EpochKeys keys) {
        if (epochs.containsKey(epoch)) {
            return true;
        }
        try {
            var roster = Roster.parse(keys.roster());
            var verified = manifest.orElseThrow();
            boolean promised = roster.epoch() == epoch
                    && verified.rosterRoot(epoch).filter(roster.root()::equals).isPresent();
            var seed = promised ? seed(epoch, keys.files(), verified) : Optional.<EpochSeed>empty();
            seed.ifPresent(opened -> {
                try (opened) {
                    keyring.keep(opened);
                    epochs.put(epoch, new Epoch(opened.identity(), new LogKey(epoch, opened.logKey()), roster));
                }
            });
            return seed.isPresent();
        } catch (ManifestException e) {
            return false;
        }
    }

    private Optional<EpochSeed> seed(int epoch, List<byte[]> files, VerifiedManifest verified) {
        var kept = keyring.epochSeed(epoch);
        if (kept.isPresent()) {
            return kept;
        }
        var sealed = new EpochFiles(files.stream().map(EpochFile::parse).toList());
        var line =
                verified.manifest().living(epoch).filter(living -> sealed.hash().equals(living.files()));
        return line.flatMap(living -> keyring.preKey(epoch).flatMap(preKey -> {
            try (preKey) {
                return sealed.files().stream()
                        .flatMap(file -> EpochSeed.open(file, preKey, epoch, living.recipient()).stream())
                        .findFirst();
            }
        }));
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
        return manifest.flatMap(verified -> {
            int epoch = verified.intakeEpoch();
            var seed = keyring.desk(epoch);
            var known = Optional.ofNullable(epochs.get(epoch));
            if (seed.isEmpty() || known.isEmpty()) {
                return Optional.empty();
            }
            var roster = known.get().roster;
            return roster.leafOf(Ed25519.publicKey(seed.get())).isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Desk(roster, verified.intakeRecipient(), seed.get()));
        });
    }

    /// Who writes events: the same desk.
    synchronized Optional<Author> author() {
        return manifest.flatMap(
                verified -> keyring.desk(verified.intakeEpoch()).map(seed -> new Author(verified.intakeEpoch(), seed)));
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
        epochs.values().forEach(epoch -> {
            epoch.identity.close();
            epoch.logKey.close();
        });
        epochs.clear();
    }
}

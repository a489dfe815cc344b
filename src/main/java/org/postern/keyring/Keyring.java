package org.postern.keyring;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.ceremony.Deposit;
import org.postern.ceremony.DepositedKeys;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.PublicKey;
import org.postern.crypto.Ed25519;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.ResponderCard;

/// One responder's secrets, and how far this responder has seen the service's public record (DESIGN.md
/// 3, "Keys").
/// [Layout] says how it lies in a vault.
///
/// What lasts is the person key, the seat, and what opens the seat's shares in a recovery. Everything else belongs to
/// one epoch and is wiped with it by [#destroy]. Safe for several threads until it is closed.
public final class Keyring implements AutoCloseable {
    /// Most epochs whose keys, and most whose seeds, one keyring holds.
    public static final int EPOCHS_MAX = 64;

    /// How many coming epochs a deposit covers, where there is room for them.
    public static final int AHEAD = 8;

    private static final int UNREAD_MAX = 8;
    private static final int SEED_BYTES = 32;
    private static final long MILLIS_A_MINUTE = 60_000;

    final SecretBytes person;
    final Optional<SecretBytes> seat;
    final RecoveryKeys recovery = new RecoveryKeys();
    final TreeMap<Integer, EpochKeys> epochs = new TreeMap<>();
    final TreeMap<Integer, SecretBytes> opened = new TreeMap<>();
    int depositSerial;
    int manifestVersion;
    Hash manifestNote = Hash.NONE;
    Extent logSeen = Extent.NOTHING;
    Extent checkpointSeen = Extent.NOTHING;

    Keyring(SecretBytes person, Optional<SecretBytes> seat) {
        this.person = person;
        this.seat = seat;
    }

    /// Draws a new responder's lasting keys; [#drawEpoch] draws those of an epoch.
    ///
    /// @param isKeyHolder whether a seat belongs to it
    /// @param randomness where the seeds come from
    /// @return the keyring, which the caller closes
    public static Keyring draw(boolean isKeyHolder, Randomness randomness) {
        var person = SecretBytes.random(randomness, Ed25519.SEED_BYTES);
        Optional<SecretBytes> seat =
                isKeyHolder ? Optional.of(SecretBytes.random(randomness, SEED_BYTES)) : Optional.empty();
        var keyring = new Keyring(person, seat);
        seat.ifPresent(has -> keyring.recovery.draw(randomness));
        return keyring;
    }

    /// Draws pre-key and desk key for an epoch. Drawing again for the same epoch changes nothing.
    ///
    /// @param epoch 1 or more
    /// @param randomness where the seeds come from
    /// @return the public halves
    /// @throws IllegalArgumentException if the keyring is full
    public synchronized ResponderCard drawEpoch(int epoch, Randomness randomness) {
        if (epochs.size() == EPOCHS_MAX && !epochs.containsKey(epoch)) {
            throw new IllegalArgumentException("a keyring holds at most " + EPOCHS_MAX + " epochs");
        }
        epochs.computeIfAbsent(epoch, absent -> EpochKeys.draw(randomness));
        seat.ifPresent(has -> recovery.draw(randomness));
        return card(epoch);
    }

    /// The card of an epoch that was drawn.
    ///
    /// @param epoch 1 or more
    /// @return the public halves
    /// @throws IllegalArgumentException if nothing was drawn for it
    public synchronized ResponderCard card(int epoch) {
        var keys = Optional.ofNullable(epochs.get(epoch))
                .orElseThrow(() -> new IllegalArgumentException("this keyring has no keys for that epoch"));
        return new ResponderCard(
                epoch,
                publicHalf(HybridIdentity.fromSeed(keys.preKey())),
                Ed25519.publicKey(keys.desk()),
                seatIdentity().map(Keyring::publicHalf),
                seatPreKey(epoch).map(Keyring::publicHalf));
    }

    /// What this person hands over once, to be let in.
    ///
    /// @return the lasting public halves
    public synchronized PersonCard personCard() {
        return new PersonCard(
                PublicKey.of(Ed25519.publicKey(person)), seatIdentity().map(Keyring::publicHalf));
    }

    /// The lasting key, which signs deposits, and drawings at the founding and after a recovery.
    ///
    /// @return its seed, still owned by the keyring
    public SecretBytes person() {
        return person;
    }

    /// Draws what the admins need to let this person in to the coming epochs, and to the living ones that
    /// this person can't read yet. Keys that were drawn before stay the same. The vault is to be written before
    /// the deposit is handed over.
    ///
    /// @param living the epochs whose secrets exist
    /// @param next the number of the next epoch
    /// @param randomness where the seeds come from
    /// @param clock gives the serial: minutes, so that a vault restored from a backup is ahead of what it was
    /// @return the public halves, to be signed and sealed to the admins
    public synchronized Deposit deposit(List<Integer> living, int next, Randomness randomness, InstantSource clock) {
        var unread = living.stream()
                .filter(epoch -> !opened.containsKey(epoch))
                .sorted()
                .toList();
        var wanted = new TreeSet<>(unread.subList(Math.max(0, unread.size() - UNREAD_MAX), unread.size()));
        for (int epoch = next; epoch < next + AHEAD && wanted.size() < Deposit.EPOCHS_MAX; epoch++) {
            wanted.add(epoch);
        }
        depositSerial = Math.max(depositSerial + 1, Math.toIntExact(clock.millis() / MILLIS_A_MINUTE));
        return new Deposit(
                PublicKey.of(Ed25519.publicKey(person)),
                depositSerial,
                wanted.stream()
                        .map(epoch -> drawEpoch(epoch, randomness))
                        .map(card -> new DepositedKeys(
                                card.epoch(), card.preKey(), PublicKey.of(card.desk()), card.seatPreKey()))
                        .toList());
    }

    /// Wipes everything that belongs to an epoch alone: its seed, and the keys that could open its file. The vault
    /// still holds them until it is written anew, which the caller does at once.
    ///
    /// @param epoch 1 or more
    /// @return whether there was anything
    public synchronized boolean destroy(int epoch) {
        var keys = Optional.ofNullable(epochs.remove(epoch));
        var seed = Optional.ofNullable(opened.remove(epoch));
        keys.ifPresent(EpochKeys::close);
        seed.ifPresent(SecretBytes::close);
        return keys.isPresent() || seed.isPresent();
    }

    /// Wipes everything of every epoch before one: also keys that were drawn ahead and then never used, and what opened
    /// recovery shares of none but these epochs.
    ///
    /// @param oldestLiving the oldest epoch whose seed still exists
    /// @return whether there was anything
    public synchronized boolean destroyBefore(int oldestLiving) {
        boolean any = false;
        while (!epochs.isEmpty() && epochs.firstKey() < oldestLiving) {
            any |= destroy(epochs.firstKey());
        }
        while (!opened.isEmpty() && opened.firstKey() < oldestLiving) {
            any |= destroy(opened.firstKey());
        }
        recovery.destroyBefore(oldestLiving);
        return any;
    }

    /// The epochs of which this keyring holds anything, ascending.
    ///
    /// @return their numbers
    public synchronized List<Integer> epochs() {
        var all = new TreeSet<>(epochs.keySet());
        all.addAll(opened.keySet());
        return List.copyOf(all);
    }

    /// Draws a new key for the seat's shares of all epochs that are drawn for from now on. The one before stays for
    /// the epochs that this keyring has keys of, and goes with the last of them: from then on no vault and no newer
    /// backup of this seat opens their shares.
    ///
    /// @param randomness where the seed comes from
    /// @throws IllegalArgumentException if there is no seat, or nothing was drawn for any epoch yet
    public synchronized void renewRecovery(Randomness randomness) {
        if (seat.isEmpty()) {
            throw new IllegalArgumentException("this vault holds no seat, so there is no recovery key to renew");
        }
        recovery.renew(newestDrawn(), randomness);
    }

    private int newestDrawn() {
        var newest = epochs.isEmpty() ? null : epochs.lowerKey(RecoveryKeys.NEWEST);
        if (newest == null) {
            throw new IllegalArgumentException(
                    "this vault holds no epoch's keys yet, so a new recovery key would lose what the old one opens;"
                            + " be let in first");
        }
        return newest;
    }

    /// Draws what a vault of an older version lacks.
    ///
    /// @param randomness where the seed comes from
    /// @return whether anything was missing: then the vault is to be written
    public synchronized boolean completeRecovery(Randomness randomness) {
        var isMissing = seat.isPresent() && !recovery.isDrawn();
        if (isMissing) {
            recovery.draw(randomness);
        }
        return isMissing;
    }

    /// What opens this seat's shares in a recovery, in a vault and in its backups alike.
    ///
    /// @return the caller closes them; none without a seat
    public synchronized List<HybridIdentity> recoveryKeys() {
        return recovery.identities();
    }

    /// What lasts, for a backup: the person key, the seat, what opens the seat's shares in a recovery, and how
    /// far the public record was seen. No key of any epoch is in it: by itself a backup opens no request. What
    /// the backups of k seats open together, and until when, is the text of THREAT-MODEL.
    ///
    /// @return another keyring, which the caller closes
    public synchronized Keyring lasting() {
        var copy = new Keyring(copy(person), seat.map(Keyring::copy));
        copy.recovery.copyFrom(recovery);
        copy.depositSerial = depositSerial;
        copy.manifestVersion = manifestVersion;
        copy.manifestNote = manifestNote;
        copy.logSeen = logSeen;
        copy.checkpointSeen = checkpointSeen;
        return copy;
    }

    /// The newest of some epochs for which this keyring has a desk.
    ///
    /// @param known the epochs of the manifest
    /// @return its number, or nothing
    public synchronized OptionalInt newestOf(List<Integer> known) {
        return known.stream()
                .filter(epochs::containsKey)
                .mapToInt(Integer::intValue)
                .max();
    }

    /// The desk key of an epoch.
    ///
    /// @param epoch 1 or more
    /// @return still owned by the keyring; nothing when none was drawn
    public synchronized Optional<SecretBytes> desk(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).map(EpochKeys::desk);
    }

    /// The pre-key of an epoch.
    ///
    /// @param epoch 1 or more
    /// @return the caller closes it; nothing when none was drawn
    public synchronized Optional<HybridIdentity> preKey(int epoch) {
        return Optional.ofNullable(epochs.get(epoch)).map(keys -> HybridIdentity.fromSeed(keys.preKey()));
    }

    /// What the seat's share of an epoch's recovery is sealed to.
    ///
    /// @param epoch 1 or more
    /// @return the caller closes it; nothing when nothing was drawn for the epoch or this person holds no seat
    public synchronized Optional<HybridIdentity> seatPreKey(int epoch) {
        return Optional.ofNullable(epochs.get(epoch))
                .flatMap(drawn -> recovery.of(epoch))
                .map(HybridIdentity::fromSeed);
    }

    /// The seat's identity.
    ///
    /// @return the caller closes it; nothing when this person holds no seat
    public synchronized Optional<HybridIdentity> seatIdentity() {
        return seat.map(HybridIdentity::fromSeed);
    }

    /// The seed of an epoch that was opened before and checked against the manifest of its time.
    ///
    /// @param epoch 1 or more
    /// @return a copy, which the caller closes
    public synchronized Optional<EpochSeed> epochSeed(int epoch) {
        return Optional.ofNullable(opened.get(epoch)).map(seed -> new EpochSeed(epoch, copy(seed)));
    }

    /// Keeps an opened and checked epoch seed.
    ///
    /// @param seed stays the caller's; a copy is taken
    public synchronized void keep(EpochSeed seed) {
        if (opened.size() < EPOCHS_MAX) {
            opened.computeIfAbsent(seed.epoch(), absent -> seed.seed());
        }
    }

    /// The highest manifest version that was seen.
    ///
    /// @return 0 when there was none
    public synchronized int manifestVersion() {
        return manifestVersion;
    }

    /// The manifest note of that version.
    ///
    /// @return its hash, [Hash#NONE] when there was none
    public synchronized Hash manifestNote() {
        return manifestNote;
    }

    /// How far this person has read the triage log.
    ///
    /// @return the last position and the chain's head after it
    public synchronized Extent logSeen() {
        return logSeen;
    }

    /// The newest checkpoint of the transparency log that was seen and found good.
    ///
    /// @return its size and root
    public synchronized Extent checkpointSeen() {
        return checkpointSeen;
    }

    /// Remembers a manifest that was verified. The version never goes down.
    ///
    /// @param version of the manifest
    /// @param note hash of its note
    public synchronized void sawManifest(int version, Hash note) {
        if (version > manifestVersion) {
            manifestVersion = version;
            manifestNote = note;
        }
    }

    /// Remembers how far the triage log was read. It never goes back.
    ///
    /// @param log the last position and the head after it
    public synchronized void sawLog(Extent log) {
        if (log.size() >= logSeen.size()) {
            logSeen = log;
        }
    }

    /// Remembers a checkpoint that was verified and follows the one before. It never goes back.
    ///
    /// @param checkpoint its size and root
    public synchronized void sawCheckpoint(Extent checkpoint) {
        if (checkpoint.size() > checkpointSeen.size()) {
            checkpointSeen = checkpoint;
        }
    }

    /// Lays everything out for a vault.
    ///
    /// @return the bytes; the caller wipes them
    public synchronized byte[] encode() {
        return Layout.encode(this);
    }

    /// Tells a responder's vault from an admin's.
    ///
    /// @param content of a vault
    /// @return whether a responder's keyring lies in it
    public static boolean isIn(SecretBytes content) {
        return content.use(bytes -> bytes.length > 0 && Layout.isVersion(bytes[0]));
    }

    /// Reads what [#encode] wrote.
    ///
    /// @param bytes from a vault; still the caller's to wipe
    /// @return the keyring, which the caller closes
    /// @throws IllegalArgumentException if it is of another version or not whole
    public static Keyring decode(byte[] bytes) {
        return Layout.decode(bytes);
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "Keyring";
    }

    /// Wipes every secret.
    @Override
    public synchronized void close() {
        person.close();
        seat.ifPresent(SecretBytes::close);
        recovery.close();
        epochs.values().forEach(EpochKeys::close);
        opened.values().forEach(SecretBytes::close);
    }

    private static HybridRecipient publicHalf(HybridIdentity identity) {
        try (identity) {
            return identity.recipient();
        }
    }

    private static SecretBytes copy(SecretBytes secret) {
        return SecretBytes.takeOwnershipOf(secret.copy());
    }
}

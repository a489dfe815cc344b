package org.postern.keyring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;

/// What opens a seat's shares of epochs' secrets. It lies in every backup, because a recovery is for the day on which
/// the vaults are gone. The newest key is for every epoch that is drawn from now on; each older one is for the epochs
/// up to a number, and is wiped with them.
final class RecoveryKeys implements AutoCloseable {
    /// Most keys at a time.
    static final int MAX = 64;

    /// Stands for "every later epoch".
    static final int NEWEST = Integer.MAX_VALUE;

    /// By the last epoch that a key is for.
    final TreeMap<Integer, SecretBytes> seeds = new TreeMap<>();

    /// Whether there is a key for epochs to come: not so in a vault of an older version, and without a seat.
    boolean isDrawn() {
        return seeds.containsKey(NEWEST);
    }

    void draw(Randomness randomness) {
        seeds.computeIfAbsent(NEWEST, absent -> SecretBytes.random(randomness, EpochKeys.SEED_BYTES));
    }

    /// A key whose public half was handed out for no epoch goes at once; the others stay for their epochs.
    void renew(int newestDrawn, Randomness randomness) {
        var before = Optional.ofNullable(seeds.remove(NEWEST));
        before.filter(seed -> seeds.putIfAbsent(newestDrawn, seed) != null).ifPresent(SecretBytes::close);
        draw(randomness);
    }

    /// The key that an epoch's share is sealed to.
    Optional<SecretBytes> of(int epoch) {
        return Optional.ofNullable(seeds.ceilingEntry(epoch)).map(Map.Entry::getValue);
    }

    void destroyBefore(int oldestLiving) {
        var gone = seeds.headMap(oldestLiving);
        gone.values().forEach(SecretBytes::close);
        gone.clear();
    }

    List<HybridIdentity> identities() {
        var all = new ArrayList<HybridIdentity>();
        seeds.values().forEach(seed -> all.add(HybridIdentity.fromSeed(seed)));
        return all;
    }

    void copyFrom(RecoveryKeys other) {
        other.seeds.forEach((last, seed) -> seeds.put(last, SecretBytes.takeOwnershipOf(seed.copy())));
    }

    @Override
    public void close() {
        seeds.values().forEach(SecretBytes::close);
    }
}

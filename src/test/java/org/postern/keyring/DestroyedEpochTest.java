package org.postern.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.ceremony.Recovery;
import org.postern.ceremony.RecoveryShare;
import org.postern.crypto.Aead;
import org.postern.crypto.Randomness;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.ResponderCard;

/// Once its epoch is destroyed, nobody opens anything of it, though every public or sealed byte was kept: a request, an
/// entry of the triage log, the epoch's file, its recovery file, and each share as it was handed over in a recovery.
/// Tried with what is left of everybody: every vault, every backup made while the epoch lived, keys that are drawn anew
/// for the same number, and the next epoch's secret. One thing such a backup still opens, if the recovery file was
/// kept,
/// too: its own share, and k of them make a secret. That ends with a newer backup (`--renew`) in the older one's place.
/// What a real database keeps is tried in `org.postern.console`.
final class DestroyedEpochTest {
    private static final int EPOCH = 3;
    private static final byte[] NONCE = new byte[12];

    private final Randomness randomness = Randomness.system();

    @TempDir
    private Path folder;

    @Test
    void nothingOfADestroyedEpochCanBeOpenedByAnyone() {
        var people = IntStream.range(0, 3)
                .mapToObj(i -> Keyring.draw(true, randomness))
                .toList();
        var cards = people.stream()
                .map(person -> person.drawEpoch(EPOCH, randomness))
                .toList();
        people.forEach(person -> person.drawEpoch(EPOCH + 1, randomness));
        Kept kept;
        try (var seed = EpochSeed.draw(EPOCH, randomness);
                var next = EpochSeed.draw(EPOCH + 1, randomness)) {
            var recovery = Recovery.seal(seed, 2, seatPreKeys(cards), randomness);
            kept = new Kept(
                    AgeFile.seal(new byte[] {42}, List.of(seed.recipient()), randomness),
                    Aead.seal(seed.logKey(), NONCE, new byte[0], new byte[] {43}),
                    seed.seal(cards, randomness).bytes(),
                    recovery,
                    handedOver(people, recovery));
            people.forEach(person -> person.keep(seed));
            people.forEach(person -> person.keep(next));
        }
        for (var way : Way.values()) {
            assertTrue(people.stream().anyMatch(person -> opens(way, person, kept)), way + " while it lives");
        }
        for (int i = 0; i < 3; i++) {
            save("old-backup-" + i, people.get(i).lasting());
        }
        // The monthly backup, with a new recovery key for the epochs that come.
        people.forEach(person -> person.renewRecovery(randomness));
        people.forEach(person -> person.drawEpoch(EPOCH + 2, randomness));

        people.forEach(person -> assertTrue(person.destroyBefore(EPOCH + 2)));
        for (int i = 0; i < 3; i++) {
            save("backup-" + i, people.get(i).lasting());
            save("vault-" + i, people.get(i));
        }

        for (int i = 0; i < 3; i++) {
            opensNoneBut(Set.of(), "vault-" + i, kept);
            opensNoneBut(Set.of(), "backup-" + i, kept);
            opensNoneBut(Set.of(Way.OWN_SHARE), "old-backup-" + i, kept);
        }
    }

    private void opensNoneBut(Set<Way> open, String name, Kept kept) {
        try (var vault = vault(name);
                var keyring = vault.open()) {
            // Somebody who joins again draws the epoch's keys anew.
            keyring.drawEpoch(EPOCH, randomness);
            for (var way : Way.values()) {
                assertEquals(open.contains(way), opens(way, keyring, kept), way + " with " + name);
            }
        }
    }

    private static List<HybridRecipient> seatPreKeys(List<ResponderCard> cards) {
        return cards.stream().map(card -> card.seatPreKey().orElseThrow()).toList();
    }

    /// Each seat's share, opened in a recovery and sealed to the first person's keys of that epoch.
    private List<byte[]> handedOver(List<Keyring> people, byte[] recovery) {
        var to = people.getFirst().card(EPOCH).preKey();
        return people.stream()
                .map(person -> {
                    try (var identity = person.seatPreKey(EPOCH).orElseThrow();
                            var share = RecoveryShare.find(recovery, identity).orElseThrow()) {
                        return share.sealTo(to, randomness);
                    }
                })
                .toList();
    }

    /// What somebody kept, all of it public or sealed.
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Kept(byte[] request, byte[] entry, byte[] epochFile, byte[] recovery, List<byte[]> handedOver) {}

    /// One way to read something of the epoch, or to come by its secret.
    private enum Way {
        REQUEST,
        ENTRY,
        EPOCH_FILE,
        OWN_SHARE,
        SHARES_HANDED_OVER
    }

    private static boolean opens(Way way, Keyring keyring, Kept kept) {
        var identities = everything(keyring);
        return switch (way) {
            case REQUEST -> identities.stream().anyMatch(identity -> opensFile(kept.request, identity));
            case ENTRY ->
                keyring.epochs().stream()
                        .flatMap(epoch -> keyring.epochSeed(epoch).stream())
                        .anyMatch(seed -> Aead.open(seed.logKey(), NONCE, new byte[0], kept.entry)
                                .isPresent());
            case EPOCH_FILE -> identities.stream().anyMatch(identity -> opensFile(kept.epochFile, identity));
            case OWN_SHARE ->
                identities.stream()
                        .anyMatch(identity ->
                                RecoveryShare.find(kept.recovery, identity).isPresent());
            case SHARES_HANDED_OVER ->
                identities.stream()
                        .anyMatch(identity -> kept.handedOver.stream()
                                .anyMatch(share ->
                                        RecoveryShare.open(share, identity).isPresent()));
        };
    }

    /// Every identity that a keyring can make.
    private static List<HybridIdentity> everything(Keyring keyring) {
        var all = new ArrayList<HybridIdentity>();
        keyring.seatIdentity().ifPresent(all::add);
        all.addAll(keyring.recoveryKeys());
        for (int epoch : keyring.epochs()) {
            keyring.preKey(epoch).ifPresent(all::add);
            keyring.seatPreKey(epoch).ifPresent(all::add);
            keyring.epochSeed(epoch).ifPresent(seed -> all.add(seed.identity()));
        }
        return all;
    }

    private static boolean opensFile(byte[] file, HybridIdentity identity) {
        try {
            return AgeFile.open(file, identity).length > 0;
        } catch (AgeException e) {
            return false;
        }
    }

    private void save(String name, Keyring keyring) {
        try (keyring;
                var vault = vault(name)) {
            vault.create(keyring);
        }
    }

    private VaultFile vault(String name) {
        return new VaultFile(folder.resolve(name), "a long enough passphrase".toCharArray(), randomness);
    }
}

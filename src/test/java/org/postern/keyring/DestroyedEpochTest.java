package org.postern.keyring;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.age.AgeException;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.ceremony.Recovery;
import org.postern.ceremony.RecoveryShare;
import org.postern.crypto.Randomness;
import org.postern.manifest.EpochFile;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.ResponderCard;

/// Once its epoch is destroyed, nobody opens a request of it, with everything that is left: the request as the server
/// or a
/// copy of its database keeps it, the epoch's file, its recovery file, shares that were handed over, every vault, and
/// every backup that was made while the epoch lived.
final class DestroyedEpochTest {
    private static final int EPOCH = 3;

    private final Randomness randomness = Randomness.system();

    @TempDir
    private Path folder;

    @Test
    void aRequestOfADestroyedEpochCanNotBeOpenedByAnyone() {
        var people = IntStream.range(0, 3)
                .mapToObj(i -> Keyring.draw(true, randomness))
                .toList();
        var cards = people.stream()
                .map(person -> person.drawEpoch(EPOCH, randomness))
                .toList();
        people.forEach(person -> person.drawEpoch(EPOCH + 1, randomness));
        var kept = new ArrayList<byte[]>();
        EpochFile file;
        byte[] request;
        try (var seed = EpochSeed.draw(EPOCH, randomness)) {
            file = seed.seal(cards, randomness);
            request = AgeFile.seal(new byte[] {42}, List.of(seed.recipient()), randomness);
            kept.add(file.bytes());
            kept.add(Recovery.seal(seed, 2, seatPreKeys(cards), randomness));
            people.forEach(person -> person.keep(seed));
        }
        assertTrue(people.stream().allMatch(person -> opens(everything(person), kept, request)), "while it lives");
        for (int i = 0; i < 3; i++) {
            save("backup-" + i, people.get(i).lasting());
        }

        people.forEach(person -> assertTrue(person.destroy(EPOCH)));
        for (int i = 0; i < 3; i++) {
            save("vault-" + i, people.get(i));
        }

        var left = new ArrayList<HybridIdentity>();
        for (int i = 0; i < 3; i++) {
            for (var name : List.of("vault-" + i, "backup-" + i)) {
                try (var vault = vault(name)) {
                    var keyring = vault.open();
                    // Somebody who joins again draws the epoch's keys anew.
                    keyring.drawEpoch(EPOCH, randomness);
                    left.addAll(everything(keyring));
                }
            }
        }
        assertFalse(opens(left, kept, request));
    }

    private static List<HybridRecipient> seatPreKeys(List<ResponderCard> cards) {
        return cards.stream().map(card -> card.seatPreKey().orElseThrow()).toList();
    }

    /// Every identity that a keyring can make.
    private static List<HybridIdentity> everything(Keyring keyring) {
        var all = new ArrayList<HybridIdentity>();
        keyring.seatIdentity().ifPresent(all::add);
        for (int epoch : keyring.epochs()) {
            keyring.preKey(epoch).ifPresent(all::add);
            keyring.seatPreKey(epoch).ifPresent(all::add);
            keyring.epochSeed(epoch).ifPresent(seed -> all.add(seed.identity()));
        }
        return all;
    }

    /// Tries each identity on the request, on the epoch's file and on each share; what comes out of those would be
    /// tried
    /// next, so that anything at all counts as opened.
    private static boolean opens(List<HybridIdentity> identities, List<byte[]> kept, byte[] request) {
        return identities.stream()
                .anyMatch(identity -> opensFile(request, identity)
                        || opensFile(kept.get(0), identity)
                        || RecoveryShare.find(kept.get(1), identity).isPresent());
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

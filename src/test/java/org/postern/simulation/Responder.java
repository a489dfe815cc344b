package org.postern.simulation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.ceremony.Drawer;
import org.postern.ceremony.PersonCard;
import org.postern.ceremony.PublicKey;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;

/// A person with a laptop, or somebody who has the laptop now. Everything that ever was on it is kept:
/// nobody can make a person who leaves forget.
final class Responder {
    private final String called;
    private final PersonCard card;
    private final List<byte[]> kept = new ArrayList<>();
    private Keyring ring;
    private int depositedTo;

    Responder(String called, boolean isKeyHolder, Randomness randomness) {
        this.called = called;
        ring = Keyring.draw(isKeyHolder, randomness);
        card = ring.personCard();
    }

    String called() {
        return called;
    }

    PersonCard card() {
        return card;
    }

    PublicKey key() {
        return card.person();
    }

    Keyring ring() {
        return ring;
    }

    boolean isKeyHolder() {
        return card.seat().isPresent();
    }

    /// Public halves for living epochs that this person can't read yet, and for the next ones.
    ///
    /// @return a deposit, unless the last one still does
    Optional<byte[]> deposit(
            List<Integer> missing, int next, List<HybridRecipient> admins, Randomness randomness, InstantSource clock) {
        if (missing.isEmpty() && next <= depositedTo) {
            return Optional.empty();
        }
        var deposit = ring.deposit(missing, next, randomness, clock);
        depositedTo = deposit.keys().getLast().epoch();
        remember();
        return Optional.of(deposit.seal(ring.person(), admins, randomness));
    }

    /// Power is lost: what was only in memory is gone, and the vault is read again.
    void restart() {
        var bytes = ring.encode();
        ring.close();
        ring = Keyring.decode(bytes);
    }

    /// The laptop is gone; the backup holds what lasts, and no key of any epoch.
    void restoreFromBackup() {
        var lasting = ring.lasting();
        ring.close();
        ring = lasting;
        depositedTo = 0;
    }

    /// Keeps a copy of the vault as it is now.
    void remember() {
        kept.add(ring.encode());
    }

    /// A key that was once in this vault.
    ///
    /// @param epoch         which epoch it belongs to, 0 for the seat's own
    /// @param opensRequests whether it is an epoch's own
    /// @param identity      opens age files
    record Kept(int epoch, boolean opensRequests, HybridIdentity identity) {}

    /// Everything that ever was in this vault and can open something, each once.
    List<Kept> everything() {
        var all = new TreeMap<String, Kept>();
        for (var bytes : kept) {
            var old = Keyring.decode(bytes);
            old.seatIdentity().ifPresent(one -> all.putIfAbsent("seat", new Kept(0, false, one)));
            for (var epoch : old.epochs()) {
                old.preKey(epoch).ifPresent(one -> all.putIfAbsent("pre " + epoch, new Kept(epoch, false, one)));
                old.seatPreKey(epoch).ifPresent(one -> all.putIfAbsent("share " + epoch, new Kept(epoch, false, one)));
                old.epochSeed(epoch)
                        .ifPresent(one -> all.putIfAbsent("seed " + epoch, new Kept(epoch, true, one.identity())));
            }
        }
        return List.copyOf(all.values());
    }

    /// What this person's console lends to a drawing.
    Drawer drawer(Server server) {
        return new Drawer() {
            @Override
            public Optional<SecretBytes> desk(int epoch) {
                return ring.desk(epoch);
            }

            @Override
            public SecretBytes person() {
                return ring.person();
            }

            @Override
            public Optional<HybridRecipient> preKey(int epoch) {
                return ring.preKey(epoch).map(HybridIdentity::recipient);
            }

            @Override
            public Optional<EpochSeed> seed(int epoch) {
                return ring.epochSeed(epoch);
            }

            @Override
            public List<Hash> files(int epoch) {
                return server.files(epoch).files().stream()
                        .map(file -> file.hash())
                        .toList();
            }
        };
    }
}

package org.postern.keys;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.postern.age.HybridRecipient;
import org.postern.ceremony.Drawer;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;

/// A responder's keyring, lent to a drawing.
///
/// @param keyring stays its owner's
/// @param hashes  of an older epoch's sealed files, as far as they are known here
record KeyringDrawer(Keyring keyring, IntFunction<List<Hash>> hashes) implements Drawer {
    @Override
    public Optional<SecretBytes> desk(int epoch) {
        return keyring.desk(epoch);
    }

    @Override
    public SecretBytes person() {
        return keyring.person();
    }

    @Override
    public Optional<HybridRecipient> preKey(int epoch) {
        return keyring.preKey(epoch).map(identity -> {
            try (identity) {
                return identity.recipient();
            }
        });
    }

    @Override
    public Optional<EpochSeed> seed(int epoch) {
        return keyring.epochSeed(epoch);
    }

    @Override
    public List<Hash> files(int epoch) {
        return hashes.apply(epoch);
    }
}

package org.postern.ceremony;

import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.manifest.ManifestException;

/// One person's public halves for one epoch, as they lie on deposit.
///
/// @param epoch      the epoch, 1 or more
/// @param preKey     the epoch file, or a supplement, is sealed to it
/// @param desk       the epoch's pseudonym, drawn anew each time
/// @param seatPreKey a key holder's share of the epoch's recovery is sealed to it
public record DepositedKeys(int epoch, HybridRecipient preKey, PublicKey desk, Optional<HybridRecipient> seatPreKey) {
    /// Checks the number.
    ///
    /// @throws ManifestException MALFORMED
    public DepositedKeys {
        if (epoch < 1) {
            throw ManifestException.malformed("expected an epoch from 1 on");
        }
    }
}

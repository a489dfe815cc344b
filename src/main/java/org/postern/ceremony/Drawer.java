package org.postern.ceremony;

import java.util.List;
import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;

/// What a responder's program lends to a drawing: their keys, and the older secrets they hold. *Touches
/// secret keys.*
public interface Drawer {
    /// The desk key of the epoch in force, which signs the drawing.
    ///
    /// @param epoch the epoch in force
    /// @return its seed, still the lender's to close; nothing if this person has no desk in it
    Optional<SecretBytes> desk(int epoch);

    /// The lasting key, which signs the drawing at the founding and after a recovery.
    ///
    /// @return its seed, still the lender's to close
    SecretBytes person();

    /// This person's own pre-key for an epoch.
    ///
    /// @param epoch the new epoch
    /// @return its public half; nothing if this person has none for it
    Optional<HybridRecipient> preKey(int epoch);

    /// An older epoch's secret.
    ///
    /// @param epoch its number
    /// @return the secret, the caller's to close; nothing if this person does not hold it
    Optional<EpochSeed> seed(int epoch);

    /// The sealed files of an older epoch, as the server keeps them.
    ///
    /// @param epoch its number
    /// @return SHA-256 of each, in order; empty if they are not known here
    List<Hash> files(int epoch);
}

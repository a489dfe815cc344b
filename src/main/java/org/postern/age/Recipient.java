package org.postern.age;

import org.postern.crypto.Randomness;

/// Somebody a file can be sealed to (C2SP age.md, "Recipients").
public interface Recipient {
    /// Wraps a file key.
    ///
    /// @param fileKey stays the caller's
    /// @param randomness for the encapsulation
    /// @return the stanza for the header
    Stanza wrap(FileKey fileKey, Randomness randomness);
}

package org.postern.age;

import java.util.List;
import java.util.Optional;

/// The secret half of a [Recipient] (C2SP age.md, "Identities").
public interface Identity {
    /// Looks for a stanza of its own.
    ///
    /// @param stanzas all of the header's; kinds that this identity does not know are passed over
    /// @return the file key, the caller's to close; empty if no stanza is for this identity
    /// @throws AgeException of kind HEADER if a stanza of its kind is malformed
    Optional<FileKey> unwrap(List<Stanza> stanzas) throws AgeException;
}

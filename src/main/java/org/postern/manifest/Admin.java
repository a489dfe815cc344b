package org.postern.manifest;

import org.postern.age.HybridRecipient;
import org.postern.note.VerifierKey;

/// One admin's public halves.
///
/// @param key       checks what the admin signs
/// @param recipient opens deposits and vetting records; no content (DESIGN section 3)
public record Admin(VerifierKey key, HybridRecipient recipient) {}

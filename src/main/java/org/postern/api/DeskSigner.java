package org.postern.api;

import org.postern.envelope.TeamCall;

/// A desk that signs team calls. The secret half stays with whoever implements this.
public interface DeskSigner extends TeamCall.Signer {
    /// {@return the epoch whose roster holds the desk, from 1}
    int epoch();

    /// {@return the Ed25519 public half, 32 bytes}
    byte[] publicKey();
}

package org.postern.keyring;

/// Why a vault or its passphrase can't be used; the message is one line for the person at the terminal.
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says why.
    ///
    /// @param sentence one line, without secrets
    public VaultException(String sentence) {
        super(sentence);
    }
}

package org.postern.crypto;

/// The file is no vault, or not one that this version reads, or not whole. The message is one line for the person who
/// owns the file.
public final class DamagedVaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedVaultException(String message) {
        super(message);
    }
}

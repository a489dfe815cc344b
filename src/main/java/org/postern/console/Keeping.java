package org.postern.console;

import java.util.function.Consumer;
import org.postern.keyring.Keyring;

/// Writes the vault, one writing at a time.
final class Keeping {
    private final Keyring keyring;
    private final Consumer<Keyring> vault;

    /// @param keyring what to write
    /// @param vault writes it, and throws if it can't
    Keeping(Keyring keyring, Consumer<Keyring> vault) {
        this.keyring = keyring;
        this.vault = vault;
    }

    /// Writes the keyring as it is now. Returning means that it lies on the disk.
    synchronized void now() {
        vault.accept(keyring);
    }
}

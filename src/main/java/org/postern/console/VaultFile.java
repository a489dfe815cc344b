package org.postern.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.postern.crypto.DamagedVaultException;
import org.postern.crypto.Randomness;
import org.postern.crypto.Vault;

/// A keyring on disk, under a passphrase. It is written beside its place and moved there, readable by its owner
/// only, so that a crash leaves the old file or the new one.
final class VaultFile implements AutoCloseable {
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path path;
    private final char[] passphrase;
    private final Randomness randomness;

    /// Why a vault can't be used; the message is one line for the person at the terminal.
    static final class VaultException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        VaultException(String message) {
            super(message);
        }
    }

    /// Names a vault; nothing is read or written yet.
    ///
    /// @param path where it is
    /// @param passphrase copied; wiped by [#close]
    /// @param randomness for salt and nonce
    VaultFile(Path path, char[] passphrase, Randomness randomness) {
        this.path = path;
        this.passphrase = passphrase.clone();
        this.randomness = randomness;
    }

    /// Writes a new vault.
    ///
    /// @param keyring what to keep
    /// @throws VaultException if something stands there already, or it can't be written
    void create(Keyring keyring) {
        if (Files.exists(path)) {
            throw new VaultException(
                    "There is a file in that place already. A vault is never overwritten by a new one.");
        }
        keep(keyring);
    }

    /// Writes the vault anew.
    ///
    /// @param keyring what to keep
    /// @throws VaultException if it can't be written
    void keep(Keyring keyring) {
        var plaintext = keyring.encode();
        var beside = path.resolveSibling(path.getFileName() + ".new");
        try {
            var sealed = Vault.seal(passphrase, plaintext, randomness);
            Files.deleteIfExists(beside);
            Files.createFile(
                    beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(beside, sealed, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            throw new VaultException("The vault can't be written in that place.");
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /// Opens the vault.
    ///
    /// @return the keyring, which the caller closes
    /// @throws VaultException if it can't be read, is no vault, or the passphrase is wrong
    Keyring open() {
        try {
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw new VaultException("That file is not a Postern vault.");
            }
            var secret = Vault.open(passphrase, Files.readAllBytes(path))
                    .orElseThrow(() -> new VaultException("Wrong passphrase."));
            try (secret) {
                return secret.use(Keyring::decode);
            }
        } catch (IOException e) {
            throw new VaultException("There is no vault to read in that place.");
        } catch (DamagedVaultException | IllegalArgumentException e) {
            throw new VaultException("Not opened: " + e.getMessage() + ".");
        }
    }

    @Override
    public void close() {
        Arrays.fill(passphrase, '\0');
    }
}

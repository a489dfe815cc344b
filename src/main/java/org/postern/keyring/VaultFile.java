package org.postern.keyring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.postern.crypto.DamagedVaultException;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Vault;
import org.postern.file.WholeFile;

/// A person's secrets on disk, under a passphrase, readable by its owner only. A crash leaves the old file or the new
/// one.
public final class VaultFile implements AutoCloseable {
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path path;
    private final char[] passphrase;
    private final Randomness randomness;

    /// Names a vault; nothing is read or written yet.
    ///
    /// @param path where it is
    /// @param passphrase copied; wiped by [#close]
    /// @param randomness for salt and nonce
    public VaultFile(Path path, char[] passphrase, Randomness randomness) {
        this.path = path;
        this.passphrase = passphrase.clone();
        this.randomness = randomness;
    }

    /// Another file under the same passphrase, such as a backup; nothing is read or written yet.
    ///
    /// @param other where it is
    /// @return the file, which the caller closes
    public VaultFile at(Path other) {
        return new VaultFile(other, passphrase, randomness);
    }

    /// Writes a new vault.
    ///
    /// @param keyring what to keep
    /// @throws VaultException if something stands there already, or it can't be written
    public void create(Keyring keyring) {
        requireNew();
        keep(keyring);
    }

    /// Writes a new vault.
    ///
    /// @param content what to keep
    /// @throws VaultException if something stands there already, or it can't be written
    public void create(SecretBytes content) {
        requireNew();
        keep(content);
    }

    /// Writes the vault anew.
    ///
    /// @param keyring what to keep
    /// @throws VaultException if it can't be written
    public void keep(Keyring keyring) {
        try (var content = SecretBytes.takeOwnershipOf(keyring.encode())) {
            keep(content);
        }
    }

    /// Writes the vault anew.
    ///
    /// @param content what to keep
    /// @throws VaultException if it can't be written
    public void keep(SecretBytes content) {
        try {
            WholeFile.replaceSecret(path, content.use(bytes -> Vault.seal(passphrase, bytes, randomness)));
        } catch (IOException e) {
            throw new VaultException("The vault can't be written. " + e.getMessage());
        }
    }

    /// Opens a responder's vault.
    ///
    /// @return the keyring, which the caller closes
    /// @throws VaultException if it can't be read, is no responder's vault, or the passphrase is wrong
    public Keyring open() {
        try (var content = content()) {
            return content.use(Keyring::decode);
        } catch (IllegalArgumentException e) {
            throw new VaultException("Not opened: " + e.getMessage() + ".");
        }
    }

    /// Opens a vault, whatever it holds.
    ///
    /// @return its content, which the caller closes
    /// @throws VaultException if it can't be read, is no vault, or the passphrase is wrong
    public SecretBytes content() {
        try {
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw new VaultException("That file is not a Postern vault.");
            }
            return Vault.open(passphrase, Files.readAllBytes(path))
                    .orElseThrow(() -> new VaultException("Wrong passphrase."));
        } catch (IOException e) {
            throw new VaultException("There is no vault to read in that place.");
        } catch (DamagedVaultException e) {
            throw new VaultException("Not opened: " + e.getMessage() + ".");
        }
    }

    /// Wipes the passphrase.
    @Override
    public void close() {
        Arrays.fill(passphrase, '\0');
    }

    private void requireNew() {
        if (!WholeFile.isFree(path)) {
            throw new VaultException(
                    "There is a file in that place already. A vault is never overwritten by a new one.");
        }
    }
}

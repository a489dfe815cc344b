package org.postern.keyring;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.postern.crypto.DamagedVaultException;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.Vault;
import org.postern.file.WholeFile;

/// A person's secrets on disk, under a passphrase, readable by its owner only. A crash leaves the old file or the new
/// one.
public final class VaultFile implements AutoCloseable {
    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final int TRIES = 3;

    private final Path path;
    private final Randomness randomness;
    private char[] passphrase;
    private int triesLeft = 1;

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

    /// A vault that exists. It is looked at before the passphrase is asked for; what was typed wrong may be typed
    /// again.
    ///
    /// @param path where it is
    /// @param passphraseFile where to read the passphrase; without one the person is asked at the terminal
    /// @param randomness for salt and nonce
    /// @return the vault, which the caller closes
    /// @throws VaultException if there is no whole vault, or no passphrase
    public static VaultFile existing(Path path, Optional<Path> passphraseFile, Randomness randomness) {
        try {
            Vault.requireWhole(read(path));
        } catch (DamagedVaultException e) {
            throw notOpened(path, e);
        }
        var vault = under(Passphrase.existing(passphraseFile), path, randomness);
        vault.triesLeft = passphraseFile.isPresent() ? 1 : TRIES;
        return vault;
    }

    /// A vault that is to be made, where nothing stands. That is looked at before a new passphrase is asked for.
    ///
    /// @param path where it will be
    /// @param passphraseFile where to read the passphrase; without one the person is asked at the terminal
    /// @param randomness for salt and nonce
    /// @return the vault, not written yet, which the caller closes
    /// @throws VaultException if something stands there already, or there is no passphrase
    public static VaultFile fresh(Path path, Optional<Path> passphraseFile, Randomness randomness) {
        requireNone(path);
        return under(Passphrase.fresh(passphraseFile), path, randomness);
    }

    private static VaultFile under(char[] passphrase, Path path, Randomness randomness) {
        try {
            return new VaultFile(path, passphrase, randomness);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
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
        requireNone(path);
        keep(keyring);
    }

    /// Writes a new vault.
    ///
    /// @param content what to keep
    /// @throws VaultException if something stands there already, or it can't be written
    public void create(SecretBytes content) {
        requireNone(path);
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
            throw notOpened(path, e);
        }
    }

    /// Opens a vault, whatever it holds.
    ///
    /// @return its content, which the caller closes
    /// @throws VaultException if it can't be read, is no vault, or the passphrase is wrong
    public SecretBytes content() {
        var sealed = read(path);
        try {
            while (true) {
                var opened = Vault.open(passphrase, sealed);
                if (opened.isPresent()) {
                    return opened.get();
                }
                triesLeft--;
                if (triesLeft <= 0) {
                    throw new VaultException("Wrong passphrase.");
                }
                Arrays.fill(passphrase, '\0');
                passphrase = Passphrase.again();
            }
        } catch (DamagedVaultException e) {
            throw notOpened(path, e);
        }
    }

    private static byte[] read(Path path) {
        try {
            return WholeFile.read(path, FILE_BYTES_MAX);
        } catch (IOException e) {
            throw new VaultException(e.getMessage());
        }
    }

    private static VaultException notOpened(Path path, RuntimeException why) {
        return new VaultException("Not opened: " + why.getMessage() + " (" + path + ").");
    }

    /// Where a console keeps what is on its way: beside the vault itself, also when a link is named.
    ///
    /// @param vault which exists
    /// @return the file, which need not be there
    /// @throws VaultException if there is no vault
    public static Path outbox(Path vault) {
        try {
            var place = vault.toRealPath();
            return place.resolveSibling(place.getFileName() + ".outbox");
        } catch (IOException e) {
            throw new VaultException("There is no file " + vault + ".");
        }
    }

    /// The name that whoever writes a vault anew holds meanwhile; a console for as long as it is open, because it
    /// writes
    /// the vault as it knows it when it locks.
    ///
    /// @param outbox as [#outbox] gives it
    /// @return the file, which need not be there
    public static Path held(Path outbox) {
        return outbox.resolveSibling(outbox.getFileName() + ".held");
    }

    /// Keeps consoles away while a vault is changed.
    ///
    /// @param vault which exists
    /// @return to be closed afterwards
    /// @throws VaultException if a console with this vault is open on this machine, or another command changes it
    public static Closeable alone(Path vault) {
        var name = held(outbox(vault));
        if (Files.notExists(name)) {
            return () -> {};
        }
        try {
            return WholeFile.hold(name)
                    .orElseThrow(() -> new VaultException("A console with this vault is open already, on this machine."
                            + " Go on in that one, or lock it first."));
        } catch (IOException unheld) {
            throw new VaultException(unheld.getMessage());
        }
    }

    /// Wipes the passphrase.
    @Override
    public void close() {
        Arrays.fill(passphrase, '\0');
    }

    /// Looks whether a vault or a backup may be made.
    ///
    /// @param path where it will be
    /// @throws VaultException if something stands there already
    public static void requireNone(Path path) {
        if (!WholeFile.isFree(path)) {
            throw new VaultException("There is a file in that place already, and it is not overwritten: " + path);
        }
    }
}

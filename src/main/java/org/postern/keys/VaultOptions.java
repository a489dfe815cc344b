package org.postern.keys;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Option;

/// Which vault, and where its passphrase comes from. The passphrase is asked for when the vault is needed and
/// not before, so that everything that a person should read stands above the question.
class VaultOptions {
    @Option(names = "--vault", required = true, paramLabel = "FILE", description = "Your vault.")
    private Path vault;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Read the passphrase from the first line of this file instead of asking for it.")
    private Path passphraseFile;

    final Path path() {
        return vault;
    }

    /// The vault that exists; the caller closes it.
    final VaultFile existing() {
        return VaultFile.existing(vault, Optional.ofNullable(passphraseFile), Randomness.system());
    }

    /// Keeps consoles away while the vault is changed.
    ///
    /// @return to be closed afterwards
    final Closeable alone() {
        return VaultFile.alone(vault);
    }

    /// A vault that is to be made; the caller closes it.
    final VaultFile fresh() {
        return VaultFile.fresh(vault, Optional.ofNullable(passphraseFile), Randomness.system());
    }
}

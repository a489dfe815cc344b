package org.postern.keys;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.crypto.Randomness;
import org.postern.keyring.Passphrase;
import org.postern.keyring.VaultFile;
import picocli.CommandLine.Option;

/// Which vault, and where its passphrase comes from. The passphrase is asked for when the vault is needed and
/// not before, so that everything that a person should read stands above the question.
final class VaultOptions {
    @Option(names = "--vault", required = true, paramLabel = "FILE", description = "Your vault.")
    private Path vault;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Read the passphrase from the first line of this file instead of asking for it.")
    private Path passphraseFile;

    @Option(
            names = "--signer",
            paramLabel = "COMMAND",
            description = {
                "For an admin whose signing key is not in the vault: a program that reads the bytes to sign",
                "from its input and writes the signature (64 bytes, base64 or hex). No shell: use a script for more."
            })
    private String signer;

    Path path() {
        return vault;
    }

    /// The vault that exists; the caller closes it.
    VaultFile existing() {
        return file(vault, Passphrase.existing(Optional.ofNullable(passphraseFile)));
    }

    /// A vault that is to be made; the caller closes it.
    VaultFile fresh() {
        return file(vault, Passphrase.fresh(Optional.ofNullable(passphraseFile)));
    }

    /// An admin's keys out of the vault that exists; the caller closes them.
    AdminKey admin() {
        try (var file = existing();
                var content = file.content()) {
            return AdminKey.decode(content, signer());
        }
    }

    /// What signs instead of the vault, if the person said so.
    Optional<UnaryOperator<byte[]>> signer() {
        return Optional.ofNullable(signer).map(command -> new OutsideSigner(command, OutsideSigner.PATIENCE));
    }

    private static VaultFile file(Path path, char[] passphrase) {
        try {
            return new VaultFile(path, passphrase, Randomness.system());
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }
}

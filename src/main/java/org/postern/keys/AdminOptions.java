package org.postern.keys;

import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/// An admin's vault, and what signs where the signing key lies elsewhere.
final class AdminOptions extends VaultOptions {
    @Option(
            names = "--signer",
            paramLabel = "COMMAND",
            description = {
                "For an admin whose signing key is not in the vault: a program that reads the bytes to sign "
                        + "from its input and writes the signature (64 bytes, base64 or hex). No shell: use a script for more."
            })
    private String signer;

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
}

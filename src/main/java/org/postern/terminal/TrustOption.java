package org.postern.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import org.postern.crypto.Authorities;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The option `--ca`, mixed into every command that connects.
public final class TrustOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /// Made by picocli.
    public TrustOption() {}

    /// Believes only what these certificates vouch for, from now on.
    ///
    /// @param file one X.509 certificate or more, as PEM
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Believe the server's certificate only if one in this file vouches for it (PEM).")
    public void only(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            Authorities.believeOnly(pem);
        } catch (IOException unread) {
            throw new ParameterException(command.commandLine(), "The file after --ca can't be read.", unread);
        } catch (CertificateException none) {
            throw new ParameterException(
                    command.commandLine(),
                    "The file after --ca holds no certificate. It must be one in PEM form.",
                    none);
        }
    }
}

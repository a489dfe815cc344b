package org.postern.terminal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import org.postern.crypto.Authorities;
import org.postern.file.WholeFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The option `--ca`, mixed into every command that connects.
public final class TrustOption {
    private static final int FILE_BYTES_MAX = 4 << 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private Path named;

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
        try {
            believeOnly(file);
            named = file;
        } catch (IllegalArgumentException unusable) {
            throw new ParameterException(
                    command.commandLine(), "The file after --ca " + unusable.getMessage(), unusable);
        }
    }

    /// The same for a door that has the file from elsewhere.
    ///
    /// @param file one X.509 certificate or more, as PEM
    /// @throws IllegalArgumentException if it can't be used; the message goes on after the file's name
    public static void believeOnly(Path file) {
        try {
            Authorities.believeOnly(new ByteArrayInputStream(WholeFile.read(file, FILE_BYTES_MAX)));
        } catch (IOException unread) {
            throw new IllegalArgumentException("can't be read.", unread);
        } catch (CertificateException none) {
            throw new IllegalArgumentException("holds no certificate. It must be one in PEM form.", none);
        }
    }

    /// {@return the option as it is typed again, for a command that the person gives later; empty if it was not given}
    public List<String> words() {
        return named == null
                ? List.of()
                : List.of("--ca", named.toAbsolutePath().toString());
    }
}

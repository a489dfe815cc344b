package org.postern.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The option `--ca`, mixed into every command that connects: whom to believe in TLS, instead of everybody whom Java
/// believes. It holds for the whole process, because a process is one command.
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
            var known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                known.setCertificateEntry(Integer.toString(++number), certificate);
            }
            if (number == 0) throw new GeneralSecurityException("no certificate");
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            SSLContext.setDefault(context);
        } catch (IOException unread) {
            throw new ParameterException(command.commandLine(), "The file after --ca can't be read.", unread);
        } catch (GeneralSecurityException none) {
            throw new ParameterException(
                    command.commandLine(),
                    "The file after --ca holds no certificate. It must be one in PEM form.",
                    none);
        }
    }
}

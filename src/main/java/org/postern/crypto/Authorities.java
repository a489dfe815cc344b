package org.postern.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Whom to believe in TLS, instead of everybody whom Java believes. It holds for the whole process, because a process
/// is one command. Public certificates only.
public final class Authorities {
    private Authorities() {}

    /// Believes only what these certificates vouch for, from now on.
    ///
    /// @param pem one X.509 certificate or more, as PEM; not closed here
    /// @throws CertificateException if there is none, or one is no certificate
    /// @throws IOException          if it can't be read
    public static void believeOnly(InputStream pem) throws CertificateException, IOException {
        try {
            var known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                known.setCertificateEntry(Integer.toString(++number), certificate);
            }
            if (number == 0) throw new CertificateException("no certificate");
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            SSLContext.setDefault(context);
        } catch (CertificateException none) {
            throw none;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has TLS and X.509", impossible);
        }
    }
}

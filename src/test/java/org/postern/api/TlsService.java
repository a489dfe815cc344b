package org.postern.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A real TLS server, with a certificate by an authority that is made for it.
public final class TlsService implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final Path authority;
    private final Path store;

    /// Makes the certificates and starts.
    ///
    /// @param folder  where the certificates are kept; two of these need two folders
    /// @param names   the certificate's, as keytool writes them
    /// @param begins  when the certificate's seven days begin, from now
    /// @param answers to everything that is asked
    public TlsService(Path folder, String names, String begins, HttpHandler answers) throws Exception {
        authority = folder.resolve("authority.pem");
        store = folder.resolve("service.p12");
        var asked = folder.resolve("asked").toString();
        var given = folder.resolve("given").toString();
        keytool("authority", "-genkeypair", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc:c");
        keytool("authority", "-exportcert", "-rfc", "-file", authority.toString());
        keytool("service", "-genkeypair", "-keyalg", "EC", "-dname", "CN=service");
        keytool("service", "-certreq", "-file", asked);
        keytool(
                "authority",
                "-gencert",
                "-infile",
                asked,
                "-outfile",
                given,
                "-validity",
                "7",
                "-startdate",
                begins,
                "-ext",
                "san=" + names);
        keytool("service", "-importcert", "-noprompt", "-file", given);
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", answers);
        server.start();
    }

    public URI address() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    /// {@return the PEM file of who vouches for it}
    public Path authority() {
        return authority;
    }

    private void keytool(String alias, String... args) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(args));
        command.addAll(List.of("-alias", alias, "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", store.toString()));
        var run = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, run.waitFor(), said);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package org.postern.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.IntakeClient;
import org.postern.api.PublishClient;
import org.postern.api.Routes;
import org.postern.api.TlsService;
import org.postern.manifest.Hash;
import org.postern.manifest.VerifiedManifest;
import org.postern.serve.Founding;
import org.postern.serve.ServeConfig;
import org.postern.serve.Server;
import org.postern.store.TestPostgres;
import org.postern.tlog.CosignatureSigner;

/// A whole server and two whole witnesses, which talk over HTTP.
@Timeout(120)
final class WitnessedServiceTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Path home = TestPostgres.freshHome();
    private final List<CosignatureSigner> signers = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private final List<WitnessServer> listening = new ArrayList<>();
    private Founding founding;

    @BeforeEach
    void listen() throws IOException {
        for (var i = 1; i <= 2; i++) {
            signers.add(CosignatureSigner.create(home.resolve("witness-" + i + ".key"), "witness-" + i + ".example"));
        }
        founding = new Founding(
                31,
                CLOCK.instant(),
                2,
                signers.stream().map(CosignatureSigner::verifierKey).toList());
        for (var signer : signers) {
            var folder = Files.createDirectory(home.resolve(signer.verifierKey().name()));
            witnesses.add(new Witness(signer, folder, List.of(founding.root().log()), CLOCK));
            listening.add(listening(witnesses.getLast(), 0));
        }
    }

    private static WitnessServer listening(Witness witness, int port) {
        return new WitnessServer(
                witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WitnessServer.Bounds.USUAL);
    }

    @AfterEach
    void stop() {
        listening.forEach(WitnessServer::close);
        witnesses.forEach(Witness::close);
        TestPostgres.deleteAll(home);
    }

    private ServeConfig config() {
        return config(addresses(), Optional.empty());
    }

    private List<URI> addresses() {
        return listening.stream()
                .map(one -> URI.create("http://127.0.0.1:" + one.port()))
                .toList();
    }

    private ServeConfig config(List<URI> addresses, Optional<Path> authorities) {
        var config = founding.config(home, 20);
        return new ServeConfig(
                config.operator(),
                config.open(),
                config.team(),
                config.rootNote(),
                new ServeConfig.Log(config.log().key(), config.log().nextKey(), addresses, authorities),
                config.leaveUrl(),
                config.tlsInFront(),
                config.data(),
                config.database(),
                config.tickMillis(),
                config.bounds());
    }

    @Test
    void isShownWhenBothHaveSeenItAndWaitsForOneThatIsDown() {
        var config = config();
        try (var server = Server.start(config, TestPostgres.PROGRAMS, CLOCK)) {
            var publisher = new PublishClient(server.teamUri());
            var intake = new IntakeClient(server.publicUri());
            assertTrue(publisher.publish(founding.publication()));
            var shown = VerifiedManifest.verify(intake.notes(), Hash.of(founding.rootNote()), 0, CLOCK);
            assertEquals(2, shown.checkpoint().cosignatures().size());

            var port = listening.getFirst().port();
            listening.removeFirst().close();
            var second = founding.renewal(CLOCK.instant().plus(Duration.ofDays(5)));
            assertFalse(publisher.publish(second));
            assertEquals(
                    1,
                    VerifiedManifest.verify(intake.notes(), Hash.of(founding.rootNote()), 0, CLOCK)
                            .version());

            listening.add(listening(witnesses.getFirst(), port));
            assertTrue(publisher.publish(second));
            assertEquals(
                    2,
                    VerifiedManifest.verify(intake.notes(), Hash.of(founding.rootNote()), 1, CLOCK)
                            .version());
        }
    }
    /// The operator's own address says the word that stands in the way, whatever it is.
    @Test
    void aWitnessBehindTlsIsBelievedWithItsAuthorityAndHealthSaysWhenOneIsMissing() throws Exception {
        var before = SSLContext.getDefault();
        try (var tls = new TlsService(home, "ip:127.0.0.1", "-0d", this::toTheFirst)) {
            var addresses = List.of(tls.address(), addresses().get(1));
            try (var server = Server.start(config(addresses, Optional.empty()), TestPostgres.PROGRAMS, CLOCK)) {
                assertEquals("keys\n", health(server));
                assertFalse(new PublishClient(server.teamUri()).publish(founding.publication()));
                assertEquals("keys\n", health(server), "nothing is shown yet");
            }
            var config = config(addresses, Optional.of(tls.authority()));
            try (var server = Server.start(config, TestPostgres.PROGRAMS, CLOCK)) {
                assertTrue(new PublishClient(server.teamUri()).publish(founding.publication()));
                assertEquals("ok\n", health(server));
            }
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private void toTheFirst(HttpExchange exchange) throws IOException {
        try (exchange;
                var http = HttpClient.newHttpClient()) {
            var asked = HttpRequest.newBuilder(addresses().getFirst().resolve(exchange.getRequestURI()))
                    .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                    .build();
            var answer = http.send(asked, BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static String health(Server server) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(server.operatorUri().resolve(Routes.HEALTH))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}

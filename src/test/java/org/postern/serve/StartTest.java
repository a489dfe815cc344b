package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.Pty;
import org.postern.store.TestPostgres;

/// Real processes that can't start, or start under an odd umask: one sentence, an exit code, nothing left behind.
final class StartTest {
    private final Path home = TestPostgres.freshHome();
    private final ServeConfig config = new Founding(7, Instant.now()).config(home, 10);

    @AfterEach
    void clean() {
        TestPostgres.deleteAll(home);
    }

    @Test
    void serveWithAPortInUseIsOneSentenceAndTheNextStartSucceeds() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = "127.0.0.1:" + taken.getLocalPort();
            var ran = ended("", "serve", "--config", settings(address));
            assertEquals(
                    "postern: another program listens on " + address + " already: end it, or choose another port\n",
                    ran.said());
            assertEquals(1, ran.code());
        }
        assertFalse(Files.exists(home.resolve("data")));
        assertServes("");
    }

    @Test
    void serveAtAnAddressThatIsNotOursIsOneSentence() throws Exception {
        var ran = ended("", "serve", "--config", settings("192.0.2.1:80"));
        assertEquals("postern: can't listen on 192.0.2.1:80: it is not an address of this computer\n", ran.said());
        assertEquals(1, ran.code());
        assertFalse(Files.exists(home.resolve("data")));
    }

    @Test
    void aWitnessWithAPortInUseOrAForeignAddressIsOneSentence() throws Exception {
        var key = home.resolve("w.key").toString();
        assertEquals(
                0,
                ended("", "witness", "new", "--name", "w.example", "--key", key).code());
        var log = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = "127.0.0.1:" + taken.getLocalPort();
            for (var listen : List.of(address, "192.0.2.1:80")) {
                var ran = ended(
                        "",
                        "witness",
                        "run",
                        "--key",
                        key,
                        "--state",
                        home.resolve("state").toString(),
                        "--log",
                        log,
                        "--listen",
                        listen);
                assertEquals(1, ran.code());
                assertTrue(ran.said().matches("postern: [^\n]*" + listen + "[^\n]*\n"), ran.said());
            }
        }
    }

    /// Only root makes PostgreSQL another user, who has to pass what the umask would close.
    @ParameterizedTest
    @ValueSource(strings = {"077", "027"})
    void aNarrowUmaskDoesNotLockPostgresOut(String umask) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root: PostgreSQL is then another user");
        assertServes("umask " + umask + "; ");
        assertEquals("rwx--x--x", mode("data"));
        assertEquals("rwx--x--x", mode("data/programs"));
        assertEquals("rwx--x--x", mode("data/postgres"));
        try (var programs = Files.walk(home.resolve("data/programs"))) {
            for (var folder : programs.filter(Files::isDirectory).skip(1).toList()) {
                assertEquals("rwxr-xr-x", mode(home.relativize(folder).toString()));
            }
        }
        // What an earlier version left behind under that umask is mended.
        try (var folders = Files.list(home.resolve("data/programs"))) {
            Files.setPosixFilePermissions(
                    folders.findFirst().orElseThrow(), PosixFilePermissions.fromString("rwx------"));
        }
        assertServes("umask " + umask + "; ");
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name)));
    }

    private String settings(String open) throws IOException {
        return Files.writeString(home.resolve("postern.yaml"), """
                        listen:
                          operator: 127.0.0.1:0
                          public: %s
                          team: 127.0.0.1:0
                        root-note: %s
                        log-key: %s
                        """.formatted(
                                open, config.rootNote(), config.log().key()))
                .toString();
    }

    private Process started(String before, Path said, String... arguments) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", before + "exec " + Pty.postern(arguments))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    private void assertServes(String before) throws Exception {
        var said = home.resolve("said");
        var process = started(before, said, "serve", "--config", settings("127.0.0.1:0"));
        while (process.isAlive() && !Files.readString(said).contains("serving the page")) {
            Thread.sleep(50);
        }
        process.destroy();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        assertTrue(Files.readString(said).contains("serving the page"), Files.readString(said));
    }

    private record Ran(int code, String said) {}

    private Ran ended(String before, String... arguments) throws Exception {
        var said = home.resolve("said");
        var process = started(before, said, arguments);
        try {
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it ends by itself");
            return new Ran(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}

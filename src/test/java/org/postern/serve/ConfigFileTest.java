package org.postern.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.listen.Address;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;
import picocli.CommandLine;

/// The configuration file: its defaults, and one clear sentence for each problem.
final class ConfigFileTest {
    @TempDir
    Path folder;

    @Test
    void theReferenceShowsTheDefaults() throws IOException {
        var reference = ConfigFile.read(Path.of("deploy/postern.yaml"));
        assertEquals(List.of(), reference.problems());
        var deploy = Path.of("deploy").toAbsolutePath();
        var expected = new ServeConfig(
                new Listen.Tcp("127.0.0.1", 8082),
                new Listen.Tcp("127.0.0.1", 8080),
                new Listen.Tcp("127.0.0.1", 8081),
                deploy.resolve("root.note"),
                ServeConfig.Log.of(deploy.resolve("log.key")),
                ServeConfig.LEAVE_URL_DEFAULT,
                false,
                deploy.resolve("data"),
                Optional.empty(),
                ServeConfig.TICK_MILLIS_DEFAULT,
                Bounds.DEFAULT);
        assertEquals(expected, reference.config().orElseThrow());
        var empty = ConfigFile.read(Files.writeString(folder.resolve("empty.yaml"), "tls-in-front: false\n"));
        var moved = empty.config().orElseThrow();
        assertEquals(expected.open(), moved.open());
        assertEquals(expected.bounds(), moved.bounds());
    }

    @Test
    void readsEverySetting() throws IOException {
        var config = ConfigFile.read(Files.writeString(folder.resolve("all.yaml"), """
                        listen:
                          operator: unix:/run/postern/operator.sock
                          public: "[::1]:80"
                          team: unix:team.sock
                        root-note: keys/root.note
                        log-key: keys/log.key
                        log-key-next: /keys/next.key
                        witnesses:
                          - https://one.example/postern
                          - http://127.0.0.1:9000
                        leave-url: https://weather.example/
                        tls-in-front: true
                        data: /srv/postern
                        tick-millis: 10
                        db:
                          url: jdbc:postgresql://db/postern
                          passwords: secret
                        bounds:
                          request-seconds: 1
                          idle-seconds: 2
                          grace-seconds: 3
                          public-connections: 4
                          public-requests: 5
                          team-connections: 6
                          team-requests: 7
                        """))
                .config()
                .orElseThrow();
        assertEquals(
                new ServeConfig(
                        new Listen.Unix(Path.of("/run/postern/operator.sock")),
                        new Listen.Tcp("::1", 80),
                        new Listen.Unix(folder.resolve("team.sock")),
                        folder.resolve("keys/root.note"),
                        new ServeConfig.Log(
                                folder.resolve("keys/log.key"),
                                Optional.of(Path.of("/keys/next.key")),
                                List.of(
                                        URI.create("https://one.example/postern"),
                                        URI.create("http://127.0.0.1:9000"))),
                        URI.create("https://weather.example/"),
                        true,
                        Path.of("/srv/postern"),
                        Optional.of(new ServeConfig.Database("jdbc:postgresql://db/postern", folder.resolve("secret"))),
                        10,
                        new Bounds(1, 2, 3, 4, 5, 6, 7)),
                config);
    }

    @Test
    void saysEveryProblemInOneSentence() throws IOException {
        var problems = ConfigFile.read(Files.writeString(folder.resolve("bad.yaml"), """
                        listen:
                          operator: 0.0.0.0:80
                          public: nowhere
                          team: 127.0.0.1:99999
                        leave-url: http://weather.example/
                        witnesses: [ "ftp://one.example", "https://two.example/?x=1" ]
                        tls-in-front: perhaps
                        tick-millis: 0
                        tick-milis: 5
                        db:
                          url: jdbc:postgresql://db/postern?user=a&password=b
                        bounds:
                          team-requests: many
                        """))
                .problems();
        assertEquals(
                List.of(
                        "there is no setting named tick-milis",
                        "listen.operator must be a loopback address or a Unix socket:"
                                + " it answers without asking who calls",
                        "listen.public must look like 127.0.0.1:8080 or unix:/run/postern/public.sock",
                        "listen.team must look like 127.0.0.1:8080 or unix:/run/postern/public.sock",
                        "witnesses must be addresses such as https://witness.example/postern",
                        "witnesses must be addresses such as https://witness.example/postern",
                        "leave-url must be an https address",
                        "tls-in-front must be true or false",
                        "db.url must not hold a user or a password; they belong into db.passwords",
                        "db.passwords is missing: with db.url, the roles' passwords come from a file",
                        "tick-millis must be a whole number from 1 to 60000",
                        "bounds.team-requests must be a whole number from 1 to 1000"),
                problems);
    }

    @Test
    void refusesWhatIsNotYamlOrNotThere() throws IOException {
        assertTrue(ConfigFile.read(Files.writeString(folder.resolve("broken.yaml"), "a: [b\n: c"))
                .problems()
                .getFirst()
                .contains("is not YAML"));
        assertTrue(ConfigFile.read(folder.resolve("absent.yaml"))
                .problems()
                .getFirst()
                .contains("can't be read"));
    }

    @Test
    void theCommandChecksAndPrintsFilesWithoutStarting() throws IOException {
        Files.writeString(folder.resolve("good.yaml"), "root-note: root.note\n");
        assertEquals(2, run("--config", folder + "/good.yaml", "--check-config").code());
        Files.writeString(folder.resolve("root.note"), "a note\n");
        assertEquals(2, run("--config", folder + "/good.yaml", "--check-config").code());
        var drawn = run("--new-log-key", folder + "/log.key", "--origin", "help.example");
        assertEquals(0, drawn.code());
        assertTrue(drawn.out().startsWith("help.example/log+"));
        assertEquals(
                1,
                run("--new-log-key", folder + "/log.key", "--origin", "help.example")
                        .code(),
                "never twice");
        assertEquals(2, run().code());
        var foreign = run("--config", folder + "/good.yaml", "--check-config");
        assertEquals(2, foreign.code());
        assertTrue(foreign.out().contains("root-note is not a root note"), foreign.out());
        var printed = run("--config", folder + "/good.yaml", "--print-files");
        assertEquals(0, printed.code());
        assertEquals(
                List.of("/", "/postern.css", "/postern.js"),
                printed.out()
                        .lines()
                        .map(line -> line.replaceFirst("^file (\\S+) [0-9a-f]{64}$", "$1"))
                        .toList());
    }

    @Test
    void aPortInUseIsFoundByTheCheckAndLeavesNoTrace() throws IOException {
        var config = new Founding(7, Instant.now()).config(folder, 10);
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(folder.resolve("used.yaml"), """
                    listen:
                      operator: 127.0.0.1:0
                      public: 127.0.0.1:%d
                      team: 127.0.0.1:0
                    root-note: %s
                    log-key: %s
                    """.formatted(
                    taken.getLocalPort(), config.rootNote(), config.log().key()));
            var ran = run("--config", folder + "/used.yaml", "--check-config");
            assertEquals(2, ran.code());
            assertTrue(ran.out().contains("another program listens on 127.0.0.1:" + taken.getLocalPort()), ran.out());
        }
        var free = run("--config", folder + "/used.yaml", "--check-config");
        assertEquals(0, free.code(), free.out());
        assertFalse(Files.exists(folder.resolve("data")));
    }

    @Test
    void anAddressThatIsNotOursIsNoPlaceToListen() {
        assertTrue(Address.unusable(new InetSocketAddress("192.0.2.1", 8080))
                .orElseThrow()
                .contains("not an address of this computer"));
        assertTrue(Address.unusable(UnixDomainSocketAddress.of(folder.resolve("s".repeat(120))))
                .orElseThrow()
                .contains("too long"));
        assertTrue(Address.unusable(UnixDomainSocketAddress.of(folder))
                .orElseThrow()
                .contains("something else"));
    }

    private record Ran(int code, String out) {}

    private static Ran run(String... arguments) {
        var out = new StringWriter();
        var command = new CommandLine(new ServeCommand());
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(out));
        return new Ran(command.execute(arguments), out.toString());
    }
}

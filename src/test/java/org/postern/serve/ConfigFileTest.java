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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.listen.Address;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Listen;
import org.postern.store.EmbeddedPostgres;
import org.postern.store.TestPostgres;
import org.postern.tlog.LogSigner;
import picocli.CommandLine;

/// The configuration file: its defaults, and one clear sentence for each problem.
final class ConfigFileTest {
    @TempDir
    Path folder;

    /// PostgreSQL has to pass it when this is root.
    @BeforeEach
    void passable() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

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
                        witnesses-ca: ca.pem
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
                                List.of(URI.create("https://one.example/postern"), URI.create("http://127.0.0.1:9000")),
                                Optional.of(folder.resolve("ca.pem"))),
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
                        "9: there is no setting named tick-milis",
                        "8: tick-millis must be a whole number from 1 to 60000",
                        "2: listen.operator must be a loopback address or a Unix socket:"
                                + " it answers without asking who calls",
                        "3: listen.public must look like 127.0.0.1:8080 or unix:/run/postern/public.sock",
                        "4: listen.team must look like 127.0.0.1:8080 or unix:/run/postern/public.sock",
                        "6: witnesses must be addresses such as https://witness.example/postern",
                        "6: witnesses must be addresses such as https://witness.example/postern",
                        "5: leave-url must be an https address",
                        "7: tls-in-front must be the word true or the word false",
                        "11: db.url must not hold a user or a password; they belong into db.passwords",
                        "11: db.passwords is missing: with db.url, the roles' passwords come from a file",
                        "13: bounds.team-requests must be a whole number from 1 to 1000"),
                problems.stream()
                        .map(problem -> problem.substring((folder + "/bad.yaml, line ").length()))
                        .toList());
    }

    /// Every kind of slip in the file names its line.
    @Test
    void aSlipInTheFileIsSaidWithItsLine() throws IOException {
        slip("tls-in-front: yes\n", "line 1: tls-in-front must be the word true or the word false");
        slip(
                "tick-millis: 5000\nbounds:\n  grace-seconds: 5\n",
                "line 3: bounds.grace-seconds must be more than a tick: at least 6");
        slip("tick-millis: 30000\n", "line 1: bounds.grace-seconds must be more than a tick: at least 31");
        assertEquals(
                List.of(),
                ConfigFile.read(Files.writeString(folder.resolve("empty.yaml"), "witnesses:\nbounds:\ndata:\n"))
                        .problems());
        slip("data: a\n\ndata: b\n", "line 3: data stands here a second time, first in line 1");
        slip("db:\n  url: x\nlisten:\n  team: 1\n  team: 2\n", "line 5: listen.team stands here a second time");
        slip(
                "listen:\n  team: 127.0.0.1:1\nlisten:\n  team: 127.0.0.1:2\n",
                "line 4: listen.team stands here a second");
        slip("# x\nnonsense: 1\n", "line 2: there is no setting named nonsense");
        slip("bounds:\n  x: 1\n", "line 2: there is no setting named bounds.x");
        slip("listen: 8080\n", "line 1: listen has no value of its own");
        slip("data: [a, b]\n", "line 1: data must be one value");
        slip("witnesses: https://one.example\n", "line 1: witnesses must be a list");
        slip("data: a\nroot-note: [b\n: c", "this is not YAML that can be read");
        slip("data: a\n\tleave-url: b\n", "line 2: this is not YAML that can be read");
        slip("data: a\n---\ndata: b\n", "line 2: this is not YAML that can be read");
        slip("- a\n", "line 1: here has to be a setting");
        slip("data: &a {b: *a}\n", "line 1: there is no setting named data.b");
        Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
        assertTrue(ConfigFile.read(folder.resolve("latin.yaml"))
                .problems()
                .getFirst()
                .contains("not UTF-8"));
    }

    private void slip(String yaml, String expected) throws IOException {
        var problems = ConfigFile.read(Files.writeString(folder.resolve("slip.yaml"), yaml))
                .problems();
        assertTrue(
                problems.stream()
                        .anyMatch(problem -> problem.contains("slip.yaml, line ") && problem.contains(expected)),
                yaml + problems);
    }

    @Test
    void refusesWhatIsNotYamlOrNotThere() throws IOException {
        assertTrue(ConfigFile.read(Files.writeString(folder.resolve("broken.yaml"), "a: [b\n: c"))
                .problems()
                .getFirst()
                .contains("line 2: this is not YAML"));
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
        var key = Files.readString(folder.resolve("log.key"));
        var again = run("--new-log-key", folder + "/log.key", "--origin", "help.example");
        assertEquals(0, again.code());
        assertTrue(again.out().contains(drawn.out().strip()), "typed again with > it must not empty the public half");
        assertTrue(again.out().contains("nothing was drawn"));
        assertEquals(key, Files.readString(folder.resolve("log.key")), "never drawn twice");
        assertEquals(
                1,
                run("--new-log-key", folder + "/log.key", "--origin", "other.example")
                        .code());
        for (var origin : List.of("https://help.example", "", "Help.example", "help.example/")) {
            assertEquals(
                    2,
                    run("--new-log-key", folder + "/other.key", "--origin", origin)
                            .code());
        }
        assertFalse(Files.exists(folder.resolve("other.key")));
        assertEquals(2, run().code());
        var foreign = run("--config", folder + "/good.yaml", "--check-config");
        assertEquals(2, foreign.code());
        assertTrue(foreign.out().contains("root-note is not a root note"), foreign.out());
        assertEquals(1, run("--config", folder + "/good.yaml", "--print-files").code());
        var signed = new Founding(7, Instant.now()).config(folder, 10).rootNote();
        Files.copy(signed, folder.resolve("root.note"), StandardCopyOption.REPLACE_EXISTING);
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

    /// What `serve` will meet, each with file, line and cure; and nothing is made by looking.
    @Test
    void theCheckTriesWhatServeWillDo() throws Exception {
        var founding = new Founding(7, Instant.now());
        var config = founding.config(folder, 10);
        var other = folder.resolve("other.key");
        LogSigner.create(other, "other.example/log").close();
        var drawnAnew = folder.resolve("anew.key");
        LogSigner.create(drawnAnew, founding.root().log().name()).close();
        Files.writeString(
                folder.resolve("crlf.note"), Files.readString(config.rootNote()).replace("\n", "\r\n"));
        // Its text says what nobody signed.
        Files.writeString(
                folder.resolve("later.note"),
                Files.readString(config.rootNote()).replace("\nnot-after 20", "\nnot-after 21"));
        Files.writeString(folder.resolve("file"), "");
        Files.writeString(folder.resolve("none.pem"), "no certificate");
        var postgres = TestPostgres.shared();
        var good = postgres.database();
        var wrong = Files.writeString(
                folder.resolve("wrong"), Files.readString(passwords(postgres)).replaceAll("=", "=x"));
        var right = Files.writeString(folder.resolve("right"), Files.readString(passwords(postgres)));
        var few = Files.writeString(folder.resolve("few"), "postern_intake=a\n");
        var open = Files.writeString(folder.resolve("open"), Files.readString(right));
        for (var file : List.of(wrong, right, few)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createDirectory(
                folder.resolve("shut"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        var before = files();
        check(config, "log-key: " + other, "line 6: log-key is of another service");
        check(config, "log-key: " + drawnAnew, "line 6: log-key is not the key that root-note names");
        check(config, "root-note: crlf.note", "line 6: root-note is not a root note");
        check(config, "root-note: later.note", "line 6: root-note is not a root note");
        check(config, "root-note: absent", "line 6: root-note can't be read");
        check(config, "data: file/data", "line 6: " + folder + "/file is not a folder");
        var isRoot = "root".equals(System.getProperty("user.name"));
        check(
                config,
                "data: shut/data",
                isRoot ? "line 6: PostgreSQL runs as nobody and can't pass" : "line 6: this user can't write in");
        check(config, "witnesses-ca: none.pem", "line 6: witnesses-ca holds no certificate");
        check(config, "witnesses-ca: absent", "line 6: witnesses-ca can't be read");
        check(config, db("jdbc:postgresql://127.0.0.1:1/postern", right), "line 7: nobody answers at db.url");
        check(config, db(good.toString(), wrong), "line 7: the database refuses postern_migrator: its password");
        check(config, db(good.toString().replaceAll("postern$", "nothing"), right), "line 7: there is no database");
        check(config, db(good.toString(), few), "line 8: the passwords file has no line for postern_migrator");
        check(config, db(good.toString(), open), "line 8: the passwords file must be readable by its owner only");
        check(config, db(good.toString(), folder.resolve("absent")), "line 8: db.passwords can't be read");
        check(config, db(good.toString(), right), "the settings are good");
        check(config, db(good.toString(), right) + "\nlog-key: " + drawnAnew, "note: log-key is not the key");
        assertEquals(before, files());
    }

    private static Path passwords(EmbeddedPostgres postgres) {
        return TestPostgres.passwords(postgres);
    }

    private static String db(String url, Path passwords) {
        return "db:\n  url: " + url + "\n  passwords: " + passwords;
    }

    private List<Path> files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(file -> !file.endsWith("try.yaml")).sorted().toList();
        }
    }

    private void check(ServeConfig config, String setting, String expected) throws IOException {
        var name = setting.replaceAll("(?s):.*", "");
        var yaml = """
                listen:
                  operator: 127.0.0.1:0
                  public: 127.0.0.1:0
                  team: 127.0.0.1:0
                # the setting in question
                %s
                """.formatted(setting)
                + (name.equals("root-note") ? "" : "root-note: " + config.rootNote() + "\n")
                + (setting.contains("log-key: ")
                        ? ""
                        : "log-key: " + config.log().key() + "\n");
        Files.writeString(folder.resolve("try.yaml"), yaml);
        var ran = run("--config", folder + "/try.yaml", "--check-config");
        assertTrue(ran.out().contains(expected), setting + "\n" + ran.out());
        assertEquals(expected.startsWith("line") ? 2 : 0, ran.code(), ran.out());
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

package org.postern.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.serve.Founding;
import org.postern.store.TestPostgres;
import org.postern.verify.VerifyCommand;
import picocli.CommandLine;

/// `postern verify` against the whole program: the real server, its log, its pages.
final class DemoVerifyTest {
    private Path home;
    private String said = "";

    @BeforeEach
    void makeHome() {
        home = TestPostgres.freshHome();
    }

    @AfterEach
    void clear() {
        TestPostgres.deleteAll(home);
    }

    private int verify(Demo demo, Path root) {
        var out = new StringWriter();
        var line = new CommandLine(new VerifyCommand());
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        var code = line.execute(
                "--root",
                root.toString(),
                "--seen",
                home.resolve("seen").toString(),
                demo.page().toString());
        said = out.toString();
        return code;
    }

    @Test
    void findsTheRealServersLogAndPagesGood() throws Exception {
        try (var demo = Demo.start(home, TestPostgres.PROGRAMS, 0, InstantSource.system())) {
            var root = demo.keys("ada").resolve("root-0001.note");
            assertEquals(0, verify(demo, root), () -> said);
            assertTrue(said.contains("The log holds 3 entries"), said);
            assertTrue(said.contains("The file /postern.js is the one that the admins signed"), said);
            assertEquals(0, verify(demo, root), () -> said);
            assertTrue(said.contains("continues the one that was seen before"), said);
            var later = Files.readString(root).replaceFirst("not-after \\d{4}", "not-after 2099");
            var changed = Files.writeString(home.resolve("changed.note"), later);
            assertEquals(2, verify(demo, changed), () -> said);
            assertTrue(said.contains("is not a root note as it was signed"), said);
            var other = Files.write(home.resolve("other.note"), new Founding(7, Instant.now()).rootNote());
            Files.delete(home.resolve("seen"));
            assertEquals(1, verify(demo, other), () -> said);
            assertTrue(said.contains("do not belong to this service"), said);
        }
    }
}

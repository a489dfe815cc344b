package org.postern.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.note.VerifierKey;
import org.postern.tlog.CosignatureSigner;
import picocli.CommandLine;

final class WitnessCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new WitnessCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void newPrintsTheKeyThatTheFileHolds() {
        var file = folder.resolve("w.key").toString();
        assertEquals(0, run("new", "--name", "witness.example/w1", "--key", file));
        var printed = VerifierKey.parseWitness(out.toString().strip());
        assertEquals("witness.example/w1", printed.name());
        try (var signer = CosignatureSigner.load(Path.of(file))) {
            assertEquals(printed, signer.verifierKey());
        }
        assertEquals(1, run("new", "--name", "witness.example/w1", "--key", file));
        assertTrue(err.toString().contains("exists already"));
    }

    @Test
    void newPrintsNothingSecret() throws IOException {
        var file = folder.resolve("w.key");
        assertEquals(0, run("new", "--name", "w", "--key", file.toString()));
        var secret = Files.readString(file).strip();
        // PRIVATE+KEY+name+id+seed, and base64 may hold a plus of its own.
        var seed = secret.split("\\+", 5)[4];
        assertEquals(44, seed.length());
        assertFalse((out.toString() + err).contains(seed));
    }

    @Test
    void runSaysWhatIsWrong() throws IOException {
        var key = folder.resolve("w.key").toString();
        var state = folder.resolve("state").toString();
        var log = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assertEquals(1, run("run", "--key", key, "--state", state, "--log", log));
        assertTrue(err.toString().contains("can't be read"));
        assertEquals(0, run("new", "--name", "w", "--key", key));
        var witness = out.toString().strip();
        assertEquals(2, run("run", "--key", key, "--state", state, "--log", witness));
        assertTrue(err.toString().contains("--log takes a log's key"));
        for (var listen : new String[] {"8090", ":8090", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536"}) {
            assertEquals(2, run("run", "--key", key, "--state", state, "--log", log, "--listen", listen));
        }
        Files.writeString(folder.resolve("file"), "");
        assertEquals(1, run("run", "--key", key, "--state", folder + "/file", "--log", log));
        assertTrue(err.toString().contains("can't be used"));
        assertEquals(2, run());
    }

    @Test
    void aPortInUseIsOneSentenceAndTheCommandEnds() throws IOException {
        var key = folder.resolve("w.key").toString();
        assertEquals(0, run("new", "--name", "w", "--key", key));
        var log = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        var state = folder.resolve("state").toString();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var listen = "127.0.0.1:" + taken.getLocalPort();
            assertEquals(1, run("run", "--key", key, "--state", state, "--log", log, "--listen", listen));
            assertTrue(err.toString().contains("another program listens on " + listen + " already"), err.toString());
        }
    }
}

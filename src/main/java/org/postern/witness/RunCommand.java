package org.postern.witness;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.postern.note.NoteException;
import org.postern.note.VerifierKey;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.KeyFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `postern witness run`: runs a witness until it is told to stop.
@Command(
        name = "run",
        description = {
            "Run a witness. It signs a log's newest state once it has checked that the log only grew.",
            "Put a proxy with TLS in front of it if it is not on the same machine as the log."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int PORT_MAX = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The key that `witness new` made.")
    private Path key;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            required = true,
            description = "The folder that holds what it has seen. Never delete it and never set it back: "
                    + "a witness that forgets can be shown a forged past.")
    private Path state;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8090",
            description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private String listen;

    @Option(
            names = "--log",
            paramLabel = "VKEY",
            required = true,
            description = "The key of a log to watch: the text after `log ` in a service's list of admins. "
                    + "May be given several times.")
    private List<String> logs;

    @Override
    public Integer call() {
        var address = address();
        var keys = logs.stream().map(this::logKey).toList();
        var closed = new CountDownLatch(1);
        try (var signer = CosignatureSigner.load(key);
                var witness = new Witness(signer, state, keys, Clock.systemUTC());
                var server = new WitnessServer(witness, address, WitnessServer.Bounds.USUAL)) {
            Quiet.LOG.info("witness " + signer.verifierKey().text() + " listens on port " + server.port());
            untilToldToStop(closed);
            return 0;
        } catch (KeyFileException | WitnessException unusable) {
            spec.commandLine().getErr().println("postern: " + unusable.getMessage());
            return FAILED;
        } finally {
            closed.countDown();
        }
    }

    /// Returns when the process is told to stop; the process then waits until everything is closed.
    private static void untilToldToStop(CountDownLatch closed) {
        var told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            told.countDown();
            awaitQuietly(closed);
        }));
        awaitQuietly(told);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private InetSocketAddress address() {
        var colon = listen.lastIndexOf(':');
        try {
            var port = Integer.parseInt(listen.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= PORT_MAX) {
                return new InetSocketAddress(listen.substring(0, colon), port);
            }
        } catch (NumberFormatException noPort) {
            // Said below.
        }
        throw new ParameterException(spec.commandLine(), "--listen takes HOST:PORT, such as 127.0.0.1:8090");
    }

    private VerifierKey logKey(String vkey) {
        try {
            return VerifierKey.parse(vkey);
        } catch (NoteException malformed) {
            throw new ParameterException(
                    spec.commandLine(), "--log takes a log's key, such as log.example/1+0a1b2c3d+AX…", malformed);
        }
    }
}

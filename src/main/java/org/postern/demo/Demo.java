package org.postern.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.PublishClient;
import org.postern.console.Console;
import org.postern.console.Settings;
import org.postern.crypto.Randomness;
import org.postern.manifest.Hash;
import org.postern.manifest.ServedFile;
import org.postern.manifest.SignedManifest;
import org.postern.serve.ServeConfig;
import org.postern.serve.ServeConfig.Listen;
import org.postern.serve.Server;

/// A founded service, its server with an embedded PostgreSQL, and three consoles that are unlocked already.
final class Demo implements AutoCloseable {
    private static final int TICK_MILLIS = 1_000;
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration AUTO_LOCK = Duration.ofHours(12);

    private final ThrowAwayKeys keys;
    private final Server server;
    private final List<Console> consoles = new ArrayList<>();

    private Demo(ThrowAwayKeys keys, Server server) {
        this.keys = keys;
        this.server = server;
    }

    /// Founds or resumes the service in a folder and starts everything but the writing of vaults.
    ///
    /// @param data the folder: keys, database
    /// @param programs where PostgreSQL's programs are unpacked, shared by all demos
    /// @param port of the requester's page; 0 lets the system choose
    /// @param clock the machine's clock
    static Demo start(Path data, Path programs, int port, InstantSource clock) {
        var randomness = Randomness.system();
        var keys = ThrowAwayKeys.in(data.resolve("keys"), randomness, clock);
        var config = new ServeConfig(
                Listen.anyLoopbackPort(),
                new Listen.Tcp("127.0.0.1", port),
                Listen.anyLoopbackPort(),
                keys.rootNote(),
                ServeConfig.Log.of(keys.logKey()),
                ServeConfig.LEAVE_URL_DEFAULT,
                false,
                data,
                Optional.empty(),
                TICK_MILLIS,
                ServeConfig.Bounds.DEFAULT);
        var demo = new Demo(keys, Server.start(config, programs, clock));
        try {
            demo.publish(config);
            demo.openConsoles(clock, randomness);
            return demo;
        } catch (RuntimeException failure) {
            demo.close();
            throw failure;
        }
    }

    private void publish(ServeConfig config) {
        var client = new PublishClient(server.teamUri());
        var files = Server.files(config).entrySet().stream()
                .map(file -> new ServedFile(file.getKey(), Hash.of(file.getValue())))
                .toList();
        var notes = client.notes();
        Optional<SignedManifest> standing = notes.manifest().isEmpty()
                ? Optional.empty()
                : Optional.of(SignedManifest.verifyOpenOrClosed(notes, keys.pinned(), 0));
        keys.next(standing, files).ifPresent(next -> client.publish(next.bytes()));
    }

    private void openConsoles(InstantSource clock, Randomness randomness) {
        for (int person = 1; person <= keys.responders().size(); person++) {
            int number = person;
            consoles.add(Console.start(
                    keys.responders().get(person - 1),
                    new Settings(
                            server.teamUri(),
                            keys.pinned(),
                            POLL,
                            Duration.ofMillis(TICK_MILLIS),
                            AUTO_LOCK,
                            clock,
                            randomness),
                    keyring -> keys.writeVault(number, keyring)));
        }
    }

    /// Writes the vaults, so that `postern keys` and a later demo can use them.
    void keep() {
        keys.writeVaults();
    }

    /// The requester's page.
    URI page() {
        return server.publicUri();
    }

    /// Where consoles and publications go.
    URI team() {
        return server.teamUri();
    }

    /// Fresh addresses of the consoles; each opens one browser tab once.
    List<URI> consoleAddresses() {
        return consoles.stream().map(Console::address).toList();
    }

    @Override
    public void close() {
        consoles.forEach(Console::close);
        server.close();
        keys.close();
    }
}

package org.postern.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.postern.api.CeremonyClient;
import org.postern.console.Console;
import org.postern.console.Settings;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultException;
import org.postern.serve.ServeConfig;
import org.postern.serve.ServeConfig.Listen;
import org.postern.serve.Server;

/// A founded service, its server with an embedded PostgreSQL, and three consoles that are unlocked already.
final class Demo implements AutoCloseable {
    private static final int TICK_MILLIS = 1_000;
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration AUTO_LOCK = Duration.ofHours(12);
    private static final Duration DEPOSITS_WAIT_MAX = Duration.ofSeconds(20);
    private static final Duration DEPOSITS_LOOK = Duration.ofMillis(100);

    private final ThrowAwayKeys keys;
    private final Server server;
    private final InstantSource clock;
    private final Randomness randomness;
    private final List<Console> consoles = new ArrayList<>();
    private Optional<String> remark = Optional.empty();

    private Demo(ThrowAwayKeys keys, Server server, InstantSource clock, Randomness randomness) {
        this.keys = keys;
        this.server = server;
        this.clock = clock;
        this.randomness = randomness;
    }

    /// Founds or resumes the service in a folder and starts everything.
    ///
    /// @param data the folder: everybody's folders, database
    /// @param programs where PostgreSQL's programs are unpacked, shared by all demos
    /// @param port of the requester's page; 0 lets the system choose
    /// @param clock the machine's clock
    static Demo start(Path data, Path programs, int port, InstantSource clock) {
        var randomness = Randomness.system();
        var keys = ThrowAwayKeys.in(data, randomness, clock);
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
        var demo = new Demo(keys, Server.start(config, programs, clock), clock, randomness);
        try {
            demo.remark = keys.publish(demo.team());
            demo.openConsoles();
            demo.awaitDeposits();
            return demo;
        } catch (RuntimeException failure) {
            demo.close();
            throw failure;
        }
    }

    private void openConsoles() {
        for (int person = 0; person < ThrowAwayKeys.RESPONDERS.size(); person++) {
            consoles.add(console(
                    ThrowAwayKeys.RESPONDERS.get(person), keys.responders().get(person)));
        }
    }

    /// The consoles hand in keys for the coming weeks as soon as they run, and the first command that is printed needs
    /// them. Where somebody was removed, or a vault was changed, they may never come.
    private void awaitDeposits() {
        var client = new CeremonyClient(team());
        var end = clock.instant().plus(DEPOSITS_WAIT_MAX);
        while (client.held().deposits().size() < consoles.size()
                && clock.instant().isBefore(end)) {
            LockSupport.parkNanos(DEPOSITS_LOOK.toNanos());
        }
    }

    private Console console(String name, Keyring unlocked) {
        return Console.start(
                unlocked,
                new Settings(
                        server.teamUri(),
                        keys.pinned(),
                        POLL,
                        Duration.ofMillis(TICK_MILLIS),
                        AUTO_LOCK,
                        clock,
                        randomness),
                keyring -> keys.writeVault(name, keyring),
                keys.keys(name).resolveSibling("my.vault.outbox"));
    }

    /// What the demo could not do in folders that people have changed, one sentence.
    Optional<String> remark() {
        return remark;
    }

    /// Someone's copy of the public notes.
    ///
    /// @param name such as `admin-1`
    Path keys(String name) {
        return keys.keys(name);
    }

    /// The requester's page.
    URI page() {
        return server.publicUri();
    }

    /// Where consoles and publications go.
    URI team() {
        return server.teamUri();
    }

    /// A fresh address of a console; it opens one browser tab once. A console that was locked starts again.
    ///
    /// @param person place in [ThrowAwayKeys#RESPONDERS]
    /// @throws VaultException if that vault is open elsewhere, or can't be opened
    synchronized URI consoleAddress(int person) {
        var console = consoles.get(person);
        if (console.isLocked()) {
            console.close();
            var name = ThrowAwayKeys.RESPONDERS.get(person);
            console = console(name, keys.reopened(name));
            consoles.set(person, console);
        }
        return console.address();
    }

    @Override
    public synchronized void close() {
        consoles.forEach(Console::close);
        server.close();
        keys.close();
    }
}

package org.postern.console;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.postern.file.WholeFile;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultException;
import org.postern.keyring.VaultFile;

/// A responder's console: a page on 127.0.0.1 and an unlocked keyring behind it.
///
/// Once locked it stays locked; the page says so, and a new console is started to go on.
public final class Console implements AutoCloseable {
    private static final int PAGE_POLL_SECONDS = 2;

    private final Optional<Closeable> held;
    private final Bearers bearers;
    private final Shift shift;
    private final LocalServer server;
    private final CountDownLatch locked = new CountDownLatch(1);

    private Console(Keyring keyring, Settings settings, Consumer<Keyring> keep, Optional<Path> onTheWay) {
        // Before anything else: whoever comes second must not write over what the first one has on its way.
        held = onTheWay.map(file -> held(file, keyring));
        var pages = new Pages();
        var assets = PageAssets.load(pages, PAGE_POLL_SECONDS);
        bearers = new Bearers(settings.randomness());
        shift = new Shift(keyring, settings, pages, keep, onTheWay, this::ended);
        server = new LocalServer(assets, bearers, shift);
    }

    private static Closeable held(Path onTheWay, Keyring keyring) {
        try {
            return WholeFile.hold(VaultFile.held(onTheWay))
                    .orElseThrow(() -> new VaultException("A console with this vault is open already, on this machine."
                            + " Go on in that one, or lock it first."));
        } catch (IOException | VaultException refused) {
            keyring.close();
            throw new VaultException(refused.getMessage());
        }
    }

    /// Starts a console whose keyring is nowhere on disk.
    ///
    /// @param keyring unlocked; owned and wiped by the console from now on
    /// @param settings how to work
    /// @return the console, fetching already
    public static Console start(Keyring keyring, Settings settings) {
        return start(keyring, settings, unlocked -> {});
    }

    /// Starts a console.
    ///
    /// @param keyring unlocked; owned and wiped by the console from now on
    /// @param settings how to work
    /// @param keep called with the keyring just before it is wiped, to write it to its vault
    /// @return the console, fetching already
    public static Console start(Keyring keyring, Settings settings, Consumer<Keyring> keep) {
        return new Console(keyring, settings, keep, Optional.empty());
    }

    /// Starts a console whose answers outlive it while they are on their way.
    ///
    /// @param keyring unlocked; owned and wiped by the console from now on
    /// @param settings how to work
    /// @param keep called with the keyring just before it is wiped, to write it to its vault
    /// @param onTheWay the file in which answers lie, sealed, until they are sent; it need not be there
    /// @return the console, fetching already
    /// @throws VaultException if a console with the same file is open; the keyring is wiped then
    public static Console start(Keyring keyring, Settings settings, Consumer<Keyring> keep, Path onTheWay) {
        return new Console(keyring, settings, keep, Optional.of(onTheWay));
    }

    /// How many answers have not gone out yet, also after the lock.
    ///
    /// @return 0 to 8
    public int unsent() {
        return shift.unsent();
    }

    /// Why the vault could not be written when this console was locked.
    ///
    /// @return one sentence; nothing if it was written
    public Optional<String> notKept() {
        return shift.notKept();
    }

    /// An address for one browser tab. It works once: a page that is loaded again needs another.
    ///
    /// @return the page, with a fresh launch secret in the fragment, which browsers never send
    public URI address() {
        return URI.create(server.origin() + "/#" + bearers.launch());
    }

    /// Waits until the console is locked: by its button, by idleness or by [#close].
    ///
    /// @throws InterruptedException if the waiting thread is interrupted
    public void awaitLock() throws InterruptedException {
        locked.await();
    }

    /// Whether it is locked, and with it of no more use.
    public boolean isLocked() {
        return locked.getCount() == 0;
    }

    private void ended() {
        bearers.forget();
        try {
            if (held.isPresent()) {
                held.get().close();
            }
        } catch (IOException e) {
            // The system lets go of it when the process ends.
        }
        locked.countDown();
    }

    /// Locks, and stops serving the page.
    @Override
    public void close() {
        shift.close();
        server.close();
    }
}

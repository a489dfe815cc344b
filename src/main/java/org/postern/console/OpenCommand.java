package org.postern.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postern.crypto.Randomness;
import org.postern.file.WholeFile;
import org.postern.keyring.VaultException;
import org.postern.keyring.VaultFile;
import org.postern.manifest.Root;
import org.postern.terminal.TrustOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `postern console open`: asks for the passphrase, starts the page and prints its address. Everything that can go
/// wrong is one line. The vault is made before, with `postern keys enrol`.
@Command(
        name = "open",
        description = {
            "Open the vault and start the page on this machine.",
            "A console that nobody touches for ten minutes locks, and from then on it draws nothing for the admins: while "
                    + "they rotate, stay at it until they say that it is done."
        },
        mixinStandardHelpOptions = true)
final class OpenCommand implements Callable<Integer> {
    private static final int NOTE_BYTES_MAX = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--vault", required = true, paramLabel = "FILE", description = "this responder's vault")
    private Path vault;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "read the passphrase from the first line of this file instead of asking")
    private Path passphraseFile;

    @Option(names = "--url", required = true, paramLabel = "URL", description = "the server's team address")
    private URI url;

    @Mixin
    @SuppressWarnings("unused") // picocli sets it
    private TrustOption trust;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "NOTE",
            description = "the first root note, root-0001.note, as you got it in person")
    private Path root;

    @Option(names = "--browser", description = "also open the page in the browser")
    private boolean browser;

    /// Held here because the log manager keeps loggers only weakly. A responder is told nothing by Helidon's lines.
    private static final Logger SILENT = Logger.getLogger("io.helidon");

    /// Serves the page until it locks.
    ///
    /// @return 0 locked, 1 not opened, or locked without its vault written
    @Override
    public Integer call() {
        try {
            var settings = Settings.standard(url, Root.pinned(rootNote()));
            // Nobody types a passphrase for nothing.
            VaultFile.alone(vault).close();
            try (var file = VaultFile.existing(vault, Optional.ofNullable(passphraseFile), Randomness.system())) {
                return serve(file, settings) ? 0 : 1;
            }
        } catch (VaultException | IllegalArgumentException | IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    /// Whether the vault was written at the end.
    private boolean serve(VaultFile file, Settings settings) {
        SILENT.setLevel(Level.OFF);
        var notKept = Optional.<String>empty();
        var keyring = file.open();
        try (var console = Console.start(keyring, settings, file::keep, onTheWay())) {
            var first = console.address();
            say("Your console: " + first);
            say("The address works once. Press Enter here for another one.");
            if (browser) {
                show(first);
            }
            // Waits for keys most of its time: a virtual thread could hold up the others on a machine with one core.
            Thread.ofPlatform().daemon().name("terminal").start(() -> giveAddresses(console));
            Runtime.getRuntime().addShutdownHook(new Thread(console::close));
            console.awaitLock();
            // Behind the sign of an interrupt, which a terminal writes.
            say("");
            notKept = console.notKept();
            notKept.ifPresent(why -> say(why + " The vault is as it was before; what your console drew or destroyed"
                    + " since then is not in it. Make room or mend it, then open the console again."));
            if (console.unsent() > 0) {
                say(
                        console.unsent() == 1
                                ? "1 answer has not gone out."
                                : console.unsent() + " answers have not gone out.");
                say(
                        "What is not sent is kept, sealed, beside your vault. Open the console again within ten minutes, and it goes"
                                + " out, if nobody wrote meanwhile. Else, and later, you are asked.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("Locked. (It locks itself when nobody has used it for "
                + settings.autoLock().toMinutes() + " minutes.) Run the same command to go on.");
        return notKept.isEmpty();
    }

    /// Beside the vault itself, also when a link was named: what waits belongs on the same stick.
    private Path onTheWay() {
        return VaultFile.outbox(vault);
    }

    private byte[] rootNote() {
        try {
            return WholeFile.read(root, NOTE_BYTES_MAX);
        } catch (IOException e) {
            throw new VaultException(e.getMessage());
        }
    }

    private void giveAddresses(Console console) {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (in.readLine() != null) {
                say("Your console: " + console.address());
            }
        } catch (IOException e) {
            say("No more addresses: the terminal can't be read.");
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /// The launch secret is in the command line of a process of this user for a moment; it is used up at once.
    private void show(URI address) {
        try {
            new ProcessBuilder("xdg-open", address.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            say("No browser could be opened: open the address yourself.");
        }
    }
}

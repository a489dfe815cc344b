package org.postern.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultFile;
import org.postern.manifest.Hash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern console open`: asks for the passphrase, starts the page and prints its address.
@Command(
        name = "open",
        description = "Open the vault and start the page on this machine.",
        mixinStandardHelpOptions = true)
final class OpenCommand extends VaultCommand {
    @Option(names = "--url", required = true, paramLabel = "URL", description = "the server's team address")
    private URI url;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "NOTE",
            description = "the first root note, root-0001.note, as you got it in person")
    private Path root;

    @Option(names = "--browser", description = "also open the page in the browser")
    private boolean browser;

    @Override
    int run(VaultFile file, Randomness randomness) {
        var settings = Settings.standard(url, Hash.of(readPublic(root)));
        var keyring = file.open();
        try (var console = Console.start(keyring, settings, file::keep)) {
            var first = console.address();
            say("Your console: " + first);
            say("The address works once. Press Enter here for another one.");
            if (browser) {
                show(first);
            }
            Thread.ofVirtual().name("terminal").start(() -> giveAddresses(console));
            Runtime.getRuntime().addShutdownHook(new Thread(console::close));
            console.awaitLock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say("Locked. Run the same command to go on.");
        return 0;
    }

    private void giveAddresses(Console console) {
        try (var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
            while (in.readLine() != null) {
                say("Your console: " + console.address());
            }
        } catch (IOException e) {
            say("No more addresses: the terminal can't be read.");
        }
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

package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.postern.crypto.Randomness;
import org.postern.terminal.TrustOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where what is in force is read: the keys folder, and the server if it can be reached.
class StandingOptions {
    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "Your copy of the deployment's keys folder, with root-0001.note in it.")
    private Path keys;

    @Option(
            names = "--at",
            paramLabel = "URL",
            description = "The server's team listener, such as http://127.0.0.1:8081. Left out: offline, by files.")
    private URI server;

    @Mixin
    @SuppressWarnings("unused") // picocli sets it
    private TrustOption trust;

    /// The options as the same person types them for the next command, on the same machine.
    String typed(VaultOptions vault) {
        return " --keys " + keys + " --vault " + vault.path() + (isOnline() ? " --at " + server : "");
    }

    final AdminFolder folder() {
        return new AdminFolder(keys);
    }

    final Path keys() {
        return keys;
    }

    final boolean isOnline() {
        return server != null;
    }

    /// The board where nothing is proposed: reading is enough.
    final Board boardToRead() {
        return isOnline() ? online(List.of()) : new FileBoard(Path.of("none"), List.of());
    }

    final Round round(AdminKey admin, Board board, Talk talk) throws IOException {
        return new Round(
                new Round.World(folder(), board, admin, InstantSource.system(), Randomness.system(), talk, step -> {}));
    }

    /// @param deposits files that people handed over
    final ServerBoard online(List<Path> deposits) {
        return new ServerBoard(server, deposits);
    }
}

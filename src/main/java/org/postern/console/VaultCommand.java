package org.postern.console;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.postern.crypto.Randomness;
import org.postern.keyring.Passphrase;
import org.postern.keyring.VaultException;
import org.postern.keyring.VaultFile;
import org.postern.manifest.ManifestException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the commands around a vault share: the vault, its passphrase, and one line for everything that can go wrong.
abstract class VaultCommand implements Callable<Integer> {
    private static final int FILE_BYTES_MAX = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--vault", required = true, paramLabel = "FILE", description = "this responder's vault")
    private Path vault;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "read the passphrase from the first line of this file instead of asking")
    private Path passphraseFile;

    /// Does the work.
    ///
    /// @param file the vault, not opened yet
    /// @param randomness for everything that is drawn
    /// @return the exit code
    abstract int run(VaultFile file, Randomness randomness);

    /// Whether the vault is a new one, so that its passphrase is asked for twice.
    boolean isNew() {
        return false;
    }

    /// Asks for the passphrase and does the work.
    ///
    /// @return 0 done, 1 not
    @Override
    public Integer call() {
        var randomness = Randomness.system();
        try {
            var from = Optional.ofNullable(passphraseFile);
            var typed = isNew() ? Passphrase.fresh(from) : Passphrase.existing(from);
            try (var file = new VaultFile(vault, typed, randomness)) {
                return run(file, randomness);
            } finally {
                Arrays.fill(typed, '\0');
            }
        } catch (VaultException | ManifestException | IllegalArgumentException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    /// Prints one line for the person.
    void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /// Reads a small public file.
    static byte[] readPublic(Path path) {
        try {
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw new VaultException("A file is far too long: " + path.getFileName());
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new VaultException("A file can't be read: " + path.getFileName());
        }
    }

    /// Writes a public file where there is none yet.
    static void writePublic(Path path, byte[] bytes) {
        try {
            Files.write(path, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new VaultException("There is a file in that place already: " + path.getFileName());
        } catch (IOException e) {
            throw new VaultException("A file can't be written: " + path.getFileName());
        }
    }
}

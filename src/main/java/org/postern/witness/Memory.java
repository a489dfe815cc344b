package org.postern.witness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.postern.file.WholeFile;

/// The folder that holds, for each log, the newest checkpoint that was cosigned: `<hex SHA-256 of origin>.checkpoint`.
/// A file is replaced in one step, and is on the disk before [#keep] returns; a power cut leaves the old or the new
/// one.
/// One process at a time: two would each forget what the other one saw.
final class Memory implements AutoCloseable {
    private static final int FILE_BYTES_MAX = 1 << 17;

    private final Path folder;
    private final FileChannel lockFile;

    private Memory(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /// Opens the folder for this process alone.
    ///
    /// @param folder made if it is not there
    /// @throws WitnessException if it can't be used, or another process uses it
    static Memory open(Path folder) {
        try {
            Files.createDirectories(folder);
            var lockFile =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(lockFile)) {
                return new Memory(folder, lockFile);
            }
            lockFile.close();
        } catch (IOException failure) {
            throw new WitnessException("the folder can't be used: " + folder, failure);
        }
        throw new WitnessException("another witness uses the folder " + folder);
    }

    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            // Held until the channel is closed.
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    /// Reads what was kept.
    ///
    /// @param log its name in the folder
    /// @return the bytes, or empty if nothing was ever kept
    /// @throws WitnessException if it can't be read
    Optional<byte[]> kept(String log) {
        var file = file(log);
        try {
            if (Files.notExists(file)) {
                return Optional.empty();
            }
            return Optional.of(WholeFile.read(file, FILE_BYTES_MAX));
        } catch (IOException failure) {
            throw new WitnessException("this file can't be read: " + file, failure);
        }
    }

    /// Keeps a checkpoint in place of the one before.
    ///
    /// @param log   its name in the folder
    /// @param bytes what to keep
    /// @throws WitnessException if it can't be known to be on the disk
    void keep(String log, byte[] bytes) {
        try {
            WholeFile.replace(file(log), bytes);
        } catch (IOException failure) {
            throw new WitnessException(
                    "what was seen can't be kept in " + folder + ". " + failure.getMessage(), failure);
        }
    }

    private Path file(String log) {
        return folder.resolve(log + ".checkpoint");
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException failure) {
            throw new WitnessException("the folder can't be let go: " + folder, failure);
        }
    }
}

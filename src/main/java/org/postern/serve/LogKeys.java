package org.postern.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.manifest.Root;
import org.postern.tlog.KeyFileException;
import org.postern.tlog.LogSigner;

/// The log's signing key, and perhaps the one that the next root will name. The only secrets of the server.
final class LogKeys implements AutoCloseable {
    private final List<LogSigner> signers = new ArrayList<>();

    /// Reads the key files.
    ///
    /// @param config which
    /// @throws StartException if one can't be read, or others than its owner may read it
    LogKeys(ServeConfig.Log config) {
        try {
            signers.add(LogSigner.load(config.key()));
            for (var next : config.nextKey().map(List::of).orElse(List.<Path>of())) {
                signers.add(LogSigner.load(next));
            }
        } catch (KeyFileException unusable) {
            close();
            throw new StartException(unusable.getMessage(), unusable);
        }
    }

    /// Finds the key that a root names as its log's.
    ///
    /// @param root who may sign checkpoints
    /// @return the signer, unless its key is not here
    Optional<LogSigner> of(Root root) {
        return signers.stream()
                .filter(signer -> signer.verifierKey().equals(root.log()))
                .findFirst();
    }

    /// Tells whether a key here bears the name of this root's log. Which of a log's keys counts, the newest root says.
    ///
    /// @param root the service's first root
    /// @return false if all keys are of other services
    boolean areOf(Root root) {
        return signers.stream()
                .anyMatch(
                        signer -> signer.verifierKey().name().equals(root.log().name()));
    }

    @Override
    public void close() {
        signers.forEach(LogSigner::close);
    }
}

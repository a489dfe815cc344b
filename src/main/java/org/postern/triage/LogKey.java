package org.postern.triage;

import org.postern.crypto.SecretBytes;

/// The key of the log's outer seal for one epoch; `EpochSeed.logKey()` derives it. It hides which case an entry is
/// about.
///
/// @param epoch 1 or more
/// @param key 32 bytes; owned by this record
public record LogKey(int epoch, SecretBytes key) implements AutoCloseable {
    /// Checks the numbers.
    public LogKey {
        if (epoch < 1 || key.length() != 32) {
            throw new IllegalArgumentException("a log key has 32 bytes and an epoch of 1 or more");
        }
    }

    /// Wipes the key.
    @Override
    public void close() {
        key.close();
    }
}

package org.postern.crypto;

import java.security.SecureRandom;

/// Where random bytes come from. Handed in everywhere, so that tests can repeat themselves from a printed seed.
@FunctionalInterface
public interface Randomness {
    /// Draws fresh bytes, uniform and unpredictable.
    ///
    /// @param length in bytes, zero or more
    /// @return a new array, the caller's
    byte[] bytes(int length);

    /// The operating system's generator.
    static Randomness system() {
        var generator = new SecureRandom();
        return length -> {
            var bytes = new byte[length];
            generator.nextBytes(bytes);
            return bytes;
        };
    }
}

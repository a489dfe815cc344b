package org.postern.crypto;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Repeatable randomness for tests. The first line that a failing run needs is the seed, so it is printed.
public final class SeededRandomness implements Randomness {
    private final RandomGenerator generator;

    /// Prints the seed.
    ///
    /// @param seed any number
    public SeededRandomness(long seed) {
        System.out.println("seed " + seed);
        this.generator = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public byte[] bytes(int length) {
        var bytes = new byte[length];
        generator.nextBytes(bytes);
        return bytes;
    }

    /// A number from 0 to `bound` - 1.
    public int below(int bound) {
        return generator.nextInt(bound);
    }
}

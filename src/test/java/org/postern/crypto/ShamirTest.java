package org.postern.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShamirTest {
    private final SeededRandomness randomness = new SeededRandomness(20260102);

    @Test
    void anyKSharesBringTheSecretBack() {
        for (int n = 2; n <= 5; n++) {
            for (int k = 2; k <= n; k++) {
                var secret = randomness.bytes(32);
                var shares = Shamir.split(SecretBytes.copyOf(secret), k, n, randomness);
                assertEquals(n, shares.size());
                for (int chosen = 0; chosen < 1 << n; chosen++) {
                    if (Integer.bitCount(chosen) != k) continue;
                    var some = new ArrayList<byte[]>();
                    for (int i = n - 1; i >= 0; i--) if ((chosen >> i & 1) == 1) some.add(shares.get(i));
                    assertArrayEquals(secret, Shamir.combine(some, k).copy(), k + " of " + n);
                }
            }
        }
    }

    @Test
    void aShareIsTheBytesOfYAndThenX() {
        var shares = Shamir.split(SecretBytes.random(randomness, 32), 2, 3, randomness);
        for (int i = 0; i < 3; i++) {
            assertEquals(33, shares.get(i).length);
            assertEquals(i + 1, shares.get(i)[32]);
        }
    }

    @Test
    void combinesWithThePolynomialOfTheBrowser() {
        // f(x) = 0x42 + 0x83 x over GF(2^8) with 0x11b, worked by hand: f(1) = 0xc1, f(2) = 0x42 ^ 0x1d = 0x5f.
        var shares = List.of(new byte[] {(byte) 0xc1, 1}, new byte[] {0x5f, 2});
        assertArrayEquals(new byte[] {0x42}, Shamir.combine(shares, 2).copy());
        // The vector of draft-mcgrew-tss-03: "test" and a zero byte.
        var draft =
                List.of(HexFormat.of().parseHex("b9fa07e18501"), HexFormat.of().parseHex("f5409b451102"));
        assertEquals(
                "7465737400", HexFormat.of().formatHex(Shamir.combine(draft, 2).copy()));
    }

    @Test
    void tooFewSharesTellNothing() {
        var secret = randomness.bytes(32);
        var shares = Shamir.split(SecretBytes.copyOf(secret), 3, 5, randomness);
        assertFalse(
                Arrays.equals(secret, Shamir.combine(shares.subList(0, 2), 2).copy()));
    }

    @Test
    void refusesSharesThatCanNotBelongTogether() {
        var shares = Shamir.split(SecretBytes.random(randomness, 32), 2, 3, randomness);
        var zero = shares.get(1).clone();
        zero[32] = 0;
        refuses(List.of(shares.get(0), shares.get(0)), 2);
        refuses(List.of(shares.get(0), zero), 2);
        refuses(List.of(shares.get(0), Arrays.copyOf(shares.get(1), 32)), 2);
        refuses(List.of(shares.get(0)), 2);
        refuses(shares, 2);
        refuses(List.of(), 0);
        refuses(List.of(new byte[0], new byte[0]), 2);
    }

    @Test
    void refusesThresholdsThatProtectNothing() {
        var secret = SecretBytes.random(randomness, 32);
        assertThrows(IllegalArgumentException.class, () -> Shamir.split(secret, 1, 3, randomness));
        assertThrows(IllegalArgumentException.class, () -> Shamir.split(secret, 4, 3, randomness));
        assertThrows(IllegalArgumentException.class, () -> Shamir.split(secret, 2, 256, randomness));
    }

    private static void refuses(List<byte[]> shares, int k) {
        assertThrows(IllegalArgumentException.class, () -> Shamir.combine(shares, k));
    }
}

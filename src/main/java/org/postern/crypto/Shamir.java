package org.postern.crypto;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter.Algorithm;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/// Shamir's secret sharing over GF(2^8) with the polynomial 0x11b. A share is the y bytes, as many as the
/// secret has, then one byte x: the layout of npm `shamir-secret-sharing` (PROTOCOL.md, section 5.2).
///
/// Sharing authenticates nothing: a wrong share gives a wrong secret, not an error. Whoever combines checks
/// each share against its committed hash first.
public final class Shamir {
    private static final int SHARES_MAX = 255;

    private Shamir() {}

    /// Splits.
    ///
    /// @param secret one byte or more
    /// @param k how many shares bring it back, 2 to n
    /// @param n how many shares to make, at most 255
    /// @param randomness where the polynomial comes from
    /// @return n shares, each one byte longer than the secret, with x from 1 to n in order
    /// @throws IllegalArgumentException if a number is out of bounds
    public static List<byte[]> split(SecretBytes secret, int k, int n, Randomness randomness) {
        if (secret.length() < 1) throw new IllegalArgumentException("there is nothing to share");
        if (k < 2 || n < k || n > SHARES_MAX) throw new IllegalArgumentException("k is 2 to n, and n at most 255");
        // Only the AES polynomial is 0x11b; the other algorithm name stands for another field.
        var splitter = ShamirSecretSplitter.getInstance(Algorithm.AES, secret.length(), new Drawing(randomness));
        var split = secret.use(bytes -> splitter.resplit(bytes, k, n)).getSecretShares();
        var shares = new ArrayList<byte[]>(n);
        for (int i = 0; i < n; i++) {
            var share = Arrays.copyOf(encoded(split[i]), secret.length() + 1);
            share[secret.length()] = (byte) (i + 1);
            shares.add(share);
        }
        return List.copyOf(shares);
    }

    /// Combines.
    ///
    /// @param shares exactly k of those that [#split] made, in any order
    /// @param k as when splitting
    /// @return the secret
    /// @throws IllegalArgumentException unless there are exactly k shares, of one length, with distinct x not zero
    public static SecretBytes combine(List<byte[]> shares, int k) {
        if (k < 2 || k > SHARES_MAX || shares.size() != k)
            throw new IllegalArgumentException("it takes exactly k shares");
        var length = shares.getFirst().length - 1;
        if (length < 1) throw new IllegalArgumentException("a share is at least two bytes");
        var seen = new HashSet<Integer>();
        var points = new ShamirSplitSecretShare[k];
        for (int i = 0; i < k; i++) {
            var share = shares.get(i);
            if (share.length != length + 1) throw new IllegalArgumentException("shares differ in length");
            var x = Byte.toUnsignedInt(share[length]);
            // Bouncy Castle would combine these into something wrong without a word.
            if (x == 0 || !seen.add(x))
                throw new IllegalArgumentException("shares need distinct places other than zero");
            points[i] = new ShamirSplitSecretShare(Arrays.copyOf(share, length), x);
        }
        try {
            return SecretBytes.takeOwnershipOf(
                    ShamirSplitSecret.getInstance(Algorithm.AES, points).getSecret());
        } catch (IOException e) {
            throw new AssertionError("combining reads no stream", e);
        }
    }

    private static byte[] encoded(ShamirSplitSecretShare share) {
        try {
            return share.getEncoded();
        } catch (IOException e) {
            throw new AssertionError("a share's encoding reads no stream", e);
        }
    }

    /// Lets Bouncy Castle draw from our randomness; it calls nothing but `nextBytes`.
    private static final class Drawing extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient Randomness randomness;

        Drawing(Randomness randomness) {
            this.randomness = randomness;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(randomness.bytes(bytes.length), 0, bytes, 0, bytes.length);
        }
    }
}

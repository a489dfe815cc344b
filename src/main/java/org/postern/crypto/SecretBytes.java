package org.postern.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/// Secret bytes with one owner, wiped when closed. There is no `equals`, no `hashCode` and no printing on
/// purpose: what can't be printed can't be logged by accident. Not for use by several threads at once while one
/// of them closes it.
///
/// The JVM may have copied the array while collecting garbage, so wiping shortens a secret's life but proves nothing
/// (DESIGN.md, section 2).
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private volatile boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Wraps an array without copying; the caller must not use the array again.
    ///
    /// @param bytes any length; wiped by [#close()]
    public static SecretBytes takeOwnershipOf(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /// Copies an array that stays the caller's to wipe.
    ///
    /// @param bytes any length
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /// Draws a fresh secret.
    ///
    /// @param randomness where the bytes come from
    /// @param length in bytes, zero or more
    public static SecretBytes random(Randomness randomness, int length) {
        return new SecretBytes(randomness.bytes(length));
    }

    /// The length in bytes; readable after closing, too.
    public int length() {
        return bytes.length;
    }

    /// A copy, which is the caller's to wipe.
    ///
    /// @throws IllegalStateException after [#close()]
    public byte[] copy() {
        return open().clone();
    }

    /// Lends the bytes for the length of one call. The borrower neither keeps nor changes the array.
    ///
    /// @param borrower what to do with them
    /// @return what the borrower returned
    /// @throws IllegalStateException after [#close()]
    public <T> T use(Function<byte[], T> borrower) {
        return borrower.apply(open());
    }

    /// Compares in constant time (for equal lengths).
    ///
    /// @param other what was presented
    /// @throws IllegalStateException after [#close()]
    public boolean matches(byte[] other) {
        return MessageDigest.isEqual(open(), other);
    }

    /// Wipes the bytes; closing again does nothing.
    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /// Says the length and nothing else.
    @Override
    public String toString() {
        return "SecretBytes(" + bytes.length + ")";
    }

    private byte[] open() {
        if (closed) throw new IllegalStateException("these secret bytes were wiped");
        return bytes;
    }
}

package org.postern.crypto;

import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/// HPKE in base mode (RFC 9180) with the KEM MLKEM768-X25519, also called X-Wing (0x647a), HKDF-SHA256 and
/// ChaCha20-Poly1305: the suite of age's `mlkem768x25519` (C2SP age.md). Safe as long as either ML-KEM-768 or
/// X25519 is.
public final class HybridKem {
    /// Length of a private seed in bytes.
    public static final int SEED_BYTES = 32;

    /// Length of a public key in bytes: ML-KEM-768, then X25519.
    public static final int PUBLIC_BYTES = 1216;

    /// Length of an encapsulated key in bytes.
    public static final int ENCAPSULATED_BYTES = 1120;

    private static final int MLKEM_VECTOR_BYTES = 1152;
    private static final int MLKEM_MODULUS = 3329;
    private static final int ENCAPSULATION_SEED_BYTES = 64;
    private static final byte[] NOTHING = {};

    private HybridKem() {}

    /// One message sealed to one public key.
    ///
    /// @param encapsulated 1120 bytes
    /// @param body the plaintext's length and 16 bytes
    @SuppressWarnings("ArrayRecordComponent") // carried from one line to the next, never compared
    public record Sealed(byte[] encapsulated, byte[] body) {}

    /// Checks a public key: its length, and that its ML-KEM half encodes numbers below the modulus (FIPS 203, section
    /// 7.2).
    ///
    /// @param key what was presented
    public static boolean isPublicKey(byte[] key) {
        if (key.length != PUBLIC_BYTES) return false;
        for (int i = 0; i < MLKEM_VECTOR_BYTES; i += 3) {
            int b0 = key[i] & 0xff;
            int b1 = key[i + 1] & 0xff;
            int b2 = key[i + 2] & 0xff;
            if ((b0 | (b1 & 0xf) << 8) >= MLKEM_MODULUS || (b1 >> 4 | b2 << 4) >= MLKEM_MODULUS) return false;
        }
        return true;
    }

    /// Seals a short message.
    ///
    /// @param publicKey as [#isPublicKey] wants it
    /// @param info names the use
    /// @param plaintext any length
    /// @param randomness for the encapsulation
    /// @throws IllegalArgumentException if the key is malformed, its X25519 half being of low order included
    public static Sealed seal(byte[] publicKey, byte[] info, byte[] plaintext, Randomness randomness) {
        if (!isPublicKey(publicKey)) throw new IllegalArgumentException("not a hybrid public key");
        try {
            var context = suite().setupBaseS(
                            new XWingPublicKeyParameters(publicKey), info, randomness.bytes(ENCAPSULATION_SEED_BYTES));
            return new Sealed(context.getEncapsulation(), context.seal(NOTHING, plaintext));
        } catch (InvalidCipherTextException | IllegalStateException e) {
            // Bouncy Castle says IllegalStateException when the X25519 result is all zeros.
            throw new IllegalArgumentException("not a usable hybrid public key", e);
        }
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_MLKEM768_X25519, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }

    /// A private key, expanded once (about 3 ms), so that opening pays for the decapsulation only.
    ///
    /// Bouncy Castle's form can't be wiped: closing drops it for the garbage collector and wipes the seed.
    public static final class PrivateKey implements AutoCloseable {
        private final SecretBytes seed;
        private final byte[] publicKey;
        private volatile Optional<AsymmetricCipherKeyPair> pair;

        /// Expands a seed.
        ///
        /// @param seed 32 bytes; copied
        /// @throws IllegalArgumentException if the seed has another length
        public PrivateKey(SecretBytes seed) {
            if (seed.length() != SEED_BYTES) throw new IllegalArgumentException("a hybrid seed is 32 bytes");
            var expanded = seed.use(XWingPrivateKeyParameters::new);
            var half = expanded.getPublicKeyParameters();
            this.seed = seed.use(SecretBytes::copyOf);
            this.publicKey = half.getEncoded();
            this.pair = Optional.of(new AsymmetricCipherKeyPair(half, expanded));
        }

        /// The public half, 1216 bytes; a new array each time.
        public byte[] publicKey() {
            return publicKey.clone();
        }

        /// A copy of the seed, 32 bytes, the caller's to close.
        ///
        /// @throws IllegalStateException after [#close()]
        public SecretBytes seed() {
            return seed.use(SecretBytes::copyOf);
        }

        /// Opens a short message.
        ///
        /// @param encapsulated 1120 bytes
        /// @param info as when sealing
        /// @param body the sealed message
        /// @return the plaintext, or empty if this was not sealed to this key
        /// @throws BadEncapsulationException for a wrong length or an X25519 share of low order
        /// @throws IllegalStateException after [#close()]
        public Optional<SecretBytes> open(byte[] encapsulated, byte[] info, byte[] body)
                throws BadEncapsulationException {
            var mine = pair.orElseThrow(() -> new IllegalStateException("this private key was closed"));
            if (encapsulated.length != ENCAPSULATED_BYTES) throw new BadEncapsulationException();
            try {
                return Optional.of(SecretBytes.takeOwnershipOf(
                        suite().setupBaseR(encapsulated, mine, info).open(NOTHING, body)));
            } catch (InvalidCipherTextException e) {
                return Optional.empty();
            } catch (IllegalStateException e) {
                // Bouncy Castle's unchecked word for an all-zero X25519 result.
                throw new BadEncapsulationException();
            }
        }

        /// Wipes the seed and forgets the expanded key.
        @Override
        public void close() {
            pair = Optional.empty();
            seed.close();
        }

        /// Says what it is and nothing else.
        @Override
        public String toString() {
            return "HybridKem.PrivateKey";
        }
    }
}

package org.postern.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A file under a passphrase: Argon2id (RFC 9106) gives the key, ChaCha20-Poly1305 seals (DESIGN.md, section 3).
///
/// | offset | size | field |
/// |---|---|---|
/// | 0 | 4 | `PVLT` |
/// | 4 | 1 | version, 1 |
/// | 5 | 4 | Argon2id memory in KiB |
/// | 9 | 4 | passes |
/// | 13 | 1 | lanes |
/// | 14 | 16 | salt |
/// | 30 | 12 | nonce |
/// | 42 | … | sealed plaintext and tag, with the 42 bytes above as associated data |
/// | end - 32 | 32 | SHA-256 of everything above: tells a damaged file from a wrong passphrase; it protects nothing |
public final class Vault {
    /// The largest plaintext in bytes.
    public static final int PLAINTEXT_BYTES_MAX = 4 << 20;

    private static final byte[] MAGIC = "PVLT".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 42;
    private static final int SALT_BYTES = 16;
    private static final int FILE_BYTES_MIN = HEADER_BYTES + AeadKey.TAG_BYTES + Sha256.BYTES;

    private static final Cost COST = new Cost(64 * 1024, 3, 1);

    private Vault() {}

    /// Seals; takes about a third of a second and 64 MiB.
    ///
    /// @param passphrase not empty; brought to Unicode NFC, so that keyboards do not matter; the caller wipes it
    /// @param plaintext at most [#PLAINTEXT_BYTES_MAX] bytes
    /// @param randomness for salt and nonce
    /// @return the file
    /// @throws IllegalArgumentException for an empty passphrase or too much plaintext
    public static byte[] seal(char[] passphrase, byte[] plaintext, Randomness randomness) {
        if (passphrase.length == 0) throw new IllegalArgumentException("a vault needs a passphrase");
        if (plaintext.length > PLAINTEXT_BYTES_MAX) throw new IllegalArgumentException("too much for a vault");
        var salt = randomness.bytes(SALT_BYTES);
        var nonce = randomness.bytes(AeadKey.NONCE_BYTES);
        var header = ByteBuffer.allocate(HEADER_BYTES)
                .put(MAGIC)
                .put((byte) VERSION)
                .putInt(COST.memoryKib)
                .putInt(COST.passes)
                .put((byte) COST.lanes)
                .put(salt)
                .put(nonce)
                .array();
        try (var key = key(passphrase, salt, COST)) {
            var sealed = Aead.seal(key, nonce, header, plaintext);
            return ByteBuffer.allocate(HEADER_BYTES + sealed.length + Sha256.BYTES)
                    .put(header)
                    .put(sealed)
                    .put(Sha256.hash(header, sealed))
                    .array();
        }
    }

    /// Opens.
    ///
    /// @param passphrase as when sealing
    /// @param file the whole file
    /// @return the plaintext, or empty if the passphrase is wrong
    /// @throws DamagedVaultException if the file is foreign, damaged, or asks for more work than the bounds allow
    public static Optional<SecretBytes> open(char[] passphrase, byte[] file) {
        requireWhole(file);
        var body = Arrays.copyOf(file, file.length - Sha256.BYTES);
        var fields = ByteBuffer.wrap(body).position(MAGIC.length + 1);
        var cost = new Cost(fields.getInt(), fields.getInt(), fields.get());
        if (!cost.bounded()) throw new DamagedVaultException("this vault file asks for an unreasonable amount of work");
        var salt = new byte[SALT_BYTES];
        var nonce = new byte[AeadKey.NONCE_BYTES];
        fields.get(salt).get(nonce);
        try (var key = key(passphrase, salt, cost)) {
            return Aead.open(
                            key,
                            nonce,
                            Arrays.copyOf(body, HEADER_BYTES),
                            Arrays.copyOfRange(body, HEADER_BYTES, body.length))
                    .map(SecretBytes::takeOwnershipOf);
        }
    }

    /// Looks at a file without a passphrase, so that nobody types one for nothing.
    ///
    /// @param file the whole file
    /// @throws DamagedVaultException if the file is foreign, of another version, or damaged
    public static void requireWhole(byte[] file) {
        if (file.length < MAGIC.length || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
            throw new DamagedVaultException("this file is not a Postern vault");
        if (file.length < FILE_BYTES_MIN || file.length > FILE_BYTES_MIN + PLAINTEXT_BYTES_MAX)
            throw new DamagedVaultException("this vault file is not whole");
        if (file[MAGIC.length] != VERSION)
            throw new DamagedVaultException("this vault file was written by another version of Postern");
        var body = Arrays.copyOf(file, file.length - Sha256.BYTES);
        if (!MessageDigest.isEqual(Sha256.hash(body), Arrays.copyOfRange(file, body.length, file.length)))
            throw new DamagedVaultException("this vault file is damaged");
    }

    private static SecretBytes key(char[] passphrase, byte[] salt, Cost cost) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .build());
        var password = utf8(passphrase);
        try {
            var key = new byte[AeadKey.KEY_BYTES];
            generator.generateBytes(password, key);
            return SecretBytes.takeOwnershipOf(key);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static byte[] utf8(char[] passphrase) {
        // RFC 8265 section 4.2: NFC. Text that is already normal, such as all of ASCII, is not copied into a String.
        var chars = CharBuffer.wrap(passphrase);
        var normal = Normalizer.isNormalized(chars, Normalizer.Form.NFC)
                ? chars
                : CharBuffer.wrap(Normalizer.normalize(chars, Normalizer.Form.NFC));
        var room = new byte[3 * normal.remaining()];
        var encoded = ByteBuffer.wrap(room);
        boolean failed = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .encode(normal, encoded, true)
                .isError();
        if (failed) {
            // Half a surrogate pair; a sign in its place would let another passphrase open the vault.
            Arrays.fill(room, (byte) 0);
            throw new IllegalArgumentException("a passphrase has to be well-formed text");
        }
        var bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        return bytes;
    }

    /// Argon2id's cost as the header states it. Bounded on reading, because whoever hands us a file should not choose
    /// how long we work.
    private record Cost(int memoryKib, int passes, int lanes) {
        boolean bounded() {
            return memoryKib >= 8 * 1024
                    && memoryKib <= 256 * 1024
                    && passes >= 1
                    && passes <= 10
                    && lanes >= 1
                    && lanes <= 4;
        }
    }
}

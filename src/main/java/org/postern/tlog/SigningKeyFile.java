package org.postern.tlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.postern.crypto.Ed25519;
import org.postern.crypto.SecretBytes;
import org.postern.file.WholeFile;
import org.postern.note.VerifierKey;

/// The file that holds a log's or a witness's signing key: one line
/// `PRIVATE+KEY+name+hex(key id)+base64(type ‖ seed)`, the form of golang.org/x/mod/sumdb/note, readable by its owner
/// only. These keys are used by a program that runs unattended, so no passphrase seals them.
final class SigningKeyFile {
    private static final int FILE_BYTES_MAX = 1_024;
    private static final String PREFIX = "PRIVATE+KEY+";

    private SigningKeyFile() {}

    /// A name and the seed under it; the seed is the caller's to close.
    record Signing(String name, SecretBytes seed) {}

    /// Writes a new key file, and returns when it is on the disk.
    ///
    /// @throws KeyFileException if the file exists or can't be written
    static void create(Path file, VerifierKey key, SecretBytes seed) {
        var head = (PREFIX + key.name() + "+" + HexFormat.of().toHexDigits(key.keyId()) + "+")
                .getBytes(StandardCharsets.UTF_8);
        var material = seed.use(bytes -> {
            var typed = new byte[1 + bytes.length];
            typed[0] = key.type().identifier();
            System.arraycopy(bytes, 0, typed, 1, bytes.length);
            return typed;
        });
        var tail = Base64.getEncoder().encode(material);
        var line = ByteBuffer.allocate(head.length + tail.length + 1)
                .put(head)
                .put(tail)
                .put((byte) '\n');
        try {
            WholeFile.createSecret(file, line.array());
        } catch (IOException failure) {
            throw new KeyFileException("the key file can't be written. " + failure.getMessage(), failure);
        } finally {
            Arrays.fill(material, (byte) 0);
            Arrays.fill(tail, (byte) 0);
            Arrays.fill(line.array(), (byte) 0);
        }
    }

    /// Reads a key file.
    ///
    /// @throws KeyFileException if it can't be read, others may read it, or it holds no key of that type
    static Signing read(Path file, VerifierKey.Type type) {
        var bytes = bytes(file);
        try {
            return parse(bytes, type);
        } catch (IllegalArgumentException malformed) {
            // The cause is left out: it may quote the file.
            throw new KeyFileException("the key file does not hold a signing key of this kind: " + file);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (!Files.isRegularFile(file)) {
                throw new KeyFileException("this is no key file: " + file);
            }
            var bytes = WholeFile.read(file, FILE_BYTES_MAX);
            // Another file, such as the public half, may be read by everybody.
            if (startsWithPrefix(bytes)
                    && !Set.of(
                                    PosixFilePermission.OWNER_READ,
                                    PosixFilePermission.OWNER_WRITE,
                                    PosixFilePermission.OWNER_EXECUTE)
                            .containsAll(permissions)) {
                Arrays.fill(bytes, (byte) 0);
                throw new KeyFileException("others than its owner may use the key file; chmod 600 " + file);
            }
            return bytes;
        } catch (IOException | UnsupportedOperationException failure) {
            throw new KeyFileException("the key file can't be read: " + file, failure);
        }
    }

    private static boolean startsWithPrefix(byte[] bytes) {
        var prefix = PREFIX.getBytes(StandardCharsets.US_ASCII);
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    /// The seed never becomes a `String`, which could not be wiped.
    private static Signing parse(byte[] bytes, VerifierKey.Type type) {
        var end = bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
        var prefix = PREFIX.getBytes(StandardCharsets.US_ASCII);
        // Names hold no plus, base64 may: two more after the prefix.
        var afterName = indexOfPlus(bytes, prefix.length, end);
        var afterId = indexOfPlus(bytes, afterName + 1, end);
        if (!startsWithPrefix(bytes)) {
            throw new IllegalArgumentException("expected a private key");
        }
        var tail = Arrays.copyOfRange(bytes, afterId + 1, end);
        var material = new byte[0];
        try {
            material = Base64.getDecoder().decode(tail);
            if (material.length != 1 + Ed25519.SEED_BYTES || material[0] != type.identifier()) {
                throw new IllegalArgumentException("expected a type and a seed");
            }
            var name = new String(bytes, prefix.length, afterName - prefix.length, StandardCharsets.UTF_8);
            var id = new String(bytes, afterName + 1, afterId - afterName - 1, StandardCharsets.US_ASCII);
            var seed = SecretBytes.takeOwnershipOf(Arrays.copyOfRange(material, 1, material.length));
            if (!HexFormat.of()
                    .toHexDigits(new VerifierKey(type, name, Ed25519.publicKey(seed)).keyId())
                    .equals(id)) {
                seed.close();
                throw new IllegalArgumentException("expected the id of this key");
            }
            return new Signing(name, seed);
        } finally {
            Arrays.fill(tail, (byte) 0);
            Arrays.fill(material, (byte) 0);
        }
    }

    private static int indexOfPlus(byte[] bytes, int from, int end) {
        for (var i = from; i < end; i++) {
            if (bytes[i] == '+') {
                return i;
            }
        }
        throw new IllegalArgumentException("expected name, id and key");
    }
}

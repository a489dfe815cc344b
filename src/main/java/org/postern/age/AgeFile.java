package org.postern.age;

import static org.postern.age.AgeException.Kind.HEADER;
import static org.postern.age.AgeException.Kind.HMAC;
import static org.postern.age.AgeException.Kind.NO_MATCH;
import static org.postern.age.AgeException.Kind.PAYLOAD;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.postern.crypto.AeadKey;
import org.postern.crypto.Randomness;

/// Seals and opens age v1 files (C2SP age.md), whole or as a stream.
///
/// age authenticates the file, not its sender: who wrote a file is a matter for a signature inside it.
public final class AgeFile {
    private AgeFile() {}

    /// Seals.
    ///
    /// @param plaintext any length
    /// @param recipients one or more; their order is the stanzas' order
    /// @param randomness for file key, nonce and encapsulations
    /// @return the file: header, 16 bytes of nonce, and for each 64 KiB of plaintext 16 bytes more
    /// @throws IllegalArgumentException without recipients, or for one that no honest owner has
    public static byte[] seal(byte[] plaintext, List<? extends Recipient> recipients, Randomness randomness) {
        try (var fileKey = FileKey.random(randomness)) {
            var header = header(fileKey, recipients, randomness);
            var nonce = randomness.bytes(FileKey.PAYLOAD_NONCE_BYTES);
            var file = new byte[Math.toIntExact(header.length + payloadBytes(plaintext.length))];
            System.arraycopy(header, 0, file, 0, header.length);
            System.arraycopy(nonce, 0, file, header.length, nonce.length);
            try (var chunks = new Chunks(fileKey.payloadKey(nonce))) {
                int from = 0;
                int to = header.length + nonce.length;
                do {
                    int length = Math.min(Chunks.PLAIN_BYTES, plaintext.length - from);
                    to += chunks.seal(from + length == plaintext.length, plaintext, from, length, file, to);
                    from += length;
                } while (from < plaintext.length);
            }
            return file;
        }
    }

    /// Opens.
    ///
    /// @param file the whole file
    /// @param identity whose stanza to look for
    /// @return the plaintext, all of it authentic
    /// @throws AgeException with the step that failed; nothing of the plaintext is given out then
    public static byte[] open(byte[] file, Identity identity) throws AgeException {
        var header = Header.parse(file, 0, file.length);
        try (var fileKey = unwrap(header, identity)) {
            int from = header.length() + FileKey.PAYLOAD_NONCE_BYTES;
            if (file.length < from) throw withoutNonce();
            long sealed = (long) file.length - from;
            long count = Math.max(1, (sealed + Chunks.SEALED_BYTES - 1) / Chunks.SEALED_BYTES);
            long length = sealed - count * AeadKey.TAG_BYTES;
            // Only the empty payload has an empty last chunk, and every chunk has a whole tag.
            if (length < 0 || Chunks.count(length) != count) throw damaged();
            var plaintext = new byte[Math.toIntExact(length)];
            try (var chunks = new Chunks(fileKey.payloadKey(file, header.length()))) {
                int to = 0;
                for (long i = 1; i <= count; i++) {
                    int chunk = Math.min(Chunks.SEALED_BYTES, file.length - from);
                    int written = chunks.open(i == count, file, from, chunk, plaintext, to);
                    if (written < 0) throw damaged();
                    from += chunk;
                    to += written;
                }
            }
            return plaintext;
        }
    }

    /// Seals a stream; holds one chunk at a time. The header is written at once.
    ///
    /// @param out takes the file; closed with the returned stream
    /// @param recipients one or more
    /// @param randomness for file key, nonce and encapsulations
    /// @return takes the plaintext; [SealingStream#finish()] makes the file whole
    /// @throws IOException if `out` fails
    public static SealingStream sealing(OutputStream out, List<? extends Recipient> recipients, Randomness randomness)
            throws IOException {
        try (var fileKey = FileKey.random(randomness)) {
            out.write(header(fileKey, recipients, randomness));
            var nonce = randomness.bytes(FileKey.PAYLOAD_NONCE_BYTES);
            out.write(nonce);
            return new SealingStream(out, new Chunks(fileKey.payloadKey(nonce)));
        }
    }

    /// Opens a stream; holds one chunk at a time, and gives out only what is authentic. Until the end was reached,
    /// the file may still turn out to be cut short.
    ///
    /// @param in gives the file, nothing before and nothing after; closed with the returned stream
    /// @param identity whose stanza to look for
    /// @return gives the plaintext; its `read` throws [AgeException] of kind PAYLOAD
    /// @throws AgeException if header, stanzas or MAC fail
    /// @throws IOException if `in` fails
    public static OpeningStream opening(InputStream in, Identity identity) throws IOException {
        var buffered = new BufferedInputStream(in);
        var header = Header.read(buffered);
        try (var fileKey = unwrap(header, identity)) {
            var nonce = buffered.readNBytes(FileKey.PAYLOAD_NONCE_BYTES);
            if (nonce.length < FileKey.PAYLOAD_NONCE_BYTES) throw withoutNonce();
            return new OpeningStream(buffered, new Chunks(fileKey.payloadKey(nonce)));
        }
    }

    /// The length of nonce and payload together.
    ///
    /// @param plaintextBytes zero or more
    public static long payloadBytes(long plaintextBytes) {
        return FileKey.PAYLOAD_NONCE_BYTES + plaintextBytes + Chunks.count(plaintextBytes) * AeadKey.TAG_BYTES;
    }

    private static byte[] header(FileKey fileKey, List<? extends Recipient> recipients, Randomness randomness) {
        if (recipients.isEmpty()) throw new IllegalArgumentException("a file is sealed to somebody");
        var stanzas = recipients.stream()
                .map(recipient -> recipient.wrap(fileKey, randomness))
                .toList();
        var authenticated = Header.format(stanzas);
        var mac = Header.formatMac(fileKey.headerMac(authenticated));
        var header = new byte[authenticated.length + mac.length];
        System.arraycopy(authenticated, 0, header, 0, authenticated.length);
        System.arraycopy(mac, 0, header, authenticated.length, mac.length);
        return header;
    }

    private static FileKey unwrap(Header header, Identity identity) throws AgeException {
        var fileKey = identity.unwrap(header.stanzas())
                .orElseThrow(() -> new AgeException(NO_MATCH, "this file is sealed to somebody else"));
        if (fileKey.verifies(header)) return fileKey;
        fileKey.close();
        throw new AgeException(HMAC, "the header is not as it was made");
    }

    private static AgeException withoutNonce() {
        return new AgeException(HEADER, "a payload starts with a nonce of 16 bytes");
    }

    static AgeException damaged() {
        return new AgeException(PAYLOAD, "the payload is not as it was made");
    }
}

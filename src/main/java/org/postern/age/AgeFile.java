package org.postern.age;

import static org.postern.age.AgeException.Kind.HEADER;
import static org.postern.age.AgeException.Kind.HMAC;
import static org.postern.age.AgeException.Kind.NO_MATCH;
import static org.postern.age.AgeException.Kind.PAYLOAD;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.crypto.AeadKey;
import org.postern.crypto.Randomness;

/// Seals, opens and hands over age v1 files (C2SP age.md), whole or as a stream.
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

    /// Hands a file over to somebody else by its header only: the stanza that the identity opens is replaced by one
    /// to the recipient, in its place, and the MAC is made anew. Every other stanza, the nonce and the payload stay
    /// as they are, byte for byte, so whoever else could open the file still can.
    ///
    /// The file key stays the same: whoever opened the file before, and kept that key, can open the payload still.
    /// The payload is not read, so whether it is genuine only opening tells.
    ///
    /// @param file the whole file
    /// @param identity whose stanza to replace
    /// @param recipient who gets it
    /// @param randomness for the encapsulation
    /// @return the file; as long as before if both are of the hybrid kind
    /// @throws AgeException if header, stanzas or MAC fail, or no stanza is for this identity
    public static byte[] rewrap(byte[] file, Identity identity, Recipient recipient, Randomness randomness)
            throws AgeException {
        var header = Header.parse(file, 0, file.length);
        int payload = file.length - header.length();
        if (payload < FileKey.PAYLOAD_NONCE_BYTES) throw withoutNonce();
        var rewrapped = rewrap(header, identity, recipient, randomness);
        var whole = Arrays.copyOf(rewrapped, rewrapped.length + payload);
        System.arraycopy(file, header.length(), whole, rewrapped.length, payload);
        return whole;
    }

    /// The same for a stream; holds the header and a small buffer. Nothing is written before the header is found
    /// genuine.
    ///
    /// @param in gives the file, nothing before and nothing after; stays open
    /// @param out takes the file; flushed, stays open
    /// @param identity whose stanza to replace
    /// @param recipient who gets it
    /// @param randomness for the encapsulation
    /// @throws AgeException if header, stanzas or MAC fail, or no stanza is for this identity
    /// @throws IOException if `in` or `out` fails
    public static void rewrap(
            InputStream in, OutputStream out, Identity identity, Recipient recipient, Randomness randomness)
            throws IOException {
        var buffered = new BufferedInputStream(in);
        var header = Header.read(buffered);
        var rewrapped = rewrap(header, identity, recipient, randomness);
        var nonce = buffered.readNBytes(FileKey.PAYLOAD_NONCE_BYTES);
        if (nonce.length < FileKey.PAYLOAD_NONCE_BYTES) throw withoutNonce();
        out.write(rewrapped);
        out.write(nonce);
        buffered.transferTo(out);
        out.flush();
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
        return header(fileKey, stanzas);
    }

    private static byte[] header(FileKey fileKey, List<Stanza> stanzas) {
        var authenticated = Header.format(stanzas);
        var mac = Header.formatMac(fileKey.headerMac(authenticated));
        var header = new byte[authenticated.length + mac.length];
        System.arraycopy(authenticated, 0, header, 0, authenticated.length);
        System.arraycopy(mac, 0, header, authenticated.length, mac.length);
        return header;
    }

    private static FileKey unwrap(Header header, Identity identity) throws AgeException {
        return verified(identity.unwrap(header.stanzas()).orElseThrow(AgeFile::sealedToOthers), header);
    }

    /// Tries the stanzas one by one, in order, to learn which it is.
    private static byte[] rewrap(Header header, Identity identity, Recipient recipient, Randomness randomness)
            throws AgeException {
        var stanzas = new ArrayList<>(header.stanzas());
        for (int i = 0; i < stanzas.size(); i++) {
            var found = identity.unwrap(List.of(stanzas.get(i)));
            if (found.isEmpty()) continue;
            try (var fileKey = verified(found.get(), header)) {
                stanzas.set(i, recipient.wrap(fileKey, randomness));
                return header(fileKey, stanzas);
            }
        }
        throw sealedToOthers();
    }

    private static FileKey verified(FileKey fileKey, Header header) throws AgeException {
        if (fileKey.verifies(header)) return fileKey;
        fileKey.close();
        throw new AgeException(HMAC, "the header is not as it was made");
    }

    private static AgeException sealedToOthers() {
        return new AgeException(NO_MATCH, "this file is sealed to somebody else");
    }

    private static AgeException withoutNonce() {
        return new AgeException(HEADER, "a payload starts with a nonce of 16 bytes");
    }

    static AgeException damaged() {
        return new AgeException(PAYLOAD, "the payload is not as it was made");
    }
}

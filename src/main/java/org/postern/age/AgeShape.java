package org.postern.age;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What anybody can see of an age file: its stanzas' types and the lengths. Read without any secret, so that the
/// server can tell an age file of the right kind from anything else. Whether header and payload are genuine only
/// the recipient learns.
public final class AgeShape {
    private final List<Stanza> stanzas;
    private final int headerBytes;
    private final int fileBytes;

    private AgeShape(Header header, int fileBytes) {
        this.stanzas = header.stanzas();
        this.headerBytes = header.length();
        this.fileBytes = fileBytes;
    }

    /// Reads the header of a file that fills a stretch of bytes.
    ///
    /// @param bytes holds the file
    /// @param offset where it starts
    /// @param length its length in bytes
    /// @return empty if this is not an age v1 file
    /// @throws IndexOutOfBoundsException if the stretch is not within `bytes`
    public static Optional<AgeShape> of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try {
            var header = Header.parse(bytes, offset, length);
            // Even an empty payload has a nonce and a tag.
            if (length - header.length() < AgeFile.payloadBytes(0)) return Optional.empty();
            return Optional.of(new AgeShape(header, length));
        } catch (AgeException e) {
            return Optional.empty();
        }
    }

    /// Whether the file has exactly this many stanzas, all of them well-formed `mlkem768x25519`.
    ///
    /// @param count one or more
    public boolean isHybrid(int count) {
        return stanzas.size() == count
                && stanzas.stream().allMatch(stanza -> HybridStanza.of(stanza).isPresent());
    }

    /// The stanzas' types in order.
    public List<String> stanzaTypes() {
        return stanzas.stream().map(Stanza::type).toList();
    }

    /// The header's length in bytes.
    public int headerBytes() {
        return headerBytes;
    }

    /// The length of nonce and payload in bytes.
    public int payloadBytes() {
        return fileBytes - headerBytes;
    }
}

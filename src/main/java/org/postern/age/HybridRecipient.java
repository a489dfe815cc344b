package org.postern.age;

import java.util.Arrays;
import java.util.List;
import org.postern.crypto.HybridKem;
import org.postern.crypto.Randomness;

/// A public key for sealing, safe as long as either ML-KEM-768 or X25519 is. Its stanzas do not tell for whom they
/// are. As text `age1pq1…`, 1 959 characters.
public final class HybridRecipient implements Recipient {
    /// Length of the raw form in bytes: ML-KEM-768, then X25519.
    public static final int RAW_BYTES = HybridKem.PUBLIC_BYTES;

    private static final String PREFIX = "age1pq";

    private final byte[] raw;

    private HybridRecipient(byte[] raw) {
        this.raw = raw;
    }

    /// Takes the raw form.
    ///
    /// @param raw 1216 bytes; copied
    /// @throws IllegalArgumentException if this is not the encoding of a key
    public static HybridRecipient of(byte[] raw) {
        if (!HybridKem.isPublicKey(raw)) throw new IllegalArgumentException("a hybrid recipient is 1216 bytes");
        return new HybridRecipient(raw.clone());
    }

    /// Reads the text form.
    ///
    /// @param text `age1pq1…`, lower case, no space around
    /// @throws IllegalArgumentException if this is not the text of a key
    public static HybridRecipient parse(String text) {
        return of(Bech32.decode(PREFIX, text)
                .orElseThrow(() -> new IllegalArgumentException("a hybrid recipient starts with age1pq1")));
    }

    /// The raw form, 1216 bytes; a new array each time.
    public byte[] raw() {
        return raw.clone();
    }

    /// The text form, `age1pq1…`.
    public String text() {
        return Bech32.encode(PREFIX, raw);
    }

    /// Wraps a file key.
    ///
    /// @throws IllegalArgumentException if the X25519 half is a point of low order, which no honest owner has
    @Override
    public Stanza wrap(FileKey fileKey, Randomness randomness) {
        var sealed = fileKey.bytes().use(key -> HybridKem.seal(raw, HybridStanza.info(), key, randomness));
        var argument = CanonicalBase64.encodeToString(sealed.encapsulated());
        return new Stanza(HybridStanza.TYPE, List.of(argument), sealed.body());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HybridRecipient that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    /// Says what it is; the key itself is [#text()].
    @Override
    public String toString() {
        return "HybridRecipient";
    }
}

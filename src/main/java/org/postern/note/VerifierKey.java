package org.postern.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.postern.crypto.Sha256;

/// A named Ed25519 key that can check notes, in the text form that C2SP calls a *vkey*:
/// `name+hex(key id)+base64(type ‖ public key)`.
///
/// The key id is the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), C2SP signed-note "Signatures". It
/// names, it does not protect: equality is over name, type and public key. A key of one type never counts as a key of
/// the
/// other: callers say which type they read, and `SignedNote#signedBy` takes only those that sign notes.
public final class VerifierKey {
    /// Bytes of an Ed25519 public key.
    public static final int PUBLIC_KEY_BYTES = 32;

    /// What a key's signatures say.
    public enum Type {
        /// Signs a note's text: admins and logs. C2SP signed-note, 0x01.
        NOTE(0x01),
        /// Signs a checkpoint and the time at which it was seen: witnesses. C2SP tlog-cosignature, 0x04.
        COSIGNATURE(0x04);

        private final byte identifier;

        Type(int identifier) {
            this.identifier = (byte) identifier;
        }

        /// The signature type identifier byte.
        ///
        /// @return 0x01 or 0x04
        public byte identifier() {
            return identifier;
        }
    }

    // C2SP signed-note, "Format": non-empty, no Unicode spaces, no plus.
    private static final Pattern NAME = Pattern.compile("[^+\\p{IsWhite_Space}]+");
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");

    private final Type type;
    private final String name;
    private final byte[] publicKey;

    /// Names a public key that signs notes.
    ///
    /// @param name      without spaces and plus signs; by custom a schema-less URL
    /// @param publicKey 32 bytes (RFC 8032)
    /// @throws IllegalArgumentException if either is not of that form
    public VerifierKey(String name, byte[] publicKey) {
        this(Type.NOTE, name, publicKey);
    }

    /// Names a public key.
    ///
    /// @param type      what its signatures say
    /// @param name      without spaces and plus signs; by custom a schema-less URL
    /// @param publicKey 32 bytes (RFC 8032)
    /// @throws IllegalArgumentException if either is not of that form
    public VerifierKey(Type type, String name, byte[] publicKey) {
        if (!isName(name)) {
            throw new IllegalArgumentException("a key name is not empty and has no spaces and no plus signs");
        }
        if (publicKey.length != PUBLIC_KEY_BYTES) {
            throw new IllegalArgumentException("an Ed25519 public key is 32 bytes");
        }
        this.type = type;
        this.name = name;
        this.publicKey = publicKey.clone();
    }

    /// Reads the vkey of an admin or a log, type 0x01.
    ///
    /// @param vkey the text form, exactly
    /// @return the key
    /// @throws NoteException if the text is not a vkey, its id is not that of its key, or its type is another
    public static VerifierKey parse(String vkey) {
        return parse(Type.NOTE, vkey);
    }

    /// Reads the vkey of a witness, type 0x04.
    ///
    /// @param vkey the text form, exactly
    /// @return the key
    /// @throws NoteException if the text is not a vkey, its id is not that of its key, or its type is another
    public static VerifierKey parseWitness(String vkey) {
        return parse(Type.COSIGNATURE, vkey);
    }

    private static VerifierKey parse(Type type, String vkey) {
        // Base64 may contain plus signs, so only the first two split.
        var parts = vkey.split("\\+", 3);
        if (parts.length != 3 || !isName(parts[0]) || !KEY_ID.matcher(parts[1]).matches()) {
            throw NoteException.malformed("expected a verifier key: name+8 hex digits+base64");
        }
        var material = canonicalBase64(parts[2]);
        if (material.length != 1 + PUBLIC_KEY_BYTES || material[0] != type.identifier()) {
            throw NoteException.malformed("expected an Ed25519 verifier key of type 0x0" + type.identifier());
        }
        var key = new VerifierKey(type, parts[0], Arrays.copyOfRange(material, 1, material.length));
        if (key.keyId() != (int) Long.parseLong(parts[1], 16)) {
            throw NoteException.malformed("expected the key id that belongs to the verifier key");
        }
        return key;
    }

    /// Decodes base64 and refuses every text that is not what encoding its bytes would give.
    ///
    /// @param text standard alphabet, padded
    /// @return the bytes
    /// @throws NoteException if the text is not canonical
    static byte[] canonicalBase64(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw NoteException.malformed("expected base64");
        }
        // The JDK's decoder takes missing padding and stray low bits.
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw NoteException.malformed("expected canonical base64");
        }
        return bytes;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// What this key's signatures say.
    ///
    /// @return the type
    public Type type() {
        return type;
    }

    /// The name before the first plus.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// The Ed25519 public key.
    ///
    /// @return 32 bytes, a copy
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /// The id that signature lines carry.
    ///
    /// @return the four bytes as a big-endian integer
    public int keyId() {
        var hash = Sha256.hash(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', type.identifier()}, publicKey);
        return ByteBuffer.wrap(hash).getInt();
    }

    /// The text form, as C2SP writes it.
    ///
    /// @return the vkey
    public String text() {
        var material =
                ByteBuffer.allocate(1 + PUBLIC_KEY_BYTES).put(type.identifier()).put(publicKey);
        return name + "+" + HexFormat.of().toHexDigits(keyId()) + "+"
                + Base64.getEncoder().encodeToString(material.array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && type == that.type
                && name.equals(that.name)
                && Arrays.equals(publicKey, that.publicKey);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(publicKey);
    }

    @Override
    public String toString() {
        return "VerifierKey";
    }
}

package org.postern.note;

import java.nio.ByteBuffer;
import java.util.Base64;

/// One signature line of a note: `— name base64(key id ‖ signature)`, C2SP signed-note "Signatures".
///
/// What follows the key id has the length that its key's type has, so lines of unknown types pass. A line says who
/// claims
/// to have signed; only verifying says who did.
public final class SignatureLine {
    private static final int KEY_ID_BYTES = 4;
    private static final String EM_DASH = "\u2014 ";

    private final String name;
    private final String base64;

    private SignatureLine(String name, String base64) {
        this.name = name;
        this.base64 = base64;
    }

    /// Reads a line.
    ///
    /// @param line without its newline
    /// @return the line, its signature not verified
    /// @throws NoteException MALFORMED if it is no signature line
    public static SignatureLine parse(String line) {
        var space = line.lastIndexOf(' ');
        if (!line.startsWith(EM_DASH) || space < EM_DASH.length()) {
            throw NoteException.malformed("expected a signature line: em dash, key name, base64");
        }
        var name = line.substring(EM_DASH.length(), space);
        var base64 = line.substring(space + 1);
        if (!VerifierKey.isName(name) || VerifierKey.canonicalBase64(base64).length <= KEY_ID_BYTES) {
            throw NoteException.malformed("expected a signature line: em dash, key name, base64");
        }
        return new SignatureLine(name, base64);
    }

    /// Writes a signature under its key's name.
    ///
    /// @param key       whose signature it is
    /// @param signature the bytes after the key id, at least one
    /// @return the line
    public static SignatureLine of(VerifierKey key, byte[] signature) {
        var bytes = ByteBuffer.allocate(KEY_ID_BYTES + signature.length)
                .putInt(key.keyId())
                .put(signature);
        return new SignatureLine(key.name(), Base64.getEncoder().encodeToString(bytes.array()));
    }

    /// Tells whether this line names a key. Then its signature must verify, or the note is to be refused.
    ///
    /// @param key name and key id, and so its type, are compared
    /// @return true if both are the same
    public boolean isBy(VerifierKey key) {
        return name.equals(key.name()) && keyId() == key.keyId();
    }

    boolean isByTheSameKeyAs(SignatureLine other) {
        return name.equals(other.name) && keyId() == other.keyId();
    }

    /// The key's name.
    ///
    /// @return the name, as claimed
    public String name() {
        return name;
    }

    /// The key's id.
    ///
    /// @return the four bytes as a big-endian integer, as claimed
    public int keyId() {
        return bytes().getInt();
    }

    /// The signature, in the form of its key's type.
    ///
    /// @return the bytes after the key id, a copy
    public byte[] signature() {
        var bytes = bytes().position(KEY_ID_BYTES);
        var signature = new byte[bytes.remaining()];
        bytes.get(signature);
        return signature;
    }

    /// Writes the line.
    ///
    /// @return exactly what `parse` read, without newline
    public String text() {
        return EM_DASH + name + " " + base64;
    }

    @Override
    public String toString() {
        return "SignatureLine";
    }

    private ByteBuffer bytes() {
        return ByteBuffer.wrap(VerifierKey.canonicalBase64(base64));
    }
}

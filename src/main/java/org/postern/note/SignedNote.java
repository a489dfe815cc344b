package org.postern.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postern.crypto.Ed25519;

/// A text and its signature lines, exactly as C2SP signed-note writes them:
///
///     text, ending in a newline
///     (an empty line)
///     — example.com/foo base64(key id ‖ signature)
///
/// Parsing is strict, so `parse(b).bytes()` is `b`. The text must not be used before `signedBy` has said
/// whose signatures hold.
public final class SignedNote {
    /// Longest note we take, text and signatures, in bytes.
    public static final int NOTE_BYTES_MAX = 65_536;

    /// Most signature lines we take; C2SP asks for at least 16.
    public static final int SIGNATURES_MAX = 64;

    private static final int KEY_ID_BYTES = 4;
    private static final String EM_DASH = "\u2014 ";

    private final String text;
    private final List<Signature> signatures;

    /// One signature line; `base64` holds key id and signature, of the length that its key's type has, so unknown
    /// types pass.
    private record Signature(String name, String base64) {
        static Signature of(VerifierKey key, byte[] signature) {
            var bytes = ByteBuffer.allocate(KEY_ID_BYTES + signature.length)
                    .putInt(key.keyId())
                    .put(signature);
            return new Signature(key.name(), Base64.getEncoder().encodeToString(bytes.array()));
        }

        boolean isBy(VerifierKey key) {
            return name.equals(key.name()) && bytes().getInt() == key.keyId();
        }

        byte[] signature() {
            var bytes = bytes().position(KEY_ID_BYTES);
            var signature = new byte[bytes.remaining()];
            bytes.get(signature);
            return signature;
        }

        private ByteBuffer bytes() {
            return ByteBuffer.wrap(VerifierKey.canonicalBase64(base64));
        }
    }

    private SignedNote(String text, List<Signature> signatures) {
        this.text = text;
        this.signatures = List.copyOf(signatures);
    }

    /// Reads a note.
    ///
    /// @param note at most 65 536 bytes
    /// @return the note, its signatures not yet verified
    /// @throws NoteException MALFORMED if it is anything but a signed note with 1 to 64 signatures
    public static SignedNote parse(byte[] note) {
        var all = decode(note);
        // The text may hold empty lines; the last one ends it.
        var split = all.lastIndexOf("\n\n");
        if (split < 0 || !all.endsWith("\n")) {
            throw NoteException.malformed("expected a text, an empty line and signature lines that end in a newline");
        }
        var lines = all.substring(split + 2);
        if (lines.isEmpty()) {
            throw NoteException.malformed("expected at least one signature");
        }
        var signatures = new ArrayList<Signature>();
        for (var line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
            if (signatures.size() == SIGNATURES_MAX) {
                throw NoteException.malformed("expected at most 64 signatures");
            }
            signatures.add(signature(line));
        }
        return new SignedNote(all.substring(0, split + 1), signatures);
    }

    /// Signs a text that nobody has signed yet.
    ///
    /// @param text   ends in a newline; no control characters but newlines
    /// @param signer who signs
    /// @return the note
    /// @throws NoteException MALFORMED if the text can't be that of a note
    public static SignedNote sign(String text, NoteSigner signer) {
        var decoded = decode(text.getBytes(StandardCharsets.UTF_8));
        if (!decoded.equals(text) || !text.endsWith("\n")) {
            throw NoteException.malformed("expected a text that ends in a newline");
        }
        return new SignedNote(text, List.of()).with(signer);
    }

    /// Adds a signature; one by the same key is replaced.
    ///
    /// @param signer who signs
    /// @return the note with that signature as its last
    /// @throws NoteException MALFORMED if the note would have more than 64 signatures
    public SignedNote with(NoteSigner signer) {
        var key = signer.verifierKey();
        var others = new ArrayList<>(signatures);
        others.removeIf(signature -> signature.isBy(key));
        if (others.size() == SIGNATURES_MAX) {
            throw NoteException.malformed("expected at most 64 signatures");
        }
        others.add(Signature.of(key, signer.sign(text)));
        return new SignedNote(text, others);
    }

    /// Finds out which of the known keys signed. Each counts once, however often it signed.
    ///
    /// @param known the keys to trust, no two with both the same name and the same id
    /// @return those that signed, in the note's order; may be empty
    /// @throws NoteException            BAD_SIGNATURE if a line names a known key and does not verify
    /// @throws IllegalArgumentException if two known keys can't be told apart
    public Set<VerifierKey> signedBy(Collection<VerifierKey> known) {
        var message = text.getBytes(StandardCharsets.UTF_8);
        var signers = new LinkedHashSet<VerifierKey>();
        for (var signature : signatures) {
            var named = known.stream().filter(signature::isBy).distinct().toList();
            if (named.size() > 1) {
                throw new IllegalArgumentException("two known keys share name and id");
            }
            for (var key : named) {
                // C2SP signed-note, "Signatures": unknown keys are ignored, known keys must verify.
                // Ed25519.verify refuses every length but 64 bytes.
                if (!Ed25519.verify(key.publicKey(), message, signature.signature())) {
                    throw new NoteException(
                            NoteException.Fault.BAD_SIGNATURE, "expected the signature of a known key to verify");
                }
                signers.add(key);
            }
        }
        return signers;
    }

    /// The text, unverified.
    ///
    /// @return the text with its final newline
    public String text() {
        return text;
    }

    /// Counts signature lines, known or not.
    ///
    /// @return 1 to 64
    public int signatureCount() {
        return signatures.size();
    }

    /// Writes the note.
    ///
    /// @return exactly what `parse` read
    public byte[] bytes() {
        var all = new StringBuilder(text).append('\n');
        for (var signature : signatures) {
            all.append(EM_DASH).append(signature.name()).append(' ');
            all.append(signature.base64()).append('\n');
        }
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Signature signature(String line) {
        var space = line.lastIndexOf(' ');
        if (!line.startsWith(EM_DASH) || space < EM_DASH.length()) {
            throw NoteException.malformed("expected a signature line: em dash, key name, base64");
        }
        var name = line.substring(EM_DASH.length(), space);
        var base64 = line.substring(space + 1);
        if (!VerifierKey.isName(name) || VerifierKey.canonicalBase64(base64).length <= KEY_ID_BYTES) {
            throw NoteException.malformed("expected a signature line: em dash, key name, base64");
        }
        return new Signature(name, base64);
    }

    private static String decode(byte[] note) {
        if (note.length > NOTE_BYTES_MAX) {
            throw NoteException.malformed("expected at most 65536 bytes");
        }
        String all;
        try {
            all = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(note))
                    .toString();
        } catch (CharacterCodingException e) {
            throw NoteException.malformed("expected UTF-8");
        }
        if (all.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            throw NoteException.malformed("expected no control characters but newlines");
        }
        return all;
    }
}

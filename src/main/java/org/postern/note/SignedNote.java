package org.postern.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private final String text;
    private final List<SignatureLine> signatures;

    private SignedNote(String text, List<SignatureLine> signatures) {
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
        var signatures = new ArrayList<SignatureLine>();
        for (var line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
            if (signatures.size() == SIGNATURES_MAX) {
                throw NoteException.malformed("expected at most 64 signatures");
            }
            signatures.add(SignatureLine.parse(line));
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
        return with(SignatureLine.of(signer.verifierKey(), signer.sign(text)));
    }

    /// Adds a signature that somebody else made, such as a witness's; one with the same name and key id is replaced.
    ///
    /// @param line the signature, not verified here
    /// @return the note with that signature as its last
    /// @throws NoteException MALFORMED if the note would have more than 64 signatures or 65 536 bytes
    public SignedNote with(SignatureLine line) {
        var all = new ArrayList<>(signatures);
        all.removeIf(line::isByTheSameKeyAs);
        all.add(line);
        var note = new SignedNote(text, all);
        if (all.size() > SIGNATURES_MAX || note.bytes().length > NOTE_BYTES_MAX) {
            throw NoteException.malformed("expected at most 64 signatures and 65536 bytes");
        }
        return note;
    }

    /// Finds out which of the known keys signed. Each counts once, however often it signed.
    ///
    /// @param known the keys to trust, no two with both the same name and the same id
    /// @return those that signed, in the note's order; may be empty
    /// @throws NoteException            BAD_SIGNATURE if a line names a known key and does not verify
    /// @throws IllegalArgumentException if two known keys can't be told apart, or one is not of type 0x01
    public Set<VerifierKey> signedBy(Collection<VerifierKey> known) {
        if (known.stream().anyMatch(key -> key.type() != VerifierKey.Type.NOTE)) {
            throw new IllegalArgumentException("a witness's key signs no notes");
        }
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

    /// The signature lines, known or not, none of them verified.
    ///
    /// @return 1 to 64 lines, in the note's order
    public List<SignatureLine> signatures() {
        return signatures;
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
            all.append(signature.text()).append('\n');
        }
        return all.toString().getBytes(StandardCharsets.UTF_8);
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

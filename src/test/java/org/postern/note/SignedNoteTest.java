package org.postern.note;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;

final class SignedNoteTest {
    // C2SP signed-note, "Verifier keys", "Example".
    private static final VerifierKey FOO =
            VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    private static final String FOO_NOTE = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """;

    // golang.org/x/mod/sumdb/note: the keys and signatures of its documentation.
    private static final VerifierKey PETER =
            VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    private static final VerifierKey ENOCH =
            VerifierKey.parse("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop");
    private static final String PETER_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private static final String TEXT = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String PETER_LINE =
            "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private static final String ENOCH_LINE =
            "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    private static SignedNote parse(String note) {
        return SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertMalformed(String note) {
        assertMalformed(note.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertMalformed(byte[] note) {
        var refused = assertThrows(NoteException.class, () -> SignedNote.parse(note));
        assertEquals(NoteException.Fault.MALFORMED, refused.fault());
    }

    private static void assertBadSignature(SignedNote note, VerifierKey... known) {
        var refused = assertThrows(NoteException.class, () -> note.signedBy(List.of(known)));
        assertEquals(NoteException.Fault.BAD_SIGNATURE, refused.fault());
    }

    private static NoteSigner signer(String name, SeededRandomness randomness) {
        return new NoteSigner(name, SecretBytes.random(randomness, 32));
    }

    @Test
    void verifiesTheSpecificationsExample() {
        var note = parse(FOO_NOTE);
        assertEquals("This is an example message.\n", note.text());
        assertEquals(Set.of(FOO), note.signedBy(List.of(FOO)));
    }

    @Test
    void signsByteForByteLikeTheReferenceImplementation() {
        var secret = Base64.getDecoder().decode(PETER_SECRET);
        var seed = new byte[32];
        System.arraycopy(secret, 1, seed, 0, 32);
        try (var peter = new NoteSigner("PeterNeumann", SecretBytes.takeOwnershipOf(seed))) {
            assertEquals(PETER, peter.verifierKey());
            assertEquals(
                    TEXT + "\n" + PETER_LINE,
                    new String(SignedNote.sign(TEXT, peter).bytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void verifiesTheCheckpointsOfAnotherImplementation() throws IOException {
        var folder = Path.of("../shared/vectors/tlog/tessera");
        if (Files.notExists(folder)) {
            System.out.println("../shared/vectors/tlog is not there: its 16 checkpoints were not checked");
            return;
        }
        var key = VerifierKey.parse(Files.readString(folder.resolve("log.vkey")).strip());
        for (var i = 0; i < 16; i++) {
            var bytes = Files.readAllBytes(folder.resolve("testdata/log/checkpoint." + i));
            var note = SignedNote.parse(bytes);
            assertEquals(Set.of(key), note.signedBy(List.of(key)), "checkpoint " + i);
            assertArrayEquals(bytes, note.bytes());
        }
    }

    @Test
    void ignoresUnknownKeysAndNamesTheKnownOnes() {
        var note = parse(TEXT + "\n" + PETER_LINE + ENOCH_LINE);
        assertEquals(Set.of(PETER), note.signedBy(List.of(PETER)));
        assertEquals(Set.of(PETER, ENOCH), note.signedBy(List.of(ENOCH, PETER)));
        assertEquals(Set.of(), note.signedBy(List.of(FOO)));
        assertEquals(Set.of(), note.signedBy(List.of()));
    }

    @Test
    void ignoresASignatureThatSharesOnlyTheName() {
        var other = new VerifierKey("PeterNeumann", ENOCH.publicKey());
        assertEquals(Set.of(), parse(TEXT + "\n" + PETER_LINE).signedBy(List.of(other)));
    }

    @Test
    void countsAKeyThatSignedTwiceOnce() {
        assertEquals(
                1,
                parse(TEXT + "\n" + PETER_LINE + PETER_LINE)
                        .signedBy(List.of(PETER))
                        .size());
    }

    @Test
    void refusesTheWholeNoteForOneBadSignatureOfAKnownKey() {
        var note = parse("Another text.\n\n" + PETER_LINE + ENOCH_LINE);
        assertBadSignature(note, PETER);
        assertBadSignature(parse(TEXT.replace("think", "drink") + "\n" + PETER_LINE), PETER);
        // A longer signature, as one of another type would be, is no signature of an Ed25519 key.
        var longer = PETER_LINE.substring(0, 60) + "ABCD" + PETER_LINE.substring(60);
        assertBadSignature(parse(TEXT + "\n" + PETER_LINE + longer), PETER);
    }

    @Test
    void refusesWhatIsNoNote() {
        assertMalformed("");
        assertMalformed(TEXT);
        assertMalformed(TEXT + "\n");
        assertMalformed(TEXT + PETER_LINE);
        assertMalformed(TEXT + "\n" + PETER_LINE.strip());
        assertMalformed(TEXT + "\n" + PETER_LINE + "\n");
        assertMalformed(TEXT + "\n" + PETER_LINE + "Unexpected line.\n");
        assertMalformed("\u0001" + TEXT + "\n" + PETER_LINE);
        assertMalformed(TEXT.replace(" ", "\t") + "\n" + PETER_LINE);
        assertMalformed((TEXT + "\n" + PETER_LINE).replace("\n", "\r\n"));
        assertMalformed(TEXT + "\n" + PETER_LINE.replace("\u2014", "-"));
        assertMalformed(TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter Neumann"));
        assertMalformed(TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter\u00a0Neumann"));
        assertMalformed(TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter+Neumann"));
        assertMalformed(TEXT + "\n" + PETER_LINE.replace("PeterNeumann", ""));
        assertMalformed(TEXT + "\n" + PETER_LINE.replace("=", ""));
        assertMalformed(TEXT + "\n" + PETER_LINE.replace("nAM=", "nAN="));
        assertMalformed(TEXT + "\n\u2014 PeterNeumann x08gow==\n");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        var note = (TEXT + "\n" + PETER_LINE).getBytes(StandardCharsets.UTF_8);
        for (var bad : new byte[] {(byte) 0xff, (byte) 0xc0, (byte) 0x80, (byte) 0xed}) {
            note[0] = bad;
            assertMalformed(note);
        }
    }

    @Test
    void splitsAtTheLastEmptyLine() {
        var note = parse("one\n\n\ntwo\n\n" + PETER_LINE);
        assertEquals("one\n\n\ntwo\n", note.text());
    }

    @Test
    void takes64SignaturesAndNoMore() {
        assertEquals(64, parse(TEXT + "\n" + PETER_LINE.repeat(64)).signatureCount());
        assertMalformed(TEXT + "\n" + PETER_LINE.repeat(65));
    }

    @Test
    void takes65536BytesAndNoMore() {
        var room = SignedNote.NOTE_BYTES_MAX - ("\n\n" + PETER_LINE).getBytes(StandardCharsets.UTF_8).length;
        assertEquals(
                room + 1, parse("x".repeat(room) + "\n\n" + PETER_LINE).text().length());
        assertMalformed("x".repeat(room + 1) + "\n\n" + PETER_LINE);
    }

    @Test
    void replacesASignatureOfTheSameKey() {
        var randomness = new SeededRandomness(1);
        try (var a = signer("example.com/a", randomness);
                var b = signer("example.com/b", randomness)) {
            var note = SignedNote.sign("x\n", a).with(b).with(a);
            assertEquals(2, note.signatureCount());
            assertEquals(
                    Set.of(a.verifierKey(), b.verifierKey()), note.signedBy(List.of(b.verifierKey(), a.verifierKey())));
        }
    }

    @Test
    void signsNothingThatItWouldNotRead() {
        try (var a = signer("example.com/a", new SeededRandomness(2))) {
            for (var text : List.of("", "x", "x\ty\n", "x\r\n", "\ud800\n")) {
                assertThrows(NoteException.class, () -> SignedNote.sign(text, a));
            }
        }
    }

    @Test
    void whatWasSignedParsesToTheSameBytesAndVerifies() {
        var randomness = new SeededRandomness(3);
        for (var round = 0; round < 50; round++) {
            var text = new StringBuilder();
            for (var lines = 1 + randomness.below(5); lines > 0; lines--) {
                text.append("\u00e9\u4e2d\ud83d\ude00 ".repeat(randomness.below(4)))
                        .append('\n');
            }
            var keys = new ArrayList<VerifierKey>();
            SignedNote note = null;
            for (var i = 0; i <= randomness.below(16); i++) {
                try (var signer = signer("example.com/" + i, randomness)) {
                    note = note == null ? SignedNote.sign(text.toString(), signer) : note.with(signer);
                    keys.add(signer.verifierKey());
                }
            }
            var again = SignedNote.parse(note.bytes());
            assertEquals(text.toString(), again.text());
            assertArrayEquals(note.bytes(), again.bytes());
            assertEquals(Set.copyOf(keys), again.signedBy(keys));
        }
    }

    @Test
    void noFlippedBitOfANoteGoesUnnoticed() {
        var note = FOO_NOTE.getBytes(StandardCharsets.UTF_8);
        for (var bit = 0; bit < note.length * 8; bit++) {
            var flipped = note.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertTrue(SignedNote.parse(flipped).signedBy(List.of(FOO)).isEmpty(), "bit " + bit);
            } catch (NoteException expected) {
                // Refused outright, which is as good.
            }
        }
    }

    @Test
    void noShorterNoteCounts() {
        var note = FOO_NOTE.getBytes(StandardCharsets.UTF_8);
        for (var length = 0; length < note.length; length++) {
            assertMalformed(Arrays.copyOf(note, length));
        }
    }
}

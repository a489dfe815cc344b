package org.postern.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class VerifierKeyTest {
    // golang.org/x/mod/sumdb/note, documentation.
    private static final String PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static void assertRefused(String vkey) {
        assertThrows(NoteException.class, () -> VerifierKey.parse(vkey));
    }

    @Test
    void writesWhatItReads() {
        var key = VerifierKey.parse(PETER);
        assertEquals("PeterNeumann", key.name());
        assertEquals(0xc74f20a3, key.keyId());
        assertEquals(PETER, key.text());
        assertEquals(key, new VerifierKey("PeterNeumann", key.publicKey()));
    }

    @Test
    void refusesEveryPartOfAKey() {
        for (var from = 0; from < PETER.length(); from++) {
            for (var to = from + 1; to <= PETER.length(); to++) {
                if (from != 0 || to != PETER.length()) {
                    assertRefused(PETER.substring(from, to));
                }
            }
        }
    }

    @Test
    void refusesEveryKeyWithOneOtherCharacter() {
        for (var i = 0; i < PETER.length(); i++) {
            assertRefused(PETER.substring(0, i) + (char) (PETER.charAt(i) + 1) + PETER.substring(i + 1));
        }
    }

    @Test
    void refusesOtherLengthsAndTypesWhoseIdIsRight() {
        assertRefused("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==");
        assertRefused("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        assertRefused("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    }

    @Test
    void refusesNamesThatASignatureLineCouldNotHold() {
        for (var name : new String[] {"", "a b", "a+b", "a\nb", "a\u2003b", "a\u0085b"}) {
            assertThrows(IllegalArgumentException.class, () -> new VerifierKey(name, new byte[32]));
        }
        assertThrows(IllegalArgumentException.class, () -> new VerifierKey("a", new byte[31]));
    }
}

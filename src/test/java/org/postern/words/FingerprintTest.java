package org.postern.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.crypto.Sha256;

final class FingerprintTest {
    @Test
    void theEnglishListIsThatOfBip39() throws Exception {
        try (var in = WordList.class.getResourceAsStream("english.txt")) {
            assertEquals(
                    "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
                    HexFormat.of().formatHex(Sha256.hash(in.readAllBytes())));
        }
    }

    @Test
    void isTheFirstSixWordsThatBip39GivesTheHash() {
        // Test vectors of BIP39 (Trezor): 256 bits of 00, 7f and ff; words before the last depend on the bits alone.
        assertEquals(Collections.nCopies(6, "abandon"), Fingerprint.of(new byte[32]));
        assertEquals("legal winner thank year wave sausage", Fingerprint.line(bytes("7f".repeat(32))));
        assertEquals("letter advice cage absurd amount doctor", Fingerprint.line(bytes("80".repeat(32))));
        assertEquals(Collections.nCopies(6, "zoo"), Fingerprint.of(bytes("ff".repeat(32))));
    }

    @Test
    void changesWithEachOfItsSixtySixBitsAndWithNoOther() {
        var same = Fingerprint.of(new byte[32]);
        for (int bit = 0; bit < 256; bit++) {
            var hash = new byte[32];
            hash[bit / 8] = (byte) (1 << (7 - bit % 8));
            if (bit < 66) {
                assertNotEquals(same, Fingerprint.of(hash), "bit " + bit);
            } else {
                assertEquals(same, Fingerprint.of(hash), "bit " + bit);
            }
        }
    }

    @Test
    void refusesWhatIsNoHash() {
        for (int length : List.of(0, 9, 31, 33)) {
            assertThrows(IllegalArgumentException.class, () -> Fingerprint.of(new byte[length]));
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}

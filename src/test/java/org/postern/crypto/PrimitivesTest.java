package org.postern.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The published examples of each standard: these need no vector files, so they hold in a plain clone, too.
final class PrimitivesTest {
    private final SeededRandomness randomness = new SeededRandomness(20260101);

    @Test
    void hashesLikeTheStandard() {
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                hex(Sha256.hash("a".getBytes(US_ASCII), "bc".getBytes(US_ASCII))));
    }

    @Test
    void authenticatesLikeRfc4231() {
        var key = SecretBytes.takeOwnershipOf("Jefe".getBytes(US_ASCII));
        var message = "what do ya want for nothing?".getBytes(US_ASCII);
        var tag = bytes("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertArrayEquals(tag, Hmac.sha256(key, message));
        assertTrue(Hmac.verify(key, tag, message));
        tag[31] ^= 1;
        assertFalse(Hmac.verify(key, tag, message));
    }

    @Test
    void derivesLikeRfc5869() {
        var ikm = SecretBytes.takeOwnershipOf(bytes("0b".repeat(22)));
        var okm = Hkdf.derive(ikm, bytes("000102030405060708090a0b0c"), bytes("f0f1f2f3f4f5f6f7f8f9"), 42);
        assertEquals(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
                hex(okm.copy()));
        var bare = Hkdf.derive(ikm, new byte[0], "", 42);
        assertEquals(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
                hex(bare.copy()));
        assertThrows(IllegalArgumentException.class, () -> Hkdf.derive(ikm, new byte[0], "", 0));
        assertThrows(IllegalArgumentException.class, () -> Hkdf.derive(ikm, new byte[0], "", Hkdf.LENGTH_MAX + 1));
    }

    @Test
    void signsLikeRfc8032() {
        var seed =
                SecretBytes.takeOwnershipOf(bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        var key = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        var signature = bytes("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        assertArrayEquals(key, Ed25519.publicKey(seed));
        assertArrayEquals(signature, Ed25519.sign(seed, bytes("72")));
        assertTrue(Ed25519.verify(key, bytes("72"), signature));
        assertFalse(Ed25519.verify(key, bytes("73"), signature));
        assertFalse(Ed25519.verify(new byte[31], bytes("72"), signature));
        assertFalse(Ed25519.verify(key, bytes("72"), new byte[63]));
    }

    @Test
    void refusesSignaturesThatRfc8032DoesNotAllow() {
        // Public key and R are the neutral point, S is zero: the equation holds for every message.
        var neutral = bytes("01" + "00".repeat(31));
        assertFalse(Ed25519.verify(neutral, bytes("72"), bytes("01" + "00".repeat(63))));
        // The same point, not reduced: y = p + 1.
        var unreduced = bytes("ee" + "ff".repeat(30) + "7f");
        assertFalse(Ed25519.verify(unreduced, bytes("72"), bytes("01" + "00".repeat(63))));
        // S + L instead of S.
        var seed = SecretBytes.random(randomness, 32);
        var signature = Ed25519.sign(seed, bytes("72"));
        var order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        int carry = 0;
        for (int i = 0; i < 32; i++) {
            carry += (signature[32 + i] & 0xff) + (order[i] & 0xff);
            signature[32 + i] = (byte) carry;
            carry >>= 8;
        }
        assertFalse(Ed25519.verify(Ed25519.publicKey(seed), bytes("72"), signature));
    }

    @Test
    void countsASignatureOnlyInItsContext() {
        var seed = SecretBytes.random(randomness, 32);
        var key = Ed25519.publicKey(seed);
        var signature = ContextSignature.sign(seed, "postern/v1/reply", bytes("01"), bytes("02"));
        assertTrue(ContextSignature.verify(key, "postern/v1/reply", signature, bytes("0102")));
        assertFalse(ContextSignature.verify(key, "postern/v1/request", signature, bytes("0102")));
        assertFalse(ContextSignature.verify(key, "postern/v1/reply", signature, bytes("0201")));
        assertTrue(Ed25519.verify(key, "postern/v1/reply\0\1\2".getBytes(US_ASCII), signature));
        assertThrows(IllegalArgumentException.class, () -> ContextSignature.sign(seed, "a\0b"));
        assertThrows(IllegalArgumentException.class, () -> ContextSignature.sign(seed, ""));
    }

    @Test
    void sealsLikeRfc8439() {
        var key =
                SecretBytes.takeOwnershipOf(bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
        var nonce = bytes("070000004041424344454647");
        var aad = bytes("50515253c0c1c2c3c4c5c6c7");
        var plaintext = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                        + "sunscreen would be it.")
                .getBytes(US_ASCII);
        var sealed = Aead.seal(key, nonce, aad, plaintext);
        assertTrue(hex(sealed).startsWith("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"));
        assertTrue(hex(sealed).endsWith("1ae10b594f09e26a7e902ecbd0600691"));
        assertArrayEquals(plaintext, Aead.open(key, nonce, aad, sealed).orElseThrow());
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] ^= 1;
            assertTrue(Aead.open(key, nonce, aad, sealed).isEmpty());
            sealed[i] ^= 1;
        }
        assertTrue(Aead.open(key, nonce, nonce, sealed).isEmpty());
        assertTrue(Aead.open(key, nonce, aad, new byte[15]).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> Aead.seal(key, new byte[11], aad, plaintext));
        assertThrows(IllegalArgumentException.class, () -> new AeadKey(SecretBytes.copyOf(new byte[31])));
    }

    @Test
    void refusesToUseOneNonceTwiceRunning() {
        try (var key = new AeadKey(SecretBytes.random(randomness, 32))) {
            var out = new byte[32];
            key.seal(new byte[12], new byte[0], new byte[16], 0, 16, out, 0);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> key.seal(new byte[12], new byte[0], new byte[16], 0, 16, out, 0));
        }
    }

    @Test
    void refusesAKeyAfterItWasClosed() {
        var key = new AeadKey(SecretBytes.random(randomness, 32));
        key.close();
        assertThrows(
                IllegalStateException.class,
                () -> key.seal(new byte[12], new byte[0], new byte[16], 0, 16, new byte[32], 0));
    }

    @Test
    void stretchesLikeRfc7914() {
        var key = Pbkdf2.sha256("passwd".getBytes(UTF_8), "salt".getBytes(UTF_8), 1, 64);
        assertEquals(
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
                hex(key.copy()));
        var many = Pbkdf2.sha256("Password".getBytes(UTF_8), "NaCl".getBytes(UTF_8), 80_000, 64);
        assertTrue(hex(many.copy()).startsWith("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"));
    }

    @Test
    void wipesASecretWhenItIsClosed() {
        var bytes = randomness.bytes(32);
        var secret = SecretBytes.takeOwnershipOf(bytes);
        assertTrue(secret.matches(bytes.clone()));
        assertFalse(secret.matches(new byte[32]));
        assertEquals("SecretBytes(32)", secret.toString());
        secret.close();
        assertArrayEquals(new byte[32], bytes);
        assertThrows(IllegalStateException.class, secret::copy);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

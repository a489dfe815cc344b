package org.postern.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class VaultTest {
    private static final char[] PASSPHRASE = "four small brown doors".toCharArray();

    private final SeededRandomness randomness = new SeededRandomness(20260103);
    private final byte[] plaintext = "the responder's keys".getBytes(StandardCharsets.UTF_8);
    private final byte[] file = Vault.seal(PASSPHRASE, plaintext, randomness);

    @Test
    void opensWithItsPassphrase() {
        assertArrayEquals(plaintext, Vault.open(PASSPHRASE, file).orElseThrow().copy());
    }

    @Test
    void staysShutForAnyOtherPassphrase() {
        assertTrue(Vault.open("four small brown door".toCharArray(), file).isEmpty());
        assertTrue(Vault.open(new char[0], file).isEmpty());
    }

    @Test
    void doesNotMindHowAKeyboardComposesLetters() {
        var composed = Vault.seal("caf\u00e9".toCharArray(), plaintext, randomness);
        assertTrue(Vault.open("cafe\u0301".toCharArray(), composed).isPresent());
    }

    @Test
    void saysInOneLineThatAFileIsForeign() {
        refuses("this file is not a Postern vault", new byte[0]);
        refuses("this file is not a Postern vault", "age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII));
        refuses("this vault file was written by another version of Postern", rehashed(4, (byte) 2));
    }

    @Test
    void saysInOneLineThatAFileIsDamaged() {
        for (int i = 5; i < file.length; i++) {
            var damaged = file.clone();
            damaged[i] ^= 1;
            refuses("this vault file is damaged", damaged);
        }
        for (int length = 4; length < file.length; length++) {
            int cut = length;
            assertThrows(DamagedVaultException.class, () -> Vault.open(PASSPHRASE, Arrays.copyOf(file, cut)));
        }
    }

    @Test
    void doesNotWorkHarderThanItsBoundsBecauseAFileSaysSo() {
        for (var offset : new int[] {5, 9, 13}) {
            refuses("this vault file asks for an unreasonable amount of work", rehashed(offset, (byte) 0x7f));
        }
        refuses("this vault file asks for an unreasonable amount of work", rehashed(13, (byte) 0));
    }

    @Test
    void statesItsCostInTheHeader() {
        var fields = ByteBuffer.wrap(file).position(5);
        assertEquals(64 * 1024, fields.getInt());
        assertEquals(3, fields.getInt());
        assertEquals(1, fields.get());
    }

    @Test
    void refusesToSealWithoutAPassphrase() {
        assertThrows(IllegalArgumentException.class, () -> Vault.seal(new char[0], plaintext, randomness));
        assertThrows(
                IllegalArgumentException.class,
                () -> Vault.seal(PASSPHRASE, new byte[Vault.PLAINTEXT_BYTES_MAX + 1], randomness));
    }

    /// The file with one byte changed and the closing hash made right again.
    private byte[] rehashed(int offset, byte value) {
        var body = Arrays.copyOf(file, file.length - Sha256.BYTES);
        body[offset] = value;
        return ByteBuffer.allocate(file.length).put(body).put(Sha256.hash(body)).array();
    }

    private static void refuses(String line, byte[] file) {
        var e = assertThrows(DamagedVaultException.class, () -> Vault.open(PASSPHRASE, file));
        assertEquals(line, e.getMessage());
    }
}

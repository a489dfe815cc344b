package org.postern.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.postern.age.Vectors;

/// The public vectors for what this room uses: Wycheproof, X-Wing (draft-connolly-cfrg-xwing-kem) and hpke-pq.
/// They lie beside the checkout; where they do not, one line says so, and `PrimitivesTest` holds the standards'
/// own examples.
final class VectorTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void aeadAgreesWithWycheproof() {
        int run = 0;
        for (var test : wycheproof("chacha20_poly1305_test.json")) {
            var nonce = bytes(test.node, "iv");
            if (nonce.length != AeadKey.NONCE_BYTES) {
                assertEquals("invalid", test.result(), test.id());
                continue;
            }
            var sealed = concat(bytes(test.node, "ct"), bytes(test.node, "tag"));
            var key = SecretBytes.takeOwnershipOf(bytes(test.node, "key"));
            var opened = Aead.open(key, nonce, bytes(test.node, "aad"), sealed);
            assertEquals(test.result().equals("valid"), opened.isPresent(), test.id());
            if (opened.isPresent()) {
                assertArrayEquals(bytes(test.node, "msg"), opened.get(), test.id());
                assertArrayEquals(sealed, Aead.seal(key, nonce, bytes(test.node, "aad"), opened.get()), test.id());
            }
            run++;
        }
        report("ChaCha20-Poly1305", run);
    }

    @Test
    void signaturesAgreeWithWycheproof() {
        int run = 0;
        for (var test : wycheproof("ed25519_test.json")) {
            var key = bytes(test.group.get("publicKey"), "pk");
            assertEquals(
                    test.result().equals("valid"),
                    Ed25519.verify(key, bytes(test.node, "msg"), bytes(test.node, "sig")),
                    test.id());
            run++;
        }
        report("Ed25519", run);
    }

    @Test
    void derivationAgreesWithWycheproof() {
        int run = 0;
        for (var test : wycheproof("hkdf_sha256_test.json")) {
            int size = test.node.get("size").asInt();
            var ikm = SecretBytes.takeOwnershipOf(bytes(test.node, "ikm"));
            assertEquals(!test.result().equals("valid"), size > Hkdf.LENGTH_MAX, test.id());
            if (size <= Hkdf.LENGTH_MAX) {
                var okm = Hkdf.derive(ikm, bytes(test.node, "salt"), bytes(test.node, "info"), size);
                assertArrayEquals(bytes(test.node, "okm"), okm.copy(), test.id());
            }
            run++;
        }
        report("HKDF-SHA256", run);
    }

    @Test
    void macsAgreeWithWycheproof() {
        int run = 0;
        for (var test : wycheproof("hmac_sha256_test.json")) {
            if (test.group.get("tagSize").asInt() != Hmac.BYTES * Byte.SIZE) continue;
            var key = SecretBytes.takeOwnershipOf(bytes(test.node, "key"));
            assertEquals(
                    test.result().equals("valid"),
                    Hmac.verify(key, bytes(test.node, "tag"), bytes(test.node, "msg")),
                    test.id());
            run++;
        }
        report("HMAC-SHA256", run);
    }

    @Test
    void publicKeysAgreeWithWycheproof() {
        int run = 0;
        for (var test : wycheproof("mlkem_768_encaps_test.json")) {
            var half = bytes(test.node, "ek");
            if (half.length != 1184) continue;
            var key = Arrays.copyOf(half, HybridKem.PUBLIC_BYTES);
            assertEquals(test.result().equals("valid"), HybridKem.isPublicKey(key), test.id());
            run++;
        }
        report("ML-KEM-768 encapsulation keys", run);
    }

    /// X-Wing's two halves are the engine's own; ours must at least be the ones that the vectors know.
    @Test
    void theHalvesOfXWingAgreeWithWycheproof() {
        int run = 0;
        for (var test : wycheproof("mlkem_768_test.json")) {
            var seed = bytes(test.node, "seed");
            var ciphertext = bytes(test.node, "c");
            if (seed.length != 64 || ciphertext.length != 1088) {
                assertEquals("invalid", test.result(), test.id());
                continue;
            }
            var key = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed);
            assertArrayEquals(bytes(test.node, "ek"), key.getPublicKey(), test.id());
            assertArrayEquals(bytes(test.node, "K"), new MLKEMExtractor(key).extractSecret(ciphertext), test.id());
            run++;
        }
        for (var test : wycheproof("x25519_test.json")) {
            var shared = new byte[32];
            boolean usable =
                    X25519.calculateAgreement(bytes(test.node, "private"), 0, bytes(test.node, "public"), 0, shared, 0);
            assertArrayEquals(bytes(test.node, "shared"), shared, test.id());
            assertEquals(!Arrays.equals(new byte[32], shared), usable, test.id());
            run++;
        }
        report("ML-KEM-768 and X25519", run);
    }

    @Test
    void xWingAgreesWithItsDraft() throws BadEncapsulationException {
        int run = 0;
        for (var test : elements("xwing/test-vectors.json")) {
            var seed = SecretBytes.takeOwnershipOf(bytes(test, "seed"));
            try (var key = new HybridKem.PrivateKey(seed)) {
                assertArrayEquals(bytes(test, "pk"), key.publicKey());
                var engine = new XWingKEMExtractor(seed.use(XWingPrivateKeyParameters::new));
                assertArrayEquals(bytes(test, "ss"), engine.extractSecret(bytes(test, "ct")));
                // The same coins give the same encapsulation through HPKE.
                var sealed = HybridKem.seal(key.publicKey(), new byte[0], new byte[] {42}, n -> bytes(test, "eseed"));
                assertArrayEquals(bytes(test, "ct"), sealed.encapsulated());
                var opened = key.open(sealed.encapsulated(), new byte[0], sealed.body());
                assertArrayEquals(new byte[] {42}, opened.orElseThrow().copy());
            }
            run++;
        }
        report("X-Wing", run);
    }

    @Test
    void hpkeAgreesWithHpkePq() throws BadEncapsulationException {
        int run = 0;
        for (var test : elements("hpke/hpke-pq-test-vectors.json")) {
            if (test.get("kem_id").asInt() != 0x647a
                    || test.get("kdf_id").asInt() != 1
                    || test.get("aead_id").asInt() != 3) continue;
            try (var key = new HybridKem.PrivateKey(SecretBytes.takeOwnershipOf(bytes(test, "skRm")))) {
                assertArrayEquals(bytes(test, "pkRm"), key.publicKey());
                var first = test.get("encryptions").get(0);
                // Our interface has no associated data, as age has none; the vectors do, so only the engine sees
                // theirs.
                var engine = new HPKE(
                        HPKE.mode_base, HPKE.kem_MLKEM768_X25519, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
                var pair = engine.deserializePrivateKey(bytes(test, "skRm"), bytes(test, "pkRm"));
                var receiver = engine.setupBaseR(bytes(test, "enc"), pair, bytes(test, "info"));
                assertArrayEquals(bytes(first, "pt"), receiver.open(bytes(first, "aad"), bytes(first, "ct")));
                var sealed = HybridKem.seal(
                        key.publicKey(), bytes(test, "info"), bytes(first, "pt"), n -> bytes(test, "ikmE"));
                assertArrayEquals(bytes(test, "enc"), sealed.encapsulated());
                // Without associated data the ciphertext is the same and the tag is not.
                int length = bytes(first, "pt").length;
                assertArrayEquals(Arrays.copyOf(bytes(first, "ct"), length), Arrays.copyOf(sealed.body(), length));
                assertArrayEquals(
                        bytes(first, "pt"),
                        key.open(bytes(test, "enc"), bytes(test, "info"), sealed.body())
                                .orElseThrow()
                                .copy());
            } catch (InvalidCipherTextException e) {
                throw new AssertionError(e);
            }
            run++;
        }
        report("hpke-pq", run);
    }

    private record Case(JsonNode group, JsonNode node) {
        String result() {
            return node.get("result").asText();
        }

        String id() {
            return "tcId " + node.get("tcId").asText();
        }
    }

    private static List<JsonNode> elements(String file) {
        var elements = new ArrayList<JsonNode>();
        Vectors.json(file).ifPresent(suite -> {
            suite.forEach(elements::add);
            assertTrue(elements.size() >= 3, "the suite is whole");
        });
        return elements;
    }

    private static byte[] bytes(JsonNode node, String field) {
        return HEX.parseHex(node.get(field).asText());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static List<Case> wycheproof(String file) {
        var cases = new ArrayList<Case>();
        Vectors.json("wycheproof/" + file).ifPresent(suite -> {
            for (var group : suite.get("testGroups"))
                for (var node : group.get("tests")) cases.add(new Case(group, node));
            assertTrue(cases.size() > 50, "the suite is whole");
        });
        return cases;
    }

    private static void report(String what, int run) {
        System.out.println(what + ": " + run + " public vectors run");
    }
}

package org.postern.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.age.AgeFile;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.envelope.Limits;
import org.postern.envelope.RefusedException;
import org.postern.envelope.RequestEnvelope;

final class HelpRequestTest {
    /// Where PROTOCOL.md 5.1 puts the form version; the consents follow.
    private static final int FORM_VERSION_AT = 1_338;

    private static Scene scene;
    private static Scene.Person person;

    @BeforeAll
    static void oneScene() {
        scene = new Scene(21);
        person = scene.person();
    }

    @Test
    void aTextThatShowsNothingIsNoText() {
        for (var blank :
                List.of("", " \n", "\u200b\u2060", "\u2800\u2800", "\u3164", "\u115f\u1160", "\ufe0f", "\u202e")) {
            assertFalse(Draft.isVisible(blank), blank);
        }
        for (var text : List.of("a", "١", "?", "🆘", "\u200bช่วย")) {
            assertTrue(Draft.isVisible(text), text);
        }
    }

    @Test
    void comesBackAsItWasSealed() {
        var envelope = scene.request(Scene.smallDraft(), person);
        assertEquals(Limits.REQUEST_BYTES, envelope.frame().length);
        var request = Opener.request(envelope, scene.epoch).orElseThrow();
        assertEquals(envelope.id(), request.id());
        assertEquals(HelpRequest.Kind.FIRST, request.kind());
        assertEquals(List.of("housing", "legal"), request.needs());
        assertEquals(HelpRequest.Urgency.WEEK, request.urgency());
        assertEquals(Scene.smallDraft().message(), request.message());
        assertEquals(person.keys.thread(), request.thread());
        assertEquals(person.keys.tag(), request.tag());
        assertEquals(person.keys.mark(request.id()), request.mark());
        assertEquals(person.keys.recipient(), request.replyTo());
        assertEquals(Instant.parse("2026-11-22T16:20:00Z"), request.sentAt());
        assertTrue(request.caseKey().isPresent());
        assertTrue(request.locked().isEmpty());
    }

    @Test
    void followUpsBelongToTheThreadAndCarryNoCaseKey() {
        var first = scene.opened(Scene.smallDraft(), person);
        var followUp = scene.opened(Scene.followUp("One more thing."), person);
        assertEquals(first.thread(), followUp.thread());
        assertEquals(HelpRequest.Kind.FOLLOW_UP, followUp.kind());
        assertTrue(followUp.caseKey().isEmpty());
    }

    @Test
    void anotherKeyOpensNothing() {
        var envelope = scene.request(Scene.smallDraft(), person);
        try (var other = HybridIdentity.fromSeed(SecretBytes.random(scene.randomness, 32))) {
            assertEquals(Optional.empty(), Opener.request(envelope, other).map(HelpRequest::message));
        }
        assertEquals(
                Optional.empty(),
                Opener.request(envelope, person.keys.identity()).map(HelpRequest::message));
    }

    @Test
    void oneFlippedBitAnywhereOpensNothing() {
        byte[] frame = scene.request(Scene.smallDraft(), person).frame();
        for (int i = 0; i < 150; i++) {
            int bit = scene.randomness.below(frame.length * 8);
            byte[] changed = frame.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFalse(opens(changed), "bit " + bit);
        }
        for (int at = 4; at < 56; at++) {
            byte[] changed = frame.clone();
            changed[at] ^= 1;
            // A higher epoch outside is what moving leaves behind; then only that epoch's identity is tried.
            boolean laterEpoch = at >= 20 && at < 23;
            assertEquals(laterEpoch, opens(changed), "outer byte " + at);
        }
    }

    @Test
    void everyTruncationOfThePlaintextIsRefused() {
        byte[] plaintext = plaintext(Scene.smallDraft());
        for (int length = 0; length < plaintext.length; length += length < 2_000 ? 1 : 997) {
            assertTrue(HelpRequest.decode(Arrays.copyOf(plaintext, length)).isEmpty(), "length " + length);
        }
        // Cut fields, zeros up to the full size: the lengths are right and the signature is not.
        for (int length = 0; length < 1_800; length++) {
            byte[] cut = Arrays.copyOf(Arrays.copyOf(plaintext, length), plaintext.length);
            if (!Arrays.equals(cut, plaintext)) {
                assertTrue(HelpRequest.decode(cut).isEmpty(), "cut at " + length);
            }
        }
        assertTrue(HelpRequest.decode(Arrays.copyOf(plaintext, plaintext.length + 1))
                .isEmpty());
        assertTrue(HelpRequest.decode(plaintext).isPresent());
    }

    @Test
    void everyChangedByteOfTheSignedPartIsRefused() {
        byte[] plaintext = plaintext(Scene.smallDraft());
        for (int at = 0; at < 1_700; at++) {
            byte[] changed = plaintext.clone();
            changed[at] ^= (byte) (1 + scene.randomness.below(255));
            assertTrue(HelpRequest.decode(changed).isEmpty(), "byte " + at);
        }
        byte[] unpadded = plaintext.clone();
        unpadded[unpadded.length - 1] = 1;
        assertTrue(HelpRequest.decode(unpadded).isEmpty());
    }

    @Test
    void unknownVersionsAreRefusedEvenWhenSigned() {
        // Offsets of PROTOCOL.md 5.1: version, kind, form version.
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), 0, 2))
                .isEmpty());
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), 1, 3))
                .isEmpty());
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), 1, 2))
                .isEmpty());
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), FORM_VERSION_AT, 2))
                .isEmpty());
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), FORM_VERSION_AT, 1))
                .isPresent());
    }

    @Test
    void countsOverTheirMaximumAreRefusedEvenWhenSigned() {
        int consents = FORM_VERSION_AT + 1;
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), consents, 17))
                .isEmpty());
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), consents + 1, 5))
                .isEmpty());
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), consents + 2, 2))
                .isEmpty());
        int answers = consents + 1 + 6;
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), answers, 33))
                .isEmpty());
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), answers + 2, 'A'))
                .isEmpty());
    }

    @Test
    void withoutTheConsentToReadNothingCounts() {
        // The consent to read, taken back under a good signature.
        assertTrue(HelpRequest.decode(signedAgain(plaintext(Scene.smallDraft()), FORM_VERSION_AT + 3, 0))
                .isEmpty());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Draft(HelpRequest.Kind.FIRST, Answers.none(), "x", Answers.none(), Set.of(), Set.of()));
    }

    @Test
    void innerAndOuterFieldsMustBeTheSame() {
        byte[] plaintext = plaintext(Scene.smallDraft());
        var request = HelpRequest.decode(plaintext).orElseThrow();
        assertTrue(Opener.request(
                        frame(
                                plaintext,
                                request.id(),
                                request.epoch(),
                                request.mark().raw()),
                        scene.epoch)
                .isPresent());
        var otherId =
                frame(plaintext, new UUID(1, 2), request.epoch(), request.mark().raw());
        var otherEpoch = frame(plaintext, request.id(), 2, request.mark().raw());
        var otherMark = frame(plaintext, request.id(), request.epoch(), new byte[32]);
        for (var envelope : List.of(otherId, otherEpoch, otherMark)) {
            assertTrue(Opener.request(envelope, scene.epoch).isEmpty());
        }
    }

    @Test
    void everyMaximumAtOnceWithFiveSeatsStillFits() {
        var contact = new LinkedHashMap<String, List<String>>();
        contact.put("contact_value", List.of("x".repeat(2_048 - 1 - 1 - 13 - 1 - 2)));
        var answers = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < 31; i++) {
            answers.put("k" + i, List.of());
        }
        int used =
                1 + answers.keySet().stream().mapToInt(key -> 2 + key.length()).sum();
        answers.put("needs", List.of("y".repeat(3_000 - used - 1 - 5 - 1 - 2)));
        var seats = scene.seats(5);
        var layer = LockedLayer.seal(Answers.of(contact), 5, Scene.recipients(seats), scene.randomness);
        var consents = Collections.nCopies(16, new Consent(Consent.Purpose.READ, true, 0xffff_ffffL));
        var fields = fields(consents, Answers.of(answers), "z".repeat(12_000), Optional.of(layer));
        byte[] plaintext = HelpRequest.sign(fields, person.keys).encode();
        assertEquals(31_017, plaintext.length);
        var request = HelpRequest.decode(plaintext).orElseThrow();
        assertEquals(16, request.consents().size());
        assertEquals(32, request.answers().all().size());
        assertEquals(12_000, request.message().length());
        var shares = new ArrayList<Share>();
        for (int i = 0; i < 5; i++) {
            shares.add(request.locked().orElseThrow().share(i + 1, seats.get(i)).orElseThrow());
        }
        assertEquals(
                contact,
                request.locked().orElseThrow().open(shares).orElseThrow().all());
    }

    @Test
    void oneByteOverAnyMaximumIsRefusedBeforeSealing() {
        assertThrows(IllegalArgumentException.class, () -> sign(Answers.none(), "z".repeat(12_001)));
        assertThrows(IllegalArgumentException.class, () -> sign(Answers.none(), "é".repeat(6_001)));
        sign(Answers.none(), "é".repeat(6_000));
        sign(Scene.answers("needs", List.of("y".repeat(3_000 - 1 - 6 - 1 - 2))), "");
        assertThrows(
                IllegalArgumentException.class,
                () -> sign(Scene.answers("needs", List.of("y".repeat(3_000 - 1 - 6 - 1 - 1))), ""));
        assertThrows(IllegalArgumentException.class, () -> sign(Answers.none(), "\ud800"));
        assertThrows(IllegalArgumentException.class, () -> Scene.answers("Needs", List.of()));
        assertThrows(IllegalArgumentException.class, () -> Scene.answers("k".repeat(33), List.of()));
        assertThrows(IllegalArgumentException.class, () -> Scene.answers("k", Collections.nCopies(33, "")));
    }

    @Test
    void showsNothingWhenPrinted() {
        var request = scene.opened(Scene.smallDraft(), person);
        assertEquals("HelpRequest[FIRST]", request.toString());
        assertFalse(Scene.smallDraft().toString().contains("landlord"));
        assertEquals("Answers[2]", request.answers().toString());
    }

    @Test
    void theCaseKeyIsWipedOnClose() {
        var request = scene.opened(Scene.smallDraft(), person);
        var key = request.caseKey().orElseThrow();
        request.close();
        assertThrows(IllegalStateException.class, key::copy);
    }

    private static void sign(Answers answers, String message) {
        HelpRequest.sign(fields(Scene.smallDraft().consents(1), answers, message, Optional.empty()), person.keys);
    }

    private static HelpRequest.Fields fields(
            List<Consent> consents, Answers answers, String message, Optional<LockedLayer> locked) {
        var id = new UUID(3, 4);
        return new HelpRequest.Fields(
                HelpRequest.Kind.FIRST,
                id,
                Scene.EPOCH,
                person.keys.mark(id),
                person.keys.signingKey(),
                person.keys.tag(),
                person.keys.recipient(),
                1,
                consents,
                answers,
                message,
                Optional.of(SecretBytes.random(scene.randomness, 32)),
                locked);
    }

    private static byte[] plaintext(Draft draft) {
        return scene.opened(draft, person).encode();
    }

    /// Changes one byte and signs the fields again with the right key, so that only the byte itself can be refused.
    private static byte[] signedAgain(byte[] plaintext, int at, int value) {
        int signed = HelpRequest.decode(plaintext).orElseThrow().signedBytes();
        byte[] changed = plaintext.clone();
        changed[at] = (byte) value;
        byte[] signature = person.keys.signRequest(Arrays.copyOf(changed, signed));
        System.arraycopy(signature, 0, changed, signed, signature.length);
        return changed;
    }

    private static RequestEnvelope frame(byte[] plaintext, UUID id, int epoch, byte[] mark) {
        byte[] file = AgeFile.seal(plaintext, List.of(scene.epoch.recipient()), scene.randomness);
        return RequestEnvelope.parse(ByteBuffer.allocate(Limits.REQUEST_BYTES)
                .put("PRQ1".getBytes(StandardCharsets.US_ASCII))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(epoch)
                .put(mark)
                .put(new byte[36])
                .put(file)
                .array());
    }

    private static boolean opens(byte[] frame) {
        try {
            return Opener.request(RequestEnvelope.parse(frame), scene.epoch).isPresent();
        } catch (RefusedException e) {
            return false;
        }
    }

    @Test
    void sealingAgainDrawsANewId() {
        var one = scene.request(Scene.smallDraft(), person);
        var two = scene.request(Scene.smallDraft(), person);
        assertFalse(one.id().equals(two.id()));
        assertFalse(Arrays.equals(one.mark(), two.mark()));
        assertArrayEquals(one.mark(), person.keys.mark(one.id()).raw());
    }
}

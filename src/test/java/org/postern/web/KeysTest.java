package org.postern.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridIdentity;
import org.postern.envelope.RequestEnvelope;
import org.postern.message.Opener;

/// What the page makes of the keys that it is given, and what it does when they change while somebody writes.
class KeysTest extends OnAPhone {
    private static final String KEPT = "Everything you wrote is still here.";
    private static final House HOUSE = new House(2);

    KeysTest() {
        super(HOUSE);
    }

    private static byte[] signed(String manifest) {
        return HOUSE.sign(manifest, 1, 2);
    }

    @Test
    void refusesToSealToKeysThatItCannotBelieveAndSaysWhy() {
        var text = HOUSE.manifest(7, House.inFiveDays());
        var good = signed(text);
        saysAtTheStart(HOUSE.notes(HOUSE.sign(text, 1)), "Not enough people signed the keys of this service");
        saysAtTheStart(HOUSE.notes(HOUSE.signedTwiceByOne()), "One person signed the keys of this service twice");
        saysAtTheStart(
                HOUSE.notes(new String(good, StandardCharsets.UTF_8)
                        .replace("version 7", "version 8")
                        .getBytes(StandardCharsets.UTF_8)),
                "The keys of this service did not pass our checks");
        saysAtTheStart(
                HOUSE.notes(signed(HOUSE.manifest(7, Instant.now().minusSeconds(1)))),
                "This service is closed just now");
        saysAtTheStart(
                HOUSE.notes(signed(HOUSE.manifest(7, Instant.now().plusSeconds(9 * 86_400)))), "dated too far ahead");
        saysAtTheStart(new House(2).notes(), "The keys of this service did not pass our checks");
        saysAtTheStart("postern/notes/v1\n".getBytes(StandardCharsets.US_ASCII), "This service has not opened yet");
        saysAtTheStart(
                "postern/notes/v1\nroot 5\nabc".getBytes(StandardCharsets.US_ASCII),
                "The keys of this service did not pass our checks");
        // The sign-in page of a network is no sign that somebody changed the keys.
        saysAtTheStart("<h1>Welcome</h1>".getBytes(StandardCharsets.US_ASCII), "We can’t reach the service just now");
        saysAtTheStart(new byte[0], "We can’t reach the service just now");
        assertEquals(List.of(), service.requests);
        service.notes = HOUSE.notes();
        visitor.press("Check again");
        PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isVisible();
        visitor.doesNotRead("did not pass our checks");
    }

    @Test
    void refusesKeysThatTheLogOrItsWitnessesDoNotVouchForAndSaysWhy() {
        var note = signed(HOUSE.manifest(7, House.inFiveDays()));
        var now = Instant.now();
        var longAgo = now.minus(Duration.ofHours(73));
        saysAtTheStart(HOUSE.notes(note, Optional.empty()), "These keys are not in the public record");
        saysAtTheStart(
                HOUSE.notes(
                        note,
                        Optional.of(HOUSE.proof(HOUSE.sign(HOUSE.manifest(7, House.inFiveDays()), 2, 3), 0, now, now))),
                "These keys are not in the public record");
        saysAtTheStart(HOUSE.notes(note, Optional.of(HOUSE.proof(note, 1, now, now))), "There are newer keys");
        saysAtTheStart(
                HOUSE.notes(note, Optional.of(HOUSE.proof(note, 0, now))), "Too few of our outside checkers have seen");
        saysAtTheStart(HOUSE.notes(note, Optional.of(HOUSE.proof(note, 0, now, longAgo))), "in the last three days");
        saysAtTheStart(
                HOUSE.notes(note, Optional.of(new House(2).proof(note, 0, now, now))),
                "The public record of these keys is not the right one");
        assertEquals(List.of(), service.requests);
        service.notes = HOUSE.notes(note, Optional.of(HOUSE.proof(note, 0, longAgo, now, now)));
        visitor.press("Check again");
        PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isVisible();
    }

    private void saysAtTheStart(byte[] notes, String sentence) {
        service.notes = notes;
        start().reads(sentence);
        PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isHidden();
        PlaywrightAssertions.assertThat(visitor.button("Read an answer")).isVisible();
    }

    @Test
    void saysHowManyOutsidersCheckTheKeysOrThatNobodyDoes() {
        start().reads("sends nothing unless two of them saw the same keys in the last three days");
        visitor.doesNotRead("Nobody outside the team checks our keys");
        var alone = new House();
        service.close();
        service = new StandIn(alone.pinned().hex(), alone.notes(), "/elsewhere");
        start().reads(
                        "Nobody outside the team checks our keys yet. So we can’t rule out that someone shows you old keys.");
        PlaywrightAssertions.assertThat(visitor.button("Ask for help")).isVisible();
    }

    @Test
    void sealsTheSameAnswersAnewWhenTheirEpochWasClosedAndSaysSoInOneLine() {
        atConsent();
        service.closedEpoch = House.EPOCH;
        service.status = 503;
        service.notes = HOUSE.notes(signed(HOUSE.manifestOfTheNextEpoch(8, House.inFiveDays())));
        // No press: it fetches, believes and seals by itself. Busy, so that the screen stays.
        visitor.press("Continue")
                .keepsWordsAndSends()
                .reads("The team has a new key. Your message was locked again with it.");
        visitor.reads("The service can’t take it just now").photograph("keys-renewed");
        service.status = 200;
        visitor.press("Try again now").sees("What happens next");
        var first = service.requests.getFirst();
        var last = service.requests.getLast();
        assertEquals(House.EPOCH, epoch(first));
        assertEquals(House.EPOCH + 1, epoch(last));
        assertNotEquals(id(first), id(last), "other bytes have another id");
        assertEquals("My rent is due.", open(last, HOUSE.nextEpoch));
        assertEquals(2, service.asked.stream().filter("GET /notes"::equals).count());
    }

    @Test
    void losesNothingWhenTheServiceClosesAKeyAndHasNoNewerOne() {
        for (var status : List.of(409, 410)) {
            service.status = status;
            service.requests.clear();
            service.asked.clear();
            atConsent()
                    .press("Continue")
                    .keepsWordsAndSends()
                    .reads("has no new one yet")
                    .reads(KEPT);
            assertEquals(2, service.asked.stream().filter("GET /notes"::equals).count());
            service.status = 200;
            visitor.press("Lock and send again").sees("What happens next");
            assertEquals(2, service.requests.size());
            assertNotEquals(id(service.requests.get(0)), id(service.requests.get(1)));
        }
    }

    @Test
    void sealsNothingToAKeyThatWasSwappedWhenTheOldOneCloses() {
        atConsent();
        service.closedEpoch = House.EPOCH;
        var next = HOUSE.manifestOfTheNextEpoch(8, House.inFiveDays());
        service.notes = HOUSE.notes(HOUSE.sign(next, 1));
        visitor.press("Continue")
                .keepsWordsAndSends()
                .reads("Not enough people signed")
                .reads(KEPT)
                .photograph("keys-swapped");
        service.notes = HOUSE.notes(signed(next), Optional.of(HOUSE.proof(signed(next), 0)));
        visitor.press("Lock and send again")
                .reads("Too few of our outside checkers")
                .reads(KEPT);
        assertEquals(1, service.requests.size());
        service.notes = HOUSE.notes(signed(next));
        visitor.press("Lock and send again").sees("What happens next");
        assertEquals("My rent is due.", open(service.requests.getLast(), HOUSE.nextEpoch));
    }

    @Test
    void refusesOlderKeysThanItHasSeenAndKeepsWhatWasWritten() {
        atConsent();
        service.status = 410;
        service.notes = HOUSE.notes(signed(HOUSE.manifest(6, House.inFiveDays())));
        visitor.press("Continue")
                .keepsWordsAndSends()
                .reads("are older than the ones this page saw before")
                .reads(KEPT);
        service.status = 200;
        visitor.press("Lock and send again").reads("are older than the ones this page saw before");
        assertEquals(1, service.requests.size(), "nothing was sealed to the older keys");
        service.notes = HOUSE.notes(signed(HOUSE.manifest(8, House.inFiveDays())));
        visitor.press("Lock and send again").sees("What happens next");
    }

    @Test
    void takesTheNewEpochWhenThePageWasLeftOpenUntilTheOldOneEnded() {
        atConsent();
        var later = Duration.ofDays(6);
        visitor.page.evaluate(
                "milliseconds => { const Real = Date; globalThis.Date = class extends Real {"
                        + " constructor(...at) { super(...(at.length ? at : [Real.now() + milliseconds])) }"
                        + " static now() { return Real.now() + milliseconds } } }",
                (double) later.toMillis());
        var then = Instant.now().plus(later);
        var note = signed(HOUSE.manifestOfTheNextEpoch(8, then.plus(Duration.ofDays(5))));
        visitor.press("Continue")
                .keepsWordsAndSends()
                .reads("This service is closed just now")
                .reads(KEPT);
        service.notes = HOUSE.notes(note, Optional.of(HOUSE.proof(note, 0, then, then)));
        visitor.press("Lock and send again").sees("What happens next");
        assertEquals("My rent is due.", open(service.requests.getFirst(), HOUSE.nextEpoch));
        assertEquals(1, service.requests.size(), "nothing went to the old key");
    }

    private static String open(byte[] frame, HybridIdentity epoch) {
        return Opener.request(RequestEnvelope.parse(frame), epoch).orElseThrow().message();
    }

    private static int epoch(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(20);
    }

    private static String id(byte[] frame) {
        return HexFormat.of().formatHex(frame, 4, 20);
    }
}

package org.postern.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridIdentity;
import org.postern.console.Casebook.Arrival;
import org.postern.console.Casebook.Received;
import org.postern.crypto.SecretBytes;
import org.postern.crypto.SeededRandomness;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Written;

/// Who waits longest, by the days on which things were stored and not by what senders' clocks say.
final class CaseTest {
    private static final Instant MORNING = Instant.parse("2026-11-27T08:00:00Z");
    private static final int TODAY =
            (int) Duration.between(Instant.EPOCH, MORNING).toDays();

    private final SeededRandomness randomness = new SeededRandomness(7);
    private final HybridIdentity epoch = HybridIdentity.fromSeed(SecretBytes.random(randomness, 32));

    @Test
    void aClockThatIsAheadOrBehindTakesNobodysPlace() {
        var honest = alone(MORNING, TODAY, 5);
        var behind = alone(MORNING.minus(Duration.ofHours(20)), TODAY, 6);
        var ahead = alone(MORNING.plus(Duration.ofDays(3)), TODAY, 4);
        var begin = Instant.parse("2026-11-27T00:00:00Z");
        assertEquals(begin, behind.waitingSince());
        assertEquals(MORNING, honest.waitingSince());
        assertTrue(ahead.waitingSince().isBefore(begin.plus(Duration.ofDays(1))));
        var yesterday = alone(MORNING.minus(Duration.ofDays(1)), TODAY - 1, 1);
        assertTrue(
                Case.mostUrgentFirst().compare(yesterday, behind) < 0,
                "whoever was stored yesterday waits longer than any clock of today can say");
    }

    @Test
    void aThreadStandsInTheOrderInWhichItWasStored() {
        var keys = person();
        var first = received(keys, HelpRequest.Kind.FOLLOW_UP, MORNING.plus(Duration.ofDays(3)), TODAY, 3);
        var second = received(keys, HelpRequest.Kind.FOLLOW_UP, MORNING, TODAY, 9);
        var thread = first.request().thread();
        var one = new Case(thread, List.of(second, first), List.of());
        assertEquals(List.of(first, second), one.messages());
    }

    @Test
    void writingAgainDoesNotSendAPersonToTheBack() {
        var keys = person();
        var early = received(keys, HelpRequest.Kind.FIRST, MORNING, TODAY, 1);
        var again = received(keys, HelpRequest.Kind.FOLLOW_UP, MORNING.plus(Duration.ofHours(9)), TODAY, 9);
        var twice = new Case(early.request().thread(), List.of(early, again), List.of());
        var other = alone(MORNING.plus(Duration.ofHours(2)), TODAY, 2);
        assertTrue(Case.mostUrgentFirst().compare(twice, other) < 0);
    }

    private RequesterKeys person() {
        return RequesterKeys.derive(NineWords.draw(randomness), "a root note\n".getBytes(StandardCharsets.UTF_8));
    }

    private Received received(RequesterKeys keys, HelpRequest.Kind kind, Instant clock, int day, int ordinal) {
        var draft = new Draft(
                kind,
                Answers.of(Map.of("needs", List.of("housing"))),
                "Hello.",
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
        return new Received(Written.at(clock, draft, keys, epoch, randomness), new Arrival(day, ordinal, 1));
    }

    private Case alone(Instant clock, int day, int ordinal) {
        var message = received(person(), HelpRequest.Kind.FIRST, clock, day, ordinal);
        return new Case(message.request().thread(), List.of(message), List.of());
    }
}

package org.postern.triage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postern.age.HybridIdentity;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Hash;

final class ContactGateTest {
    private static final Hash LAYER = Hash.of(new byte[] {7});
    private static final Hash OTHER_LAYER = Hash.of(new byte[] {8});
    private static final UUID REQUEST = new UUID(5, 6);

    private final Team team = new Team(51);
    private final TriageLog log = team.console();
    private final HybridIdentity oneTime = team.identity();
    private final UUID ask = team.id();
    private boolean contactAllowed = true;

    @Test
    void waitsUntilTwoOtherSeatsApproveAndThenOpensOnce() {
        ask(0);
        assertEquals(new AskState.Waiting(0, 2, 3), state());
        approve(1, 1);
        assertEquals(new AskState.Waiting(1, 2, 2), state());
        assertTrue(gate().mayOpen(ask, desk(0)).isEmpty());
        approve(2, 2);
        var ready = assertInstanceOf(AskState.Ready.class, state());
        assertEquals(2, ready.approvals().size());
        assertTrue(gate().mayOpen(ask, desk(1)).isEmpty(), "only the asker opens");
        var mayOpen = gate().mayOpen(ask, desk(0)).orElseThrow();
        for (var approval : mayOpen.approvals()) {
            try (var share = Approval.open(approval, oneTime).orElseThrow()) {
                assertArrayEquals(rawShare(approval.seat()), share.copy());
            }
        }
        log.append(mayOpen.opening(), team.caseKey, team.desks.get(0));
        assertEquals(new AskState.Opened(LocalDate.of(2026, 11, 22)), state());
        assertTrue(gate().mayOpen(ask, desk(0)).isEmpty(), "one view");
    }

    @Test
    void theAskersOwnSeatNeverCounts() {
        ask(0);
        assertTrue(gate().mayApprove(ask, team.desks.get(0), 1).isEmpty());
        forge(0, 1, ask, LAYER);
        approve(1, 2);
        assertEquals(new AskState.Waiting(1, 2, 2), state());
    }

    @Test
    void oneDeskCountsOnceWhateverSeatsItNames() {
        ask(0);
        approve(1, 1);
        assertTrue(gate().mayApprove(ask, team.desks.get(1), 2).isEmpty());
        forge(1, 2, ask, LAYER);
        assertEquals(new AskState.Waiting(1, 2, 2), state());
    }

    @Test
    void oneSeatCountsOnceWhoeverNamesIt() {
        ask(0);
        approve(1, 1);
        approve(2, 1);
        assertEquals(new AskState.Waiting(1, 2, 2), state());
    }

    @Test
    void approvalsOfAnotherAskOrAnotherLayerDoNotCount() {
        ask(0);
        forge(1, 1, team.id(), LAYER);
        forge(2, 2, ask, OTHER_LAYER);
        forge(3, 3, ask, LAYER);
        assertEquals(new AskState.Waiting(1, 2, 2), state());
    }

    @Test
    void approvalsBeforeTheAskDoNotCount() {
        forge(1, 1, ask, LAYER);
        ask(0);
        approve(2, 2);
        assertEquals(new AskState.Waiting(1, 2, 2), state());
    }

    @Test
    void seatsThatTheLayerDoesNotHaveDoNotCount() {
        ask(0);
        assertTrue(gate().mayApprove(ask, team.desks.get(1), 4).isEmpty());
        forge(1, 4, ask, LAYER);
        forge(2, 5, ask, LAYER);
        assertEquals(new AskState.Waiting(0, 2, 3), state());
    }

    @Test
    void anAskForAnotherLayerThanTheRequestsIsRefused() {
        append(0, new TriageEvent.Asked(ask, REQUEST, OTHER_LAYER, Purpose.MEET_AS_ASKED, oneTime.recipient()));
        assertEquals(new AskState.Refused(AskState.Reason.OTHER_LAYER), state());
        assertTrue(gate().mayApprove(ask, team.desks.get(1), 1).isEmpty());
    }

    @Test
    void anAskForARequestOfAnotherCaseIsRefused() {
        append(0, new TriageEvent.Asked(ask, team.id(), LAYER, Purpose.MEET_AS_ASKED, oneTime.recipient()));
        assertEquals(new AskState.Refused(AskState.Reason.NO_SUCH_REQUEST), state());
    }

    @Test
    void withoutTheConsentToBeContactedNothingOpens() {
        ask(0);
        approve(1, 1);
        approve(2, 2);
        contactAllowed = false;
        assertEquals(new AskState.Refused(AskState.Reason.NO_CONSENT), state());
        assertTrue(gate().mayOpen(ask, desk(0)).isEmpty());
        assertTrue(gate().mayApprove(ask, team.desks.get(3), 3).isEmpty());
    }

    @Test
    void expiresAfterTheNextDay() {
        ask(0);
        approve(1, 1);
        team.now = team.now.plus(Duration.ofDays(1));
        approve(2, 2);
        assertInstanceOf(AskState.Ready.class, state());
        team.now = team.now.plus(Duration.ofDays(1));
        assertEquals(new AskState.Expired(), state());
        assertTrue(gate().mayOpen(ask, desk(0)).isEmpty());
    }

    @Test
    void aNoThatLeavesTooFewSeatsDeclines() {
        ask(0);
        append(1, new TriageEvent.Declined(ask, 1));
        assertEquals(new AskState.Waiting(0, 2, 2), state());
        append(2, new TriageEvent.Declined(ask, 2));
        assertEquals(new AskState.Declined(), state());
        assertTrue(gate().mayApprove(ask, team.desks.get(3), 3).isEmpty());
    }

    @Test
    void anAskThatCanNotSucceedWithoutTheAskersOwnSeatIsNotAskedOfOthers() {
        append(0, new TriageEvent.Declined(ask, 1));
        ask(0);
        assertEquals(new AskState.Waiting(0, 2, 2), state());
        append(1, new TriageEvent.Declined(ask, 2));
        assertEquals(new AskState.Declined(), state());
        assertTrue(gate().mayApprove(ask, team.desks.get(2), 3).isEmpty());
    }

    @Test
    void aNoOfSomebodyElseBeforeTheAskDoesNotCount() {
        append(1, new TriageEvent.Declined(ask, 2));
        ask(0);
        assertEquals(new AskState.Waiting(0, 2, 3), state());
    }

    @Test
    void oneDeskCannotDeclineForEverybody() {
        ask(0);
        append(1, new TriageEvent.Declined(ask, 1));
        append(1, new TriageEvent.Declined(ask, 2));
        append(1, new TriageEvent.Declined(ask, 3));
        assertEquals(new AskState.Waiting(0, 2, 2), state());
    }

    @Test
    void anOpeningWithoutApprovalsIsNotOne() {
        ask(0);
        approve(1, 1);
        append(0, new TriageEvent.Opened(ask, REQUEST, LAYER, Purpose.MEET_AS_ASKED));
        assertEquals(new AskState.Waiting(1, 2, 2), state());
    }

    @Test
    void desksOfAnotherEpochDoNotCount() {
        ask(0);
        approve(1, 1);
        var events = new ArrayList<>(log.events(team.caseKey.tag()));
        var stranger = new SignedEvent(
                Team.EPOCH + 1,
                team.caseKey.tag(),
                Seen.NOTHING,
                team.stranger.desk(),
                LocalDate.of(2026, 11, 22),
                new TriageEvent.Approved(ask, LAYER, 2, new byte[0]));
        events.add(new Logged(99, stranger));
        var gate = ContactGate.fold(events, standings(), today());
        assertEquals(new AskState.Waiting(1, 2, 2), gate.ask(ask).orElseThrow().state());
        assertTrue(gate.mayApprove(ask, new Author(Team.EPOCH + 1, SecretBytes.random(team.randomness, 32)), 2)
                .isEmpty());
    }

    @Test
    void aShareForAnotherAskOrSeatDoesNotOpen() {
        ask(0);
        var share = SecretBytes.takeOwnershipOf(rawShare(1));
        var approved =
                Approval.seal(gate().mayApprove(ask, team.desks.get(1), 1).orElseThrow(), share, team.randomness);
        assertTrue(Approval.open(approved, oneTime).isPresent());
        var otherAsk = new TriageEvent.Approved(team.id(), LAYER, 1, approved.file());
        var otherSeat = new TriageEvent.Approved(ask, LAYER, 2, approved.file());
        assertTrue(Approval.open(otherAsk, oneTime).isEmpty());
        assertTrue(Approval.open(otherSeat, oneTime).isEmpty());
        assertTrue(Approval.open(approved, team.identity()).isEmpty());
    }

    @Test
    void openedDetailsMayBeSeenForFifteenMinutes() {
        var window = new OpenWindow(() -> team.now);
        team.now = team.now.plus(Duration.ofMinutes(15)).minusMillis(1);
        assertTrue(window.isOpen());
        team.now = team.now.plusMillis(1);
        assertFalse(window.isOpen());
    }

    private void ask(int desk) {
        append(desk, new TriageEvent.Asked(ask, REQUEST, LAYER, Purpose.CALL_BACK_AS_ASKED, oneTime.recipient()));
    }

    private void approve(int desk, int seat) {
        var leave = gate().mayApprove(ask, team.desks.get(desk), seat).orElseThrow();
        try (var share = SecretBytes.takeOwnershipOf(rawShare(seat))) {
            append(desk, Approval.seal(leave, share, team.randomness));
        }
    }

    /// What a dishonest console would write, around the gate.
    private void forge(int desk, int seat, UUID ask, Hash layer) {
        append(desk, new TriageEvent.Approved(ask, layer, seat, new byte[100]));
    }

    private void append(int desk, TriageEvent event) {
        log.append(event, team.caseKey, team.desks.get(desk));
    }

    private static byte[] rawShare(int seat) {
        var share = new byte[33];
        Arrays.fill(share, (byte) seat);
        return share;
    }

    private DeskKey desk(int number) {
        return team.desks.get(number).desk();
    }

    private List<ContactGate.Standing> standings() {
        return List.of(new ContactGate.Standing(REQUEST, LAYER, 2, 3, contactAllowed));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(team.now, ZoneOffset.UTC);
    }

    private ContactGate gate() {
        return ContactGate.fold(log.events(team.caseKey.tag()), standings(), today());
    }

    private AskState state() {
        return gate().ask(ask).orElseThrow().state();
    }
}

package org.postern.triage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postern.age.HybridRecipient;
import org.postern.manifest.Hash;

/// Gate G1, opening contact details: a fold over the events of one case (DESIGN.md 4, domain.md B.5).
///
/// The gate opens for one ask of one request when the person agreed to be contacted, k different seats
/// approved, each by a different desk that is not the asker's, in the epoch of the ask, and every approval
/// names the layer of that very request. No role, flag or parameter opens it otherwise: [MayApprove] and
/// [MayOpen] can be had here only. Shares bind the same rule by cryptography; the asker's console checks each
/// against the request's own hashes.
public final class ContactGate {
    /// An ask counts on its day and on this many days after it.
    public static final int DAYS_AFTER_ASK = 1;

    /// What a console found in a request that it opened, folded over the whole thread: signed by the requester.
    ///
    /// @param request its id
    /// @param layer hash of its locked layer
    /// @param k shares that open the layer
    /// @param n seats that have one
    /// @param contactAllowed whether the consent to be contacted is given and not taken back
    public record Standing(UUID request, Hash layer, int k, int n, boolean contactAllowed) {
        /// Checks the numbers.
        public Standing {
            if (k < 2 || k > n || n > TriageEvent.SEATS_MAX) {
                throw new IllegalArgumentException("k is 2 to n and n at most " + TriageEvent.SEATS_MAX);
            }
        }
    }

    /// One ask and where it stands.
    ///
    /// @param asked the ask itself
    /// @param asker whose ask it is
    /// @param epoch the epoch in which approvals count
    /// @param day when it was asked
    /// @param state where it stands
    public record Ask(TriageEvent.Asked asked, DeskKey asker, int epoch, LocalDate day, AskState state) {}

    /// Proof that a desk may approve with a seat.
    public static final class MayApprove {
        private final Ask ask;
        private final int seat;

        private MayApprove(Ask ask, int seat) {
            this.ask = ask;
            this.seat = seat;
        }

        UUID ask() {
            return ask.asked.ask();
        }

        Hash layer() {
            return ask.asked.layer();
        }

        HybridRecipient oneTime() {
            return ask.asked.oneTime();
        }

        int seat() {
            return seat;
        }
    }

    /// Proof that the asker may open the layer, once.
    public static final class MayOpen {
        private final TriageEvent.Asked asked;
        private final List<TriageEvent.Approved> approvals;

        private MayOpen(TriageEvent.Asked asked, List<TriageEvent.Approved> approvals) {
            this.asked = asked;
            this.approvals = approvals;
        }

        /// The sealed shares, to be opened with the one-time identity and checked against the request's hashes.
        public List<TriageEvent.Approved> approvals() {
            return approvals;
        }

        /// The event to append before anything is opened.
        public TriageEvent.Opened opening() {
            return new TriageEvent.Opened(asked.ask(), asked.request(), asked.layer(), asked.purpose());
        }
    }

    private final Map<UUID, Ask> asks;
    private final Map<UUID, Standing> standings;
    private final List<Logged> events;

    private ContactGate(Map<UUID, Ask> asks, Map<UUID, Standing> standings, List<Logged> events) {
        this.asks = asks;
        this.standings = standings;
        this.events = events;
    }

    /// Folds the events of one case.
    ///
    /// @param caseEvents as [TriageLog#events] gives them
    /// @param requests of the same case that have a locked layer
    /// @param today the console's day, UTC
    public static ContactGate fold(List<Logged> caseEvents, List<Standing> requests, LocalDate today) {
        var standings = new LinkedHashMap<UUID, Standing>();
        requests.forEach(standing -> standings.putIfAbsent(standing.request(), standing));
        var asks = new LinkedHashMap<UUID, Ask>();
        for (var logged : caseEvents) {
            var signed = logged.event();
            if (signed.event() instanceof TriageEvent.Asked asked && !asks.containsKey(asked.ask())) {
                var standing = Optional.ofNullable(standings.get(asked.request()));
                var state = new Votes(logged, asked, caseEvents).state(standing, today);
                asks.put(asked.ask(), new Ask(asked, signed.desk(), signed.epoch(), signed.day(), state));
            }
        }
        return new ContactGate(asks, standings, caseEvents);
    }

    /// Every ask of the case, in log order.
    public List<Ask> asks() {
        return List.copyOf(asks.values());
    }

    /// One ask.
    ///
    /// @param ask its id
    public Optional<Ask> ask(UUID ask) {
        return Optional.ofNullable(asks.get(ask));
    }

    /// Whether a desk may approve with its seat: not its own ask, not after it spoke already, not in another
    /// epoch, and only while the ask waits.
    ///
    /// @param ask which ask
    /// @param author who wants to approve
    /// @param seat the author's seat, from 1
    public Optional<MayApprove> mayApprove(UUID ask, Author author, int seat) {
        return ask(ask).filter(found -> found.state instanceof AskState.Waiting
                        && !found.asker.equals(author.desk())
                        && found.epoch == author.epoch()
                        && seat >= 1
                        && seat <= standings.get(found.asked.request()).n()
                        && !hasSpoken(found, author.desk()))
                .map(found -> new MayApprove(found, seat));
    }

    /// Whether a desk may open the layer now: only the asker, only while the ask is ready.
    ///
    /// @param ask which ask
    /// @param desk who wants to open
    public Optional<MayOpen> mayOpen(UUID ask, DeskKey desk) {
        return ask(ask).filter(found -> found.asker.equals(desk))
                .flatMap(found -> found.state instanceof AskState.Ready ready
                        ? Optional.of(new MayOpen(found.asked, ready.approvals()))
                        : Optional.empty());
    }

    private boolean hasSpoken(Ask ask, DeskKey desk) {
        return events.stream()
                .map(Logged::event)
                .filter(event -> event.desk().equals(desk))
                .anyMatch(event -> switch (event.event()) {
                    case TriageEvent.Approved approved -> approved.ask().equals(ask.asked.ask());
                    case TriageEvent.Declined declined -> declined.ask().equals(ask.asked.ask());
                    case TriageEvent.Asked asked -> false;
                    case TriageEvent.Opened opened -> false;
                    case TriageEvent.Replied replied -> false;
                    case TriageEvent.Notice notice -> false;
                    case TriageEvent.Moved moved -> false;
                    case TriageEvent.Destroyed destroyed -> false;
                });
    }

    /// What was said about one ask: the first word of each desk counts.
    private static final class Votes {
        private final LocalDate lastDay;
        private final TriageEvent.Asked asked;
        private final List<TriageEvent.Approved> approvals = new ArrayList<>();
        private final Set<Integer> declined = new HashSet<>();
        private final Set<DeskKey> spoken = new HashSet<>();
        private Optional<LocalDate> openedByAsker = Optional.empty();
        private int approvalsWhenOpened;

        Votes(Logged ask, TriageEvent.Asked asked, List<Logged> events) {
            this.asked = asked;
            var by = ask.event();
            lastDay = by.day().plusDays(DAYS_AFTER_ASK);
            for (var logged : events) {
                var event = logged.event();
                // Desks of two epochs cannot be told apart or together, so only the epoch of the ask counts.
                boolean counts = (logged.position() > ask.position() || namesOwnSeat(event, by.desk()))
                        && event.epoch() == by.epoch()
                        && !event.day().isAfter(lastDay);
                if (counts) {
                    count(event, by.desk());
                }
            }
        }

        /// An asker's console says first which seat is its own: it never counts.
        private boolean namesOwnSeat(SignedEvent event, DeskKey asker) {
            return event.desk().equals(asker) && event.event() instanceof TriageEvent.Declined no && isThis(no.ask());
        }

        private void count(SignedEvent event, DeskKey asker) {
            boolean isAsker = event.desk().equals(asker);
            switch (event.event()) {
                case TriageEvent.Approved approval -> {
                    if (!isAsker && isThis(approval.ask()) && spoken.add(event.desk())) {
                        if (approval.layer().equals(asked.layer())) {
                            approvals.add(approval);
                        }
                    }
                }
                case TriageEvent.Declined no -> {
                    if (isThis(no.ask()) && spoken.add(event.desk())) {
                        declined.add(no.seat());
                    }
                }
                case TriageEvent.Opened opened -> {
                    if (isAsker && isThis(opened.ask()) && openedByAsker.isEmpty()) {
                        openedByAsker = Optional.of(event.day());
                        approvalsWhenOpened = approvals.size();
                    }
                }
                case TriageEvent.Asked other -> {}
                case TriageEvent.Replied reply -> {}
                case TriageEvent.Notice notice -> {}
                case TriageEvent.Moved moved -> {}
                case TriageEvent.Destroyed destroyed -> {}
            }
        }

        AskState state(Optional<Standing> request, LocalDate today) {
            if (request.isEmpty()) {
                return new AskState.Refused(AskState.Reason.NO_SUCH_REQUEST);
            }
            var standing = request.get();
            if (!standing.layer().equals(asked.layer())) {
                return new AskState.Refused(AskState.Reason.OTHER_LAYER);
            }
            var whenOpened = seats(approvals.subList(0, approvalsWhenOpened), standing);
            if (openedByAsker.isPresent() && whenOpened.size() >= standing.k()) {
                return new AskState.Opened(openedByAsker.get());
            }
            if (!standing.contactAllowed()) {
                return new AskState.Refused(AskState.Reason.NO_CONSENT);
            }
            if (today.isAfter(lastDay)) {
                return new AskState.Expired();
            }
            var approved = seats(approvals, standing);
            if (approved.size() >= standing.k()) {
                return new AskState.Ready(approvals);
            }
            long lost = declined.stream()
                    .filter(seat -> seat <= standing.n() && !approved.contains(seat))
                    .count();
            int silent = standing.n() - (int) lost - approved.size();
            return approved.size() + silent < standing.k()
                    ? new AskState.Declined()
                    : new AskState.Waiting(approved.size(), standing.k(), silent);
        }

        private static Set<Integer> seats(List<TriageEvent.Approved> approvals, Standing standing) {
            return approvals.stream()
                    .map(TriageEvent.Approved::seat)
                    .filter(seat -> seat <= standing.n())
                    .collect(Collectors.toSet());
        }

        private boolean isThis(UUID ask) {
            return ask.equals(asked.ask());
        }
    }
}
